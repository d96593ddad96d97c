import type { ProcessView, RunView, ThreadView, WaitView } from '../protocol/panel.ts';
import type { ConstructorSummary, Outcome, Provenance, ThreadState } from '../protocol/words.ts';
import { baseName, duration, finePercent, percent } from './format.ts';
import { runtimeThreads } from './inspectorStrings.ts';
import { t } from './l10n.ts';
import type { KeyAction, KeyGroup } from './keyboard.ts';
import type { Row } from './layout.ts';
import { rows } from './viewStrings.ts';

/**
 * Every word the panel shows, in one place. Each is wrapped in `t`, by which it is found and translated;
 * `test/panel/l10n.test.ts` finds those that are not.
 */

export * from './findingStrings.ts';
export * from './inspectorStrings.ts';
export * from './readerStrings.ts';
export * from './stackStrings.ts';
export * from './viewStrings.ts';

export const states: Readonly<Record<ThreadState | Outcome, string>> = {
  created: t('created'),
  starting: t('starting'),
  running: t('running'),
  ready: t('ready'),
  waiting: t('waiting'),
  blocked: t('blocked'),
  sleeping: t('sleeping'),
  finished: t('finished'),
  failed: t('failed'),
  killed: t('killed'),
};

export const stateMeanings: Readonly<Record<ThreadState | Exclude<Outcome, 'running'>, string>> = {
  created: t('The object exists, its OS thread does not yet.'),
  starting: t('The runtime boots inside the thread; user code has not begun.'),
  running: t('User code on a core.'),
  ready: t('It could run but has no core or, in Python, no GIL.'),
  waiting: t('Its event loop or queue has nothing to do.'),
  blocked: t('Stopped inside a synchronous wait.'),
  sleeping: t('A timed sleep.'),
  finished: t('Ended by itself.'),
  failed: t('Ended by an uncaught error or a non-zero exit code.'),
  killed: t('Ended from outside.'),
};

export const known: Readonly<Record<Provenance, string>> = {
  told: t('told by the probe'),
  sampled: t('sampled from the OS'),
  inferred: t('inferred from other facts'),
};

export const knownShort: Readonly<Record<Provenance, string>> = {
  told: t('told'),
  sampled: t('sampled'),
  inferred: t('inferred'),
};

export const knownMeanings: Readonly<Record<Provenance, string>> = {
  told: t('Told by the probe inside the program: a fact.'),
  sampled: t('Sampled from the OS: true at the moments of looking, taken to hold between them. Drawn paler.'),
  inferred: t('Inferred from other facts: the best guess. Drawn palest.'),
};

export const toolbar = {
  label: t('Thread View'),
  runAgain: t('Run again'),
  stop: t('Stop'),
  attachAgain: t('Attach again'),
  detach: t('Detach; the program goes on'),
  followTitle: t('Follow the run (Space)'),
  fit: t('Show the whole run, or the selected range (F)'),
  zoomIn: t('Zoom in (W)'),
  zoomOut: t('Zoom out (S)'),
  filter: t('Filter threads'),
  filterTitle: t('Filter threads by name, id, state or error; state:blocked, file:worker (/)'),
};

