import type { KernelView, LockView } from '../protocol/panel.ts';
import { bytes, grouped, percent, plural } from './format.ts';

/** The words of the inspector; the rest of the panel's are in strings.ts, which has these, too. */

export const inspector = {
  label: 'Inspector',
  close: 'Close (Esc)',
  identity: 'Identity',
  constructed: 'Constructor',
  lifecycle: 'Lifecycle',
  time: 'Time per state',
  messages: 'Messages',
  error: 'Error',
  span: 'Selected span',
  copy: 'Copy the error',
  noTime: 'Nothing yet.',
  threadId: 'thread id',
  osThreadId: 'OS thread id',
  process: 'process',
  parent: 'made by',
  createdAt: 'created at',
  cpu: 'CPU',
  lost: 'records lost',
  sent: 'sent',
  received: 'received',
  undeliverable: 'failed',
  unknown: 'not known',
  exitCalled: 'exit called at',
  terminateCalled: 'terminate called at',
  runtime: 'runtime',
  pid: 'pid',
  threads: 'threads',
  kind: 'kind',
  runtimeThread: 'runtime thread',
};

export const runtimeThreads = {
  count: (count: number) => plural(count, 'runtime thread'),
  busy: (busy: number) => `${busy} busy`,
  meaning:
    'Threads that the runtime made for itself: its pool for I/O, its compiler, its garbage collector. ' +
    'Only the OS tells of them.',
  of: (some: number, count: number) => `${Number(some.toFixed(1))} of ${count}`,
  idle: 'None is busy.',
  unfold: 'Click or Enter shows them one by one.',
  fold: 'Click or Enter folds them.',
};

export const kernel = {
  title: 'Kernel',
  state: 'state',
  states: {
    'on a core': 'on a core',
    ready: 'ready, waits for a core',
    stopped: 'stopped in a call',
  } satisfies Record<KernelView['state'], string>,
  core: 'core',
  lastCore: 'last core',
  call: 'call',
  stackPointer: 'stack pointer',
  programCounter: 'program counter',
  voluntary: 'voluntary switches',
  voluntaryText: (count: number) => `${grouped(count)}: it gave up its core`,
  involuntary: 'involuntary switches',
  involuntaryText: (count: number) => `${grouped(count)}: it was pushed off its core`,
  notStarted: 'It has no OS thread yet.',
  unknown: (notice: string | null) => (notice === null ? 'not known here' : `not known here: ${notice}`),
};

export const vitals = {
  title: 'Vitals',
  heap: 'heap',
  heapText: (used: number, limit: number | null) =>
    limit === null ? bytes(used) : `${bytes(used)} of ${bytes(limit)}, ${percent(used / limit)}`,
  delay: 'loop delay',
  mean: (text: string) => `mean ${text}`,
  longest: (text: string) => `longest ${text}`,
  turns: 'loop turns',
  observer: 'probe took',
  cpu: 'CPU so far',
  cpuCurve: 'CPU share over its life',
  heapCurveShort: 'heap so far',
  heapCurve: 'Heap over its life',
  summary: (least: string, mean: string, most: string) => `least ${least}, mean ${mean}, most ${most}`,
  caption: (least: string, mean: string, most: string) => `${least} … ${most}, mean ${mean}`,
};

export const locks = {
  title: 'Locks and waits',
  states: { held: 'holds', queued: 'queues for' } satisfies Record<LockView['state'], string>,
  modes: { exclusive: 'exclusive', shared: 'shared' } satisfies Record<LockView['mode'], string>,
  since: {
    held: (moment: string) => `since ${moment}`,
    queued: (moment: string) => `asked for at ${moment}`,
  } satisfies Record<LockView['state'], (moment: string) => string>,
  behind: 'behind',
  awaits: 'awaits',
};

export const message = {
  title: 'Selected message',
  asked: 'Asking…',
  gone: 'Nothing is known of it any more.',
  sent: 'sent at',
  took: 'sending took',
  size: 'size',
  received: 'received at',
  queued: 'queued for',
  handled: 'handled for',
  notYet: 'not yet',
  never: 'never',
  meanwhile: (receiver: string) => `While it waited, ${receiver} was`,
  more: (count: number) => `and ${plural(count, 'shorter span')}`,
  noMore: 'No more messages of this thread here.',
};
