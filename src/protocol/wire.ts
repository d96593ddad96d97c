/**
 * The wire: what a probe writes and the engine reads.
 *
 * Each thread writes frames one after the other into segments: files of its own in the run's private folder
 * (segments.ts). A frame is
 *
 *     u32 magic · u32 key · u32 payload bytes · u32 frame number (from 0) · f64 time    little endian, 24 bytes
 *     records, each a multiple of 8 bytes
 *
 * and a record is
 *
 *     u8 kind · u8 detail · u16 bytes of the whole record · u32 id · f64 time    16 bytes
 *     the kind's own fields, as f64
 *     the kind's own text, JSON in UTF-8, padded with spaces
 *
 * The two most frequent kinds have a packed form of 16 bytes, for what an event costs is to a good part what
 * its bytes cost: in place of `time` they have
 *
 *     u32 ns since the frame's time · u32 number of the message
 *
 * `key` is derived from the run's token, so that a frame of a stranger is not even looked into and a
 * reader that lost its place finds the next frame. Times are nanoseconds of the monotonic clock: an f64
 * holds them exactly for 104 days of uptime, and to 2 ns after that.
 */

/** Raised whenever an old reader would misread a new writer. A reader turns away any other version. */
export const wireVersion = 2;

/** "TVW2", little endian. */
export const frameMagic = 0x32575654;
export const frameHeaderBytes = 24;
/** The largest payload of one frame. A longer one is not believed. */
export const maxFramePayloadBytes = 64 * 1024;
export const recordHeaderBytes = 16;
/** The largest record: what fits its u16, rounded down to 8. */
export const maxRecordBytes = 65_528;

/**
 * Record kinds. Numbers, because they are bytes on the wire; never renumbered, only added to.
 * `id`, `detail` and `fields` say what those parts of the record hold; `text` names the JSON type.
 */