export const keys = {
  title: t('Keys'),
  open: t('Keys of this panel (?)'),
  close: t('Close (Esc)'),
  groups: {
    time: t('Time'),
    lanes: t('Lanes'),
    find: t('Spans and messages'),
    view: t('Panel'),
  } satisfies Record<KeyGroup, string>,
  does: {
    rowAbove: t('Lane above'),
    rowBelow: t('Lane below'),
    firstRow: t('First lane'),
    lastRow: t('Last lane'),
    spanBefore: t('Span before, or fold'),
    spanAfter: t('Span after, or unfold'),
    rangeBefore: t('Range of spans, further back'),
    rangeAfter: t('Range of spans, further on'),
    messageAfter: t('Next message of the thread'),
    messageBefore: t('Message before'),
    errorAfter: t('Next error'),
    errorBefore: t('Error before'),
    waitShorter: t('Longest wait, then the next shorter'),
    waitLonger: t('Next longer wait'),
    findingAfter: t('Next finding'),
    findingBefore: t('Finding before'),
    stacks: t('Capture stacks of all threads'),
    fold: t('Fold or unfold'),
    zoomIn: t('Zoom in'),
    zoomOut: t('Zoom out'),
    panLeft: t('Earlier'),
    panRight: t('Later'),
    fit: t('Show the whole run, or what is selected'),
    follow: t('Follow the run'),
    pause: t('Hold the picture, or go on'),
    markA: t('Mark A at the pointer'),
    markB: t('Mark B at the pointer'),
    pin: t('Pin the thread on top, or back'),
    hide: t('Hide the thread, or show it again'),
    showHidden: t('Show all hidden threads'),
    sort: t('Order of the threads'),
    sortAnew: t('Sort anew now'),
    arrows: t('Which arrows are drawn'),
    cores: t('Cores, or threads again'),
    inspect: t('Inspect'),
    filter: t('Filter threads'),
    clear: t('Clear what is selected, close'),
    help: t('These keys'),
  } satisfies Record<KeyAction, string>,
  /** Keys that have a name; the others are called what is printed on them. */
  names: {
    ' ': t('Space'),
    Enter: t('Enter'),
    Escape: t('Esc'),
    Home: t('Home'),
    End: t('End'),
    Shift: t('Shift'),
  } as Readonly<Record<string, string>>,
  pointer: t('Pointer'),
  gestures: [
    [t('Wheel'), t('Earlier and later; over many lanes up and down')],
    [t('Ctrl or Cmd + wheel, pinch'), t('Zoom at the pointer')],
    [t('Drag'), t('Select a range')],
    [t('Shift + drag'), t('Move the timeline')],
    [t('Click'), t('Inspect, and open the source line')],
    [t('Shift + click on a thread'), t('Arrows between it and the selected one')],
    [t('Click on the ruler'), t('Set, move or remove a mark')],
  ] as readonly (readonly [gesture: string, meaning: string])[],
};

export const tree = {
  label: t('Threads'),
  cpu: t('CPU'),
  resize: t('Width of the thread tree'),
  folded: t('folded'),
  unfolded: t('unfolded'),
};

export const timeline = {
  range: (length: string) => t('Range of {0}', length),
  role: t('timeline'),
  label: (threads: number) =>
    t(
      'Timeline of {0, plural, one {# thread} other {# threads}}. Arrow keys change the lane and step between ' +
        'spans, the question mark lists all keys. The same facts are in the table below.',
      threads,
    ),
  overview: (most: number) =>
    t('Overview of the whole run: at most {0, plural, one {# thread} other {# threads}} busy at once', most),
  busy: (most: number) => t('{0} busy', most),
  manySpans: t('Too many spans to tell apart: each pixel shows shares of states; zoom in to see spans'),
  messagesHidden: (count: number) =>
    t(
      '{0, plural, one {# message} other {# messages}} here, bundled: zoom in, or select a thread, to see them',
      count,
    ),
  noMatch: t('No thread matches the filter.'),
};

export const observer = {
  text: (share: number) => t('observer: {0}', finePercent(share)),
  title: t('What observing costs'),
  program: t('probe'),
  programText: (share: number) =>
    t('{0} of the time that the program’s threads were busy', finePercent(share)),
  recorder: t('recorder'),
  recorderText: (share: number) => t('{0} of one core, beside the program', finePercent(share)),
};

export const moments = {
  created: t('created'),
  started: t('began to start'),
  firstSeen: t('first seen'),
  codeBegins: t('user code began'),
  online: t('parent heard it is up'),
  ended: t('ended'),
};

export const tip = {
  from: t('from'),
  to: t('to'),
  duration: t('duration'),
  cause: t('cause'),
  known: t('known'),
  stretch: t('Many spans'),
  stretchHint: t('Zoom in to see them one by one.'),
  message: t('Message'),
  sent: t('sent'),
  received: t('received'),
  handling: t('handled for'),
  queue: t('in the queue'),
  created: t('Created'),
  by: t('by'),
  at: t('at'),
  source: t('source'),
  open: t('Click opens the source.'),
  inspect: t('Click shows what kept it.'),
  cpu: t('CPU'),
  exit: t('exit'),
};

export const stage = {
  empty: t('Nothing has run yet'),
  emptyHint: t('Open a Node.js file and choose “Thread View: Run Current File” from its run menu.'),
  connecting: t('Connecting…'),
  starting: (title: string) => t('Starting {0}…', title),
  failedTitle: t('It could not run'),
  goneTitle: t('The run is gone'),
  running: (title: string) => t('{0} is running', title),
  unheard: t('None of its threads has told anything yet.'),
  ended: (title: string) => t('{0} has ended', title),
  unseen: t('None of its threads was seen.'),
  silentTitle: t('Connection lost'),
  silent: (moment: string) =>
    t('Nothing has been heard of this run since {0}. What its threads do now is not shown.', moment),
};

export const notices = {
  more: (count: number) => t('and {0} more', count),
};

