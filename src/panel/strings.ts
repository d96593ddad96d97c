import type { ProcessView, RunView, ThreadView } from '../protocol/panel.ts';
import type { ConstructorSummary, Outcome, Provenance, ThreadState } from '../protocol/words.ts';
import { baseName, duration, finePercent, grouped, percent, plural } from './format.ts';
import { runtimeThreads } from './inspectorStrings.ts';
import type { Row } from './layout.ts';

/** Every word the panel shows, in one place, so that it can be translated in one place. */

export * from './inspectorStrings.ts';

export const states: Readonly<Record<ThreadState | Outcome, string>> = {
  created: 'created',
  starting: 'starting',
  running: 'running',
  ready: 'ready',
  waiting: 'waiting',
  blocked: 'blocked',
  sleeping: 'sleeping',
  finished: 'finished',
  failed: 'failed',
  killed: 'killed',
};

export const stateMeanings: Readonly<Record<ThreadState | Exclude<Outcome, 'running'>, string>> = {
  created: 'The object exists, its OS thread does not yet.',
  starting: 'The runtime boots inside the thread; user code has not begun.',
  running: 'User code on a core.',
  ready: 'It could run but has no core.',
  waiting: 'Its event loop or queue has nothing to do.',
  blocked: 'Stopped inside a synchronous wait.',
  sleeping: 'A timed sleep.',
  finished: 'Ended by itself.',
  failed: 'Ended by an uncaught error or a non-zero exit code.',
  killed: 'Ended from outside.',
};

export const known: Readonly<Record<Provenance, string>> = {
  told: 'told by the probe',
  sampled: 'sampled from the OS',
  inferred: 'inferred from other facts',
};

export const knownShort: Readonly<Record<Provenance, string>> = {
  told: 'told',
  sampled: 'sampled',
  inferred: 'inferred',
};

export const knownMeanings: Readonly<Record<Provenance, string>> = {
  told: 'Told by the probe inside the program: a fact.',
  sampled: 'Sampled from the OS: true at the moments of looking, taken to hold between them. Drawn paler.',
  inferred: 'Inferred from other facts: the best guess. Drawn palest.',
};

export const toolbar = {
  label: 'Thread View',
  runAgain: 'Run again',
  stop: 'Stop',
  follow: 'Follow',
  followTitle: 'Follow the run (Space)',
  fit: 'Show the whole run, or the selected range (F)',
  zoomIn: 'Zoom in (W)',
  zoomOut: 'Zoom out (S)',
  filter: 'Filter threads',
  filterTitle: 'Filter threads by name, id, state or error (/)',
};

export const tree = {
  label: 'Threads',
  cpu: 'CPU',
  resize: 'Width of the thread tree',
  fold: 'Fold',
  unfold: 'Unfold',
  folded: 'folded',
  unfolded: 'unfolded',
};

export const timeline = {
  label: (threads: number) =>
    `Timeline of ${plural(threads, 'thread')}. Arrow up and down change the lane, left and right step ` +
    `between spans, M and Shift+M between messages, W A S D zoom and pan, F fits, Enter inspects. ` +
    `The same facts are in the table below.`,
  overview: (most: number) => `Overview of the whole run: at most ${plural(most, 'thread')} busy at once`,
  busy: (most: number) => `${most} busy`,
  messagesHidden: (count: number) =>
    `${grouped(count)} messages here: zoom in, or select a thread, to see them`,
  table: 'Threads of this run',
  noMatch: 'No thread matches the filter.',
};

export const observer = {
  text: (share: number) => `observer: ${finePercent(share)}`,
  title: 'What observing costs',
  program: 'probe',
  programText: (share: number) => `${finePercent(share)} of the time that the program’s threads were busy`,
  recorder: 'recorder',
  recorderText: (share: number) => `${finePercent(share)} of one core, beside the program`,
};

export const moments = {
  created: 'created',
  started: 'began to start',
  firstSeen: 'first seen',
  codeBegins: 'user code began',
  online: 'parent heard it is up',
  ended: 'ended',
};