export const recordKinds = {
  /** First record of every stream. text: {@link HelloText} */
  hello: 1,
  /** In the parent, when `new Worker` returned; time: when it was called. id: the Worker's threadId. text: {@link WorkerCreatedText} */
  workerCreated: 2,
  /** In the parent, when the Worker was heard to be up. id: threadId */
  workerOnline: 3,
  /** In the thread itself: the runtime is up, user code begins now. fields: idle ns */
  codeBegins: 4,
  /** In the parent, when the Worker's exit event was heard. id: threadId. fields: exit code, NaN when it is not known */
  workerExited: 5,
  /** In the thread itself: an uncaught error. text: {@link UncaughtText} */
  uncaught: 6,
  /** In the thread itself: its exit event. id: exit code as u32 of an i32. fields: idle ns. detail: 1 when the code is not known (Python) */
  exit: 7,
  /**
   * `worker.terminate()` was called. id: threadId. detail: 0 by the program, 1 by the probe, because the user asked
   * for it (commands.ts). text, of the program's: {@link CallText}
   */
  terminateCalled: 8,
  /** `process.exit()` was called. text: {@link CallText} */
  exitCalled: 9,
  /** In the thread itself: its event loop is empty, and it emits `beforeExit`. */
  beforeExit: 10,
  /** A child process was started. id: its pid. text: {@link CallText} */
  childSpawned: 11,
  /** In the parent: the runtime says what a Worker died of (out of memory). id: threadId. text: {@link UncaughtText} */
  workerFailed: 12,
  /** The runtime warns that something has more listeners than it should. text: {@link UncaughtText}, but for its origin */
  listenersExceeded: 13,

  /** A new end of a channel in this thread. id: end. text: {@link EndOpenedText} */
  endOpened: 16,
  /** `new MessageChannel`. id: end of port1. fields: end of port2 */
  channelOpened: 17,
  /**
   * A port of this thread was transferred. id: end. fields: carrying end, number of the carrying message,
   * place among the transferred ports, messages sent and received through the end until then.
   * A carrying end of 0 means that the port travels in a new Worker's `workerData` (see {@link WorkerCreatedText}).
   */
  endMoved: 18,
  /** A port arrived in this thread. id: new end. fields: carrying end, number of the carrying message, place among the ports */
  endArrived: 19,

  /** `postMessage` returned; time: when it was called. id: end. fields: ns the call took, number of the message through this end, from 0 */
  sent: 32,
  /**
   * A delivery begins. id: end. fields: number of the message through this end, from 0; idle ns so far, or NaN
   * where the probe did not look (in a slice whose end will be told, or right after it looked)
   */
  received: 33,
  /** A delivery that could not be deserialized. id: end. fields: as for received, which it replaces */
  messageError: 34,
  /** As sent, with the bytes of a message whose size costs nothing to know (text, buffers). fields: as for sent; bytes */
  sentSized: 35,
  /** `sent`, packed: how long the call took was not measured. id: end */
  sentPacked: 38,
  /** `received`, packed: the probe did not look at the idle time. id: end */
  receivedPacked: 39,
  /** `postMessageToThread` returned. id: the other thread's threadId. fields: ns the call took, number of the message to that thread, from 0 */
  sentToThread: 36,
  /**
   * The runtime emits `workerMessage`. id: the sender's threadId. fields: number of the message from that thread,
   * from 0. detail: 0 somebody listens, 1 nobody: then the sender is not known, and the message is lost
   */
  receivedFromThread: 37,

  /** `Atomics.wait` begins. id: buffer. fields: index, timeout ms (Infinity: none). text, the first time of a buffer: {@link BufferText} */
  waitBegins: 48,
  /** `Atomics.wait` returned. id: buffer. detail: 0 ok, 1 not-equal, 2 timed-out, 3 threw */
  waitEnds: 49,
  /** `Atomics.notify` returned. id: buffer. fields: index, how many it may wake (Infinity: all), how many it woke. text as for waitBegins */
  notified: 50,
  /** `Atomics.waitAsync` waits. id: buffer. fields: index, timeout ms, number of the wait in this thread. text as for waitBegins */
  asyncWaitBegins: 51,
  /** Its promise settled. id: number of the wait. detail: as for waitEnds */
  asyncWaitEnds: 52,
  /** `navigator.locks.request` was called. id: number of the request in this thread. text: {@link LockText} */
  lockRequested: 53,
  /** Its callback runs with the lock. id: number of the request */
  lockGranted: 54,
  /** Its callback runs without it (`ifAvailable`). id: number of the request */
  lockMissed: 55,
  /** The request is over: the lock is free again, or was never had. id: number of the request. detail: 0 ended, 1 with an error */
  lockEnded: 56,

  /**
   * The call that the next record tells of, which has the same time (`waitBegins`, `notified`), was on that line; or
   * the wait that it says has ended (`waitEnds`), if that was not told before. id: number of the place
   */
  calledFrom: 57,

  /**
   * A slice of work begins: the loop woke up, as far as the probe can see. fields: idle ns so far.
   * detail: 0 its end will be told, 1 it will not
   */
  sliceBegins: 64,
  /** A slice of work ends: the loop goes back to poll. fields: idle ns so far */
  sliceEnds: 65,

  /** Records that were not written because the reader was too far behind or the disk was full. fields: how many since the last such record */
  lost: 80,
  /**
   * How the thread is, told now and then. fields, NaN for what this runtime does not know: CPU ns, bytes of heap
   * in use, bytes of heap at the most, turns of the event loop, idle ns, ns that the probe itself took so far,
   * and, on Linux, ns on a core and ns without one while wanting one, as the kernel counts. detail: 1 when it has little
   * to do, and nothing but ports could give it more: it has no timers, files, sockets or child processes
   */
  vitals: 96,

  // Python: one stream per process, in which all its threads tell. A thread's id is its number in the process.

  /** The records that follow are of this thread; without it, of the main thread. id: its number */
  speaks: 112,
  /**
   * `Thread(…)`, or what makes one below `threading`. id: its number. detail: 1 for a daemon.
   * fields: number of its shape, 0. text: its name, where it has one
   */
  threadMade: 113,
  /**
   * It is started. id: its number. detail: 1 for a daemon. fields: number of the place, 0 for none.
   * text, where its name is another by now: {@link NameText}
   */
  threadStarted: 114,
  /**
   * In the thread itself. id: the kernel's thread id, or 0. detail: index of {@link pythonThreadKinds}.
   * fields: what `threading.get_ident()` says in it. text as for threadStarted
   */
  threadBegan: 115,
  /** In the thread itself: its code is over. detail: 0 returned, 1 raised, 2 `SystemExit` */
  threadReturned: 116,
  /** Somebody waits for an object for the first time. id: its number in the process. text: {@link SyncObjectText} */
  syncMade: 117,
  /**
   * A wait begins. id: the object's number; of a thread that is joined its number; else 0.
   * detail: index of {@link blockVerbs}. fields: timeout ms (Infinity: none), number of the thread that has it, or NaN,
   * number of the place that waits, 0 for none or if it is told later
   */
  blockBegins: 118,
  /**
   * The wait that began last is over. id: as then. detail: index of {@link blockResults}. fields: number of who woke it, or
   * NaN, number of the place that this was done at, 0 for none, and of that which waited, if it was not told before
   */
  blockEnds: 119,
  /** How a lock was used so far. id: its number. fields: how often it was had, and how often somebody waited for it */
  tally: 120,
  /** A worker of a pool begins a task. text: {@link NameText} */
  taskBegins: 121,
  taskEnds: 122,
  /** In the child of a fork: the thread that forked. id: its number in the parent. text: {@link ForkedText} */
  forked: 123,
  /** A child process is over. id: its pid. fields: exit code; of one that was ended by a signal, its number, negative */
  childEnded: 124,
  /** Something that the probe cannot see in this process. text: {@link BlindSpotText} */
  blindSpot: 125,
  /** text: {@link InterpreterText} */
  pythonBegins: 126,
  /** What the threads that one line makes have in common. id: its number in the process. text: {@link ThreadShapeText} */
  threadShape: 127,
  /** A line that starts threads, or waits, or wakes up. id: its number in this stream, from 1. text: a place */
  place: 128,
} as const;