export const legend = {
  label: t('States, and how they are known'),
  filter: t('Click filters for it.'),
  unit: (count: number) => t('{0, plural, one {thread} other {threads}}', count),
};

export function runStatus(run: RunView, alive: number, total: number, nowNs: number): string {
  const threads = t('{0, plural, one {# thread} other {# threads}}', total);
  switch (run.status) {
    case 'starting':
      return t('starting');
    case 'running':
      return t('running · {0} of {1} alive · {2}', alive, threads, duration(nowNs));
    case 'ended':
      return [
        t('ended'),
        run.signal ?? (run.exitCode === null ? null : exit(run.exitCode)),
        threads,
        duration(nowNs),
      ]
        .filter(part => part !== null)
        .join(' · ');
    case 'failed':
      return t('could not run');
    case 'gone':
      return t('gone');
  }
}

export function processName(process: ProcessView): string {
  return `${process.runtime} ${process.pid}`;
}

export function threadDetail(thread: ThreadView): string {
  if (thread.kind === 'runtime') return thread.osThreadId === null ? '' : `${thread.osThreadId}`;
  // A name that counts already is not counted twice.
  return thread.isMain || thread.name.includes('#') ? '' : `#${thread.threadId}`;
}

export function threadName(thread: ThreadView): string {
  return `${thread.name} ${threadDetail(thread)}`.trim();
}

/** What a screen reader hears for a row. */
export function rowLabel({ thread, runtime, bundle, process }: Row): string {
  if (thread) return threadLabel(thread);
  if (bundle) return `${rows[bundle.kind](bundle.threads.length)}, ${runtimeThreads.busy(bundle.busy)}`;
  if (!runtime) return processName(process);
  return `${runtimeThreads.count(runtime.threads)}, ${runtimeThreads.busy(runtime.busy)}`;
}

/** What a screen reader hears for a thread. */
export function threadLabel(thread: ThreadView): string {
  const parts = [threadName(thread), stateWithCause(thread)];
  if (thread.cpuShare !== null) parts.push(t('{0} CPU', percent(thread.cpuShare)));
  return parts.join(', ');
}

export function stateWithCause(thread: ThreadView): string {
  return thread.cause ? `${states[thread.state]}: ${thread.cause}` : states[thread.state];
}

/** A wait of which no cause is known is told by its state alone. */
export function causeText(cause: string): string {
  return cause === 'blocked' || cause === 'sleeping' ? states[cause] : cause;
}

/** The same of a single wait. */
export function waitText({ cause, state }: WaitView): string {
  return cause ?? states[state];
}

/** The word beside the mark at the end of a lane. */
export function endLabel(thread: ThreadView): string {
  switch (thread.outcome) {
    case 'running':
      return '';
    case 'finished':
      return thread.kind === 'runtime' ? '' : exit(thread.exitCode ?? 0);
    case 'failed':
      return thread.error?.name ?? (thread.exitCode === null ? t('failed') : exit(thread.exitCode));
    case 'killed':
      if (thread.terminatedByUser) return t('terminated from here');
      return thread.terminateCalledAt ? t('terminated') : t('killed');
  }
}

export function processEnd(process: ProcessView): string {
  if (process.signal) return process.signal;
  return process.exitCode === null ? states[process.outcome] : exit(process.exitCode);
}

export function exit(code: number): string {
  return t('exit {0}', String(code));
}

const environments: Readonly<Record<ConstructorSummary['env'], string>> = {
  inherited: t('inherited'),
  shared: t('shared'),
  own: t('own'),
};

/** What was given to the constructor, as label and value; what was not given is left out. */
export function constructorFacts(summary: ConstructorSummary): readonly (readonly [string, string])[] {
  const facts: [string, string][] = [
    [t('code'), summary.file ? baseName(summary.file) : t('given as text (eval)')],
  ];
  if (summary.argvCount !== null)
    facts.push([t('argv'), t('{0, plural, one {# argument} other {# arguments}}', summary.argvCount)]);
  if (summary.execArgv !== null) facts.push([t('execArgv'), summary.execArgv.join(' ') || t('none')]);
  facts.push([t('env'), environments[summary.env]]);
  if (summary.workerDataType !== null) facts.push([t('workerData'), summary.workerDataType]);
  for (const [name, limit] of Object.entries(summary.resourceLimits ?? {})) facts.push([name, `${limit}`]);
  if (summary.stdio.length > 0) facts.push([t('own stdio'), summary.stdio.join(', ')]);
  if (summary.transferCount > 0)
    facts.push([t('transferred'), t('{0, plural, one {# object} other {# objects}}', summary.transferCount)]);
  return facts;
}