export const tip = {
  from: 'from',
  to: 'to',
  duration: 'duration',
  cause: 'cause',
  known: 'known',
  stretch: 'Many spans',
  stretchHint: 'Zoom in to see them one by one.',
  message: 'Message',
  sent: 'sent',
  received: 'received',
  handling: 'handled for',
  queue: 'in the queue',
  created: 'Created',
  by: 'by',
  at: 'at',
  source: 'source',
  open: 'Click opens the source.',
  inspect: 'Click shows what kept it.',
  cpu: 'CPU',
  exit: 'exit',
};

export const stage = {
  empty: 'Nothing has run yet',
  emptyHint: 'Open a Node.js file and choose “Thread View: Run Current File” from its run menu.',
  connecting: 'Connecting…',
  starting: (title: string) => `Starting ${title}…`,
  failedTitle: 'It could not run',
  goneTitle: 'The run is gone',
};

export const notices = { label: 'What is missing', more: (count: number) => `and ${count} more` };

export const legend = { label: 'States, and how they are known' };

export function runStatus(run: RunView, alive: number, total: number, nowNs: number): string {
  const threads = plural(total, 'thread');
  switch (run.status) {
    case 'starting':
      return 'starting';
    case 'running':
      return `running · ${alive} of ${threads} alive · ${duration(nowNs)}`;
    case 'ended':
      return [
        `ended`,
        run.signal ?? (run.exitCode === null ? null : `exit ${run.exitCode}`),
        threads,
        duration(nowNs),
      ]
        .filter(part => part !== null)
        .join(' · ');
    case 'failed':
      return 'could not run';
    case 'gone':
      return 'gone';
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
export function rowLabel({ thread, runtime, process }: Row): string {
  if (thread) return threadLabel(thread);
  if (!runtime) return processName(process);
  return `${runtimeThreads.count(runtime.threads.length)}, ${runtimeThreads.busy(runtime.busy)}`;
}

/** What a screen reader hears for a thread. */
export function threadLabel(thread: ThreadView): string {
  const parts = [threadName(thread), stateWithCause(thread)];
  if (thread.cpuShare !== null) parts.push(`${percent(thread.cpuShare)} CPU`);
  return parts.join(', ');
}

export function stateWithCause(thread: ThreadView): string {
  return thread.cause ? `${states[thread.state]}: ${thread.cause}` : states[thread.state];
}

/** The word beside the mark at the end of a lane. */
export function endLabel(thread: ThreadView): string {
  switch (thread.outcome) {
    case 'running':
      return '';
    case 'finished':
      return thread.kind === 'runtime' ? '' : `exit ${thread.exitCode ?? 0}`;
    case 'failed':
      return thread.error?.name ?? (thread.exitCode === null ? 'failed' : `exit ${thread.exitCode}`);
    case 'killed':
      return thread.terminateCalledAt ? 'terminated' : 'killed';
  }
}

export function processEnd(process: ProcessView): string {
  if (process.signal) return process.signal;
  return process.exitCode === null ? states[process.outcome] : `exit ${process.exitCode}`;
}

/** What was given to the constructor, as label and value; what was not given is left out. */
export function constructorFacts(summary: ConstructorSummary): readonly (readonly [string, string])[] {
  const facts: [string, string][] = [
    ['code', summary.file ? baseName(summary.file) : 'given as text (eval)'],
  ];
  if (summary.argvCount !== null) facts.push(['argv', plural(summary.argvCount, 'argument')]);
  if (summary.execArgv !== null) facts.push(['execArgv', summary.execArgv.join(' ') || 'none']);
  facts.push(['env', summary.env]);
  if (summary.workerDataType !== null) facts.push(['workerData', summary.workerDataType]);
  for (const [name, limit] of Object.entries(summary.resourceLimits ?? {})) facts.push([name, `${limit}`]);
  if (summary.stdio.length > 0) facts.push(['own stdio', summary.stdio.join(', ')]);
  if (summary.transferCount > 0) facts.push(['transferred', plural(summary.transferCount, 'object')]);
  return facts;
}