export type RecordKindName = keyof typeof recordKinds;
export type RecordKind = (typeof recordKinds)[RecordKindName];

/** How many f64 fields each kind has; absent: none. What follows them in a record is its text. */
export const fieldCounts: Readonly<Partial<Record<RecordKind, number>>> = {
  [recordKinds.codeBegins]: 1,
  [recordKinds.workerExited]: 1,
  [recordKinds.exit]: 1,
  [recordKinds.channelOpened]: 1,
  [recordKinds.endMoved]: 5,
  [recordKinds.endArrived]: 3,
  [recordKinds.sent]: 2,
  [recordKinds.received]: 2,
  [recordKinds.messageError]: 2,
  [recordKinds.sentSized]: 3,
  [recordKinds.sentToThread]: 2,
  [recordKinds.receivedFromThread]: 1,
  [recordKinds.waitBegins]: 2,
  [recordKinds.notified]: 3,
  [recordKinds.asyncWaitBegins]: 3,
  [recordKinds.sliceBegins]: 1,
  [recordKinds.sliceEnds]: 1,
  [recordKinds.lost]: 1,
  [recordKinds.vitals]: 8,
  [recordKinds.threadMade]: 2,
  [recordKinds.threadStarted]: 1,
  [recordKinds.threadBegan]: 1,
  [recordKinds.blockBegins]: 3,
  [recordKinds.blockEnds]: 3,
  [recordKinds.tally]: 2,
  [recordKinds.childEnded]: 1,
};
/** The most that any kind has. */
export const mostFields = 8;

/** What a Python thread does with the object that it waits for. */
export const blockVerbs = [
  'acquire',
  'wait',
  'get',
  'put',
  'join',
  'sleep',
  'result',
  'exit',
  'allDone',
] as const;
export type BlockVerb = (typeof blockVerbs)[number];
export const blockResults = ['ok', 'timed out', 'raised'] as const;
export type BlockResult = (typeof blockResults)[number];

export const waitResults = ['ok', 'not-equal', 'timed-out', 'threw'] as const;
export type WaitResult = (typeof waitResults)[number];

/**
 * The environment variable that leads a probe to its run. Its value:
 * `2;<hex token, 32 digits>;<bytes a reader may lag per thread>;<pid>;<absolute folder>`, where the pid is
 * that of the process of the run that wrote the variable last, and so an ancestor, or 0.
 */
export const endpointVariable = 'THREAD_VIEW_ENDPOINT';

export interface Endpoint {
  readonly token: string;
  /** Bytes of one thread's stream that may lie unread before records are dropped and counted. */
  readonly maxLagBytes: number;
  /** The nearest ancestor that has a probe, whatever stands between (a shell, npm); absent: the run begins here. */
  readonly ancestorPid?: number;
  readonly folder: string;
}

export function formatEndpoint(endpoint: Endpoint): string {
  return `${wireVersion};${endpoint.token};${endpoint.maxLagBytes};${endpoint.ancestorPid ?? 0};${endpoint.folder}`;
}

/** @returns `null` for anything that {@link formatEndpoint} of this version did not write. */
export function parseEndpoint(text: string | undefined): Endpoint | null {
  const match = /^(\d+);([0-9a-f]{32});(\d{1,15});(\d{1,10});(.+)$/s.exec(text === undefined ? '' : text);
  if (match === null || Number(match[1]) !== wireVersion) return null;
  const ancestorPid = Number(match[4]);
  return {
    token: match[2] as string,
    maxLagBytes: Number(match[3]),
    ...(ancestorPid === 0 ? {} : { ancestorPid }),
    folder: match[5] as string,
  };
}

/** The part of the token that stands in every frame. The whole of it is asked for once, in the hello. */
export function frameKey(token: string): number {
  return parseInt(token.slice(0, 8), 16) >>> 0;
}
