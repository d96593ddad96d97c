import type { KernelView, LockView, ThreadView } from '../protocol/panel.ts';
import { bytes, percent } from './format.ts';
import { decimal, t } from './l10n.ts';
import type { PythonThreadKind } from '../protocol/words.ts';

/** The words of the inspector; the rest of the panel's are in strings.ts, which has these, too. */

export const inspector = {
  label: t('Inspector'),
  close: t('Close (Esc)'),
  identity: t('Identity'),
  constructed: t('Constructor'),
  lifecycle: t('Lifecycle'),
  moments: t('Moments'),
  time: t('Time per state'),
  messages: t('Messages'),
  error: t('Error'),
  span: t('Selected span'),
  copy: t('Copy the error'),
  noTime: t('Nothing yet.'),
  threadId: t('thread id'),
  osThreadId: t('OS thread id'),
  process: t('process'),
  parent: t('made by'),
  createdAt: t('created at'),
  cpu: t('CPU'),
  lost: t('records lost'),
  sent: t('sent'),
  received: t('received'),
  undeliverable: t('failed'),
  unknown: t('not known'),
  exitCalled: t('exit called at'),
  terminateCalled: t('terminate called at'),
  terminatedBy: t('terminated by'),
  terminatedByUser: t('Thread View, as you asked'),
  runtime: t('runtime'),
  pid: t('pid'),
  threads: t('threads'),
  kind: t('kind'),
  runtimeThread: t('runtime thread'),
};

export const lifecycle = {
  alive: t('alive'),
  now: t('now'),
  after: (length: string) => t('after {0}', length),
};

export const peers = {
  title: t('Messages by peer'),
  count: t('count'),
  queued: t('queued'),
  handled: t('handled'),
  sent: t('sent'),
  received: t('received'),
  spread: (half: string, most: string, longest: string) =>
    t('half of them within {0}, 95 % within {1}, all within {2}', half, most, longest),
  pair: t('Only arrows between these two'),
  more: (count: number) => t('and {0, plural, one {# more thread} other {# more threads}}', count),
};

export const waits = {
  title: t('Waits'),
  times: (count: string) => t('{0}×', count),
  longest: t('The longest'),
  at: t('waiting at'),
  from: t('woken from'),
  atPlace: (place: string) => t('waiting at {0}', place),
  fromPlace: (place: string) => t('woken from {0}', place),
  causeAt: (cause: string, place: string) => t('{0}, waiting at {1}', cause, place),
};

const isOfDebugger = ({ kind, createdAt }: ThreadView) => kind === 'runtime' && createdAt !== null;

export const runtimeThreads = {
  /** Threads that somebody saw being made are the debugger's: of the runtime's own nobody did. */
  count: (threads: readonly ThreadView[]) =>
    threads.length > 0 && threads.every(isOfDebugger)
      ? t('{0, plural, one {# thread of the debugger} other {# threads of the debugger}}', threads.length)
      : t('{0, plural, one {# runtime thread} other {# runtime threads}}', threads.length),
  busy: (busy: number) => t('{0} busy', busy),
  meaning: t(
    'Threads that the runtime made for itself: its pool for I/O, its compiler, its garbage collector. ' +
      'Only the OS tells of them.',
  ),
  debuggers: t('Threads that the debugger made for itself inside of the program.'),
  meaningOf: ([first]: readonly ThreadView[]): string =>
    first && isOfDebugger(first) ? runtimeThreads.debuggers : runtimeThreads.meaning,
  of: (some: number, count: number) => t('{0} of {1}', decimal(some, 0, 1), count),
  idle: t('None is busy.'),
  unfold: t('Click or Enter shows them one by one.'),
  fold: t('Click or Enter folds them.'),
};

export const kernel = {
  title: t('Kernel'),
  state: t('state'),
  states: {
    'on a core': t('on a core'),
    ready: t('ready, waits for a core'),
    stopped: t('stopped in a call'),
  } satisfies Record<KernelView['state'], string>,
  core: t('core'),
  lastCore: t('last core'),
  voluntary: t('voluntary switches'),
  voluntaryText: (count: number) => t('{0}: it gave up its core', count),
  involuntary: t('involuntary switches'),
  involuntaryText: (count: number) => t('{0}: it was pushed off its core', count),
  notStarted: t('It has no OS thread yet.'),
  unknown: (notice: string | null) =>
    notice === null ? t('not known here') : t('not known here: {0}', notice),
};

export const vitals = {
  title: t('Vitals'),
  heap: t('heap'),
  heapText: (used: number, limit: number | null) =>
    limit === null ? bytes(used) : t('{0} of {1}, {2}', bytes(used), bytes(limit), percent(used / limit)),
  delay: t('loop delay'),
  mean: (text: string) => t('mean {0}', text),
  longest: (text: string) => t('longest {0}', text),
  turns: t('loop turns'),
  observer: t('probe took'),
  cpu: t('CPU so far'),
  cpuCurve: t('CPU share over its life'),
  heapCurveShort: t('heap so far'),
  heapCurve: t('Heap over its life'),
  summary: (least: string, mean: string, most: string) =>
    t('least {0}, mean {1}, most {2}', least, mean, most),
  caption: (least: string, mean: string, most: string) => t('{0} … {2}, mean {1}', least, mean, most),
};

export const locks = {
  title: t('Locks and waits'),
  states: { held: t('holds'), queued: t('queues for') } satisfies Record<LockView['state'], string>,
  modes: { exclusive: t('exclusive'), shared: t('shared') } satisfies Record<LockView['mode'], string>,
  since: {
    held: (moment: string) => t('since {0}', moment),
    queued: (moment: string) => t('asked for at {0}', moment),
  } satisfies Record<LockView['state'], (moment: string) => string>,
  behind: t('behind'),
  awaits: t('awaits'),
};

export const python = {
  title: t('Python'),
  gil: t('GIL'),
  withoutGil: (time: string, share: string) =>
    t('ready without it for {0}, {1} of its life (sampled)', time, share),
  noGil: t('This Python has none: its threads run Python code at the same time.'),
  kind: t('kind'),
  kinds: {
    Thread: null,
    raw: t('made below threading, by _thread'),
    dummy: t('made in C, known since it called Python'),
  } satisfies Record<PythonThreadKind, string | null>,
  className: t('class'),
  target: t('target'),
  args: t('args'),
  kwargs: t('kwargs'),
  more: (count: number) => t('and {0} more', count),
  daemon: t('daemon'),
  isDaemon: t('yes: the program does not wait for its end'),
  startedAt: t('started at'),
  tasks: t('ran'),
  taskCount: (count: number) => t('{0, plural, one {# task} other {# tasks}}', count),
  running: (count: string, task: string) => t('{0}, now {1}', count, task),
  ident: t('ident'),
};

export const message = {
  title: t('Selected message'),
  asked: t('Asking…'),
  gone: t('Nothing is known of it any more.'),
  sent: t('sent at'),
  took: t('sending took'),
  size: t('size'),
  received: t('received at'),
  queued: t('queued for'),
  handled: t('handled for'),
  notYet: t('not yet'),
  never: t('never'),
  meanwhile: (receiver: string) => t('While it waited, {0} was', receiver),
  more: (count: number) => t('and {0, plural, one {# shorter span} other {# shorter spans}}', count),
  noMore: t('No more messages of this thread here.'),
};
