import type { FindingKind, FindingView } from './findings.ts';
import type { FrameVariables, StackCapture } from './stacks.ts';
import type {
  ConstructorSummary,
  Nanoseconds,
  Outcome,
  Provenance,
  PythonConstructor,
  SourcePlace,
  ThreadError,
  ThreadState,
} from './words.ts';

/**
 * What the panel and its host say to each other. One union per direction; `type` tells them apart.
 *
 * All times are {@link Nanoseconds} since the run's origin (the earliest moment any thread told of, which
 * is 0), so that they stay exact and small. A new or revealed panel says `ready` and is sent `run`, then an
 * `update` with `snapshot: true`; what follows are changes with consecutive `number`s. A panel that misses a
 * number says `ready` again.
 */

/** The trace's own id of a thread: from 0, in the order they were heard of, never reused. */
export type ThreadKey = number & { readonly __brand?: 'thread' };
/** The trace's own id of a process. */
export type ProcessKey = number & { readonly __brand?: 'process' };

export interface ProcessView {
  readonly key: ProcessKey;
  readonly pid: number;
  /** The process that started it, or the nearest of its ancestors that is part of the run. */
  readonly parent: ProcessKey | null;
  readonly runtime: 'node' | 'python';
  readonly runtimeVersion: string;
  /** The base name of its main file, or its runtime's name. */
  readonly title: string;
  readonly startedNs: Nanoseconds;
  readonly endedNs: Nanoseconds | null;
  readonly outcome: Outcome;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

export interface ThreadView {
  readonly key: ThreadKey;
  readonly process: ProcessKey;
  /** The thread that made it; `null` for a main thread. */
  readonly parent: ThreadKey | null;
  /** For a main thread: the thread that started its process, where that one is part of the run. */
  readonly spawnedBy: ThreadKey | null;
  readonly name: string;
  readonly isMain: boolean;
  /**
   * `program`: a thread that runs the program's code. `runtime`: one that the runtime made for itself (its I/O
   * pool, its compiler and collector), of which only the OS tells; folded away unless asked for.
   */
  readonly kind: 'program' | 'runtime';
  /** The runtime's id: Node's `threadId`, 0 for the main thread. -1 for threads of kind `runtime`. */
  readonly threadId: number;
  readonly osThreadId: number | null;
  /** `new Worker` was called; for a main thread, the process began. */
  readonly createdNs: Nanoseconds;
  /** The thread itself began to boot. */
  readonly startedNs: Nanoseconds | null;
  /** User code began. */
  readonly codeBeginsNs: Nanoseconds | null;
  /** Its parent heard that it is up. */
  readonly onlineNs: Nanoseconds | null;
  /** Its event loop was empty, and it emitted `beforeExit`: the last time, for there may have come more to do. */
  readonly beforeExitNs: Nanoseconds | null;
  readonly endedNs: Nanoseconds | null;
  /** What it does now, or how it ended. */
  readonly state: ThreadState | Exclude<Outcome, 'running'>;
  /** Since when; `null` once it has ended. */
  readonly stateSinceNs: Nanoseconds | null;
  /** Why it is blocked now, in a few words. */
  readonly cause: string | null;
  /** The wait that lasts; `null` while it is in none, or where its line is not told. */
  readonly wait: LastingWait | null;
  readonly outcome: Outcome;
  readonly exitCode: number | null;
  readonly error: ThreadError | null;
  /** The line that made it; for a main thread, the line that started its process. */
  readonly createdAt: SourcePlace | null;
  readonly constructed: ConstructorSummary | null;
  readonly terminateCalledAt: SourcePlace | null;
  /** The user had Thread View terminate it. */
  readonly terminatedByUser: boolean;
  readonly exitCalledAt: SourcePlace | null;
  /** Nanoseconds per state so far, the current span included. */
  readonly stateNs: Readonly<Record<ThreadState, number>>;
  /** CPU time, from the OS; `null` where it cannot be had. */
  readonly cpuNs: number | null;
  /** 0 to 1: how busy it was in the last second, or in its whole life once it ended. */
  readonly cpuShare: number | null;
  /** How `cpuShare` is known. */
  readonly cpuKnown: Provenance;
  readonly contextSwitches: { readonly voluntary: number; readonly involuntary: number } | null;
  /** What the kernel said when it was last asked; `null` where it cannot be asked, or not any more. */
  readonly kernel: KernelView | null;
  readonly vitals: VitalsView | null;
  /** Of a thread of Python. */
  readonly python: PythonThreadView | null;
  /** Locks of `navigator.locks` that it holds or has asked for, in the order of asking; of Python, what it waits for or is waited for by others. */
  readonly locks: readonly LockView[];
  /** `Atomics.waitAsync` that have not settled, in words. */
  readonly asyncWaits: readonly string[];
  /** The last few that have, the latest first: with how they ended, and who ended them. */
  readonly settledWaits: readonly string[];
  readonly messages: { readonly sent: number; readonly received: number; readonly failed: number };
  /** Records that this thread could not write, so that spans or messages are missing. */
  readonly lostRecords: number;
}

/** A wait that is not over: the thread stands on a line of the source, which the probe told. */
export interface LastingWait {
  readonly at: SourcePlace;
  readonly sinceNs: Nanoseconds;
}

/** A thread as the kernel sees it (Linux). Numbers that may be addresses are texts, in hexadecimal with `0x`. */
export interface KernelView {
  /** On a core, waiting for one, or stopped in a call. */
  readonly state: 'on a core' | 'ready' | 'stopped';
  /** The core it ran on last, from 0. */
  readonly core: number | null;
  /** The system call that it is stopped in, by name, and the six registers of its arguments. */
  readonly call: string | null;
  readonly callArguments: readonly string[];
  readonly stackPointer: string | null;
  readonly programCounter: string | null;
}

/** What Python knows of a thread. */
export interface PythonThreadView {
  /** What `threading.get_ident()` says in it; `null` before it runs. */
  readonly ident: number | null;
  readonly constructed: PythonConstructor | null;
  /** The line that called `start()`. */
  readonly startedAt: SourcePlace | null;
  /** Of a worker of a pool: the task that it runs, and how many it has begun. */
  readonly task: string | null;
  readonly tasks: number;
  /** How long it wanted to run Python code and had no GIL, as far as was sampled; `null` where there is no GIL. */
  readonly withoutGilNs: number | null;
  /** Whether this interpreter has one; `null` until it has said so. */
  readonly hasGil: boolean | null;
}

/** How a thread is, as its runtime told last. `null` for what this runtime does not know. */
export interface VitalsView {
  readonly heapUsedBytes: number | null;
  readonly heapLimitBytes: number | null;
  /** How often the event loop turned so far. */
  readonly loopTurns: number | null;
  /** Event-loop delay: how long the loop was kept from polling, on average and at the longest. */
  readonly meanDelayNs: number | null;
  readonly longestDelayNs: number;
  /** How long the probe kept this thread so far. */
  readonly observerNs: number | null;
}

export interface LockView {
  readonly name: string;
  /** Of Python: `Lock`, `Condition`, `Queue`…; absent for locks of `navigator.locks`. */
  readonly kind?: string;
  readonly mode: 'exclusive' | 'shared';
  readonly state: 'held' | 'queued';
  /** When it was granted, or, while it is queued, asked for; `null` where that is not told. */
  readonly sinceNs: Nanoseconds | null;
  readonly at: SourcePlace | null;
  /** While queued: who holds it now. */
  readonly behind: readonly ThreadKey[];
}

/** What observing costs: both `null` until there is something to tell. */
export interface ObserverView {
  /** The probe's share of the time that the program's threads were busy, 0 to 1. */
  readonly programShare: number | null;
  /** What the recorder took of one core beside the program, 0 to 1. */
  readonly recorderShare: number | null;
}

export type RunStatus = 'starting' | 'running' | 'ended' | 'failed' | 'gone';

/** A step that is offered to the user when a run could not start or is gone. */
export interface NextStep {
  readonly label: string;
  /** A name from the list of {@link PanelCommand}s. */
  readonly command: PanelCommand;
}

export interface RunView {
  /** Base name of the file that runs. */
  readonly title: string;
  readonly file: string | null;
  readonly commandLine: string;
  readonly status: RunStatus;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** It belongs to somebody else: to stop it is to look away, and to run it again is to look again. */
  readonly isAttached?: true;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Set when the run failed to start or is gone: what happened, in a sentence, and what can be done. */
  readonly failure: {
    readonly message: string;
    readonly detail: string | null;
    readonly nextSteps: readonly NextStep[];
  } | null;
  /** What is missing from this trace and why, a sentence each (no probe, OS data not readable, records lost). */
  readonly notices: readonly string[];
}

/** Spans of one lane as columns, in order, without overlap. `state` and `known` index the lists in words.ts. */
export interface LaneSpans {
  readonly kind: 'spans';
  readonly thread: ThreadKey;
  readonly startNs: Float64Array;
  readonly endNs: Float64Array;
  readonly state: Uint8Array;
  readonly known: Uint8Array;
  /** Index into {@link WindowAnswer.causes}, or -1. */
  readonly cause: Int32Array;
}

/**
 * A lane with too many spans for its pixels: for each of `buckets` equal stretches of the window the share of each state
 * that occurs, `share[bucket * states.length + place]`, in parts of {@link wholeShare}. Shares of a bucket sum to the
 * part of the bucket in which the thread existed, but for rounding: what is there at all is at least one part, and
 * over the window the sum of each state is what it was.
 */
export interface LaneShares {
  readonly kind: 'shares';
  readonly thread: ThreadKey;
  readonly buckets: number;
  /** Indices in `threadStates`, rising. */
  readonly states: Uint8Array;
  readonly share: Uint16Array;
}
export const wholeShare = 0xffff;

/** Messages as columns, those first that were sent first. Times that are not known are NaN. */
export interface MessageColumns {
  /** The trace's own id of each message, to ask for {@link MessageDetails}. */
  readonly id: Uint32Array;
  readonly from: Uint32Array;
  /** {@link noThread} when the message has not been received (yet). */
  readonly to: Uint32Array;
  readonly sentNs: Float64Array;
  readonly receivedNs: Float64Array;
  /** When its handler was done: the next delivery began, or the slice ended. */
  readonly handledNs: Float64Array;
}
export const noThread = 0xffffffff;

/** One message, with what its receiver did while it waited. */
export interface MessageDetails {
  readonly id: number;
  readonly from: ThreadKey;
  readonly to: ThreadKey | null;
  readonly sentNs: Nanoseconds;
  /** How long the sending call took, which is how long serialising took. */
  readonly tookNs: number | null;
  readonly receivedNs: Nanoseconds | null;
  readonly handledNs: Nanoseconds | null;
  /** Where the size costs nothing to know: text and buffers. */
  readonly bytes: number | null;
  /** The receiver's spans between sending and delivery, in order; the longest ones of very many. */
  readonly meanwhile: readonly {
    readonly startNs: Nanoseconds;
    readonly endNs: Nanoseconds;
    readonly state: ThreadState;
    readonly known: Provenance;
    readonly cause: string | null;
  }[];
}

/** How a thread was over time, in equal steps from its start: NaN where nothing is known. */
export interface ThreadHistory {
  readonly thread: ThreadKey;
  readonly startNs: Nanoseconds;
  readonly stepNs: Nanoseconds;
  /** 0 to 1. */
  readonly cpuShare: Float32Array;
  readonly heapUsedBytes: Float64Array;
}

/** Messages that are too many to be told one by one: how many one thread received from another in a stretch. */
export interface MessageBundles {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** When the one in the middle was sent and received, which stands for all. */
  readonly sentNs: Float64Array;
  readonly receivedNs: Float64Array;
  readonly count: Uint32Array;
}

/** Waits that were ended by another thread, those first that ended first. */
export interface WakeUpColumns {
  /** Who called `notify`, and when. */
  readonly from: Uint32Array;
  readonly calledNs: Float64Array;
  /** Who waited, and when the wait ended. */
  readonly to: Uint32Array;
  readonly wokenNs: Float64Array;
  /** On which line it was called, and on which the other waited: indexes into `places`; -1 where that is not told. */
  readonly calledAt: Int32Array;
  readonly waitedAt: Int32Array;
  readonly places: readonly SourcePlace[];
}

/** How many messages waited for a thread, over a window: those of one sender. */
export interface QueueDepth {
  readonly thread: ThreadKey;
  readonly from: ThreadKey;
  /** The deepest in each of equal stretches of the window, as far as it was looked at. */
  readonly depth: Uint32Array;
}

export interface WindowQuery {
  readonly fromNs: Nanoseconds;
  readonly toNs: Nanoseconds;
  /** How many pixels (of the device) the window is wide. */
  readonly widthPx: number;
  readonly threads: readonly ThreadKey[];
  /** At most so many messages, and wake-ups; of more messages, bundles are sent, and of more wake-ups none. */
  readonly maxMessages: number;
  /** Only messages and wake-ups between these two threads, either way. */
  readonly between?: readonly [ThreadKey, ThreadKey];
  /** The threads whose queues are asked for. */
  readonly queuesOf?: readonly ThreadKey[];
}

export interface WindowAnswer {
  readonly fromNs: Nanoseconds;
  readonly toNs: Nanoseconds;
  readonly lanes: readonly (LaneSpans | LaneShares)[];
  readonly causes: readonly string[];
  /** Of each cause the line that waits; `null` where that is not told. */
  readonly causePlaces: readonly (SourcePlace | null)[];
  readonly messages: MessageColumns;
  /** Messages that touch the window and the asked threads, sent along or not. */
  readonly messageCount: number;
  /** In place of messages, when they are too many. */
  readonly bundles: MessageBundles;
  readonly wakeUps: WakeUpColumns;
  readonly queues: readonly QueueDepth[];
}

export interface CoresQuery {
  readonly fromNs: Nanoseconds;
  readonly toNs: Nanoseconds;
  /** How many pixels (of the device) the window is wide. */
  readonly widthPx: number;
}

/** What one core did for this run, as the kernel was seen to say. Slices are in order and do not overlap. */
export interface CoreLane {
  readonly core: number;
  readonly startNs: Float64Array;
  readonly endNs: Float64Array;
  /** The thread that had most of the slice. */
  readonly thread: Uint32Array;
  /** The part of the slice, 0 to 1, in which that thread was on the core, and in which any of the run was. */
  readonly ownShare: Float32Array;
  readonly busyShare: Float32Array;
}

export interface CoresAnswer {
  readonly fromNs: Nanoseconds;
  readonly toNs: Nanoseconds;
  /** By number; only cores on which a thread of this run was seen. */
  readonly cores: readonly CoreLane[];
}

export interface RangeQuery {
  readonly fromNs: Nanoseconds;
  readonly toNs: Nanoseconds;
  readonly threads: readonly ThreadKey[];
  /** How many of the longest waits are wanted, and of the lines with the most time. */
  readonly mostWaits: number;
  readonly mostLines: number;
}

/** A stretch in which a thread was blocked or slept. */
export interface WaitView {
  readonly thread: ThreadKey;
  readonly startNs: Nanoseconds;
  readonly endNs: Nanoseconds;
  readonly state: 'blocked' | 'sleeping';
  readonly known: Provenance;
  readonly cause: string | null;
  /** The line that waits; `null` where that is not told. */
  readonly at: SourcePlace | null;
  /** Who ended it, and on which line, as far as that is told. */
  readonly wokenBy: { readonly thread: ThreadKey; readonly at: SourcePlace | null } | null;
}

/** What a thread did in a range. Only the parts of spans that lie in it count. */
export interface ThreadInRange {
  readonly thread: ThreadKey;
  readonly stateNs: Readonly<Record<ThreadState, number>>;
  /** Sent and received within the range. */
  readonly sent: number;
  readonly received: number;
  /** By cause, the longest in sum first. */
  readonly waits: readonly {
    readonly cause: string;
    readonly count: number;
    readonly totalNs: number;
    readonly longestNs: number;
  }[];
}

/**
 * A line of the source, with time that has to do with it: `blocked`, how long threads waited on it, in waits whose
 * line was told; `running`, how long the threads that it made ran, wherever in the source that was.
 */
export interface LineInRange {
  readonly place: SourcePlace;
  readonly state: 'blocked' | 'running';
  /** Whose time it is. */
  readonly threads: number;
  /** Within the range. */
  readonly totalNs: Nanoseconds;
}

export interface RangeAnswer {
  readonly fromNs: Nanoseconds;
  readonly toNs: Nanoseconds;
  readonly threads: readonly ThreadInRange[];
  /** Of all asked threads, the longest first. */
  readonly longestWaits: readonly WaitView[];
  /** Of all asked threads, the most time first; and how many more there are. */
  readonly lines: readonly LineInRange[];
  readonly moreLines: number;
}

/** Durations in nanoseconds; `null` where none is known. */
export interface Spread {
  readonly p50Ns: number;
  readonly p95Ns: number;
  readonly mostNs: number;
}

/** What a thread and another one had to say to each other. */
export interface PeerView {
  readonly peer: ThreadKey;
  readonly sent: number;
  readonly received: number;
  /** How long messages to the peer, and from it, were in the queue and in their handlers. */
  readonly sentQueue: Spread | null;
  readonly sentHandler: Spread | null;
  readonly receivedQueue: Spread | null;
  readonly receivedHandler: Spread | null;
}

/**
 * What can be asked about a trace beside windows: argument and answer of each question. An answer is `null` when
 * there is no such thing, or nobody left to ask.
 */
export interface TraceQuestions {
  /** One message, and what kept it waiting. */
  messageDetails: { argument: { readonly message: number }; answer: MessageDetails };
  /** How a thread was over time, in at most so many steps. */
  history: { argument: { readonly thread: ThreadKey; readonly steps: number }; answer: ThreadHistory };
  /** Which thread was on which core. */
  cores: { argument: CoresQuery; answer: CoresAnswer };
  /** What threads did in a range. */
  range: { argument: RangeQuery; answer: RangeAnswer };
  /** With whom a thread exchanged messages, the busiest first. */
  peers: { argument: { readonly thread: ThreadKey }; answer: readonly PeerView[] };
  /** The captures of stacks with numbers above that, in their order; 0: all. */
  captures: { argument: { readonly after: number }; answer: readonly StackCapture[] };
}

export type TraceQuestionName = keyof TraceQuestions;

/** A question, as one of a union that tells its kind by `name`. */
export type TraceQuestion = {
  [Name in TraceQuestionName]: { readonly name: Name; readonly argument: TraceQuestions[Name]['argument'] };
}[TraceQuestionName];

export type TraceAnswer = TraceQuestions[TraceQuestionName]['answer'] | null;

export type HostMessage =
  | { readonly type: 'run'; readonly run: RunView | null }
  | {
      readonly type: 'update';
      readonly number: number;
      /** Whether this holds everything, or only what changed since the update before. */
      readonly snapshot: boolean;
      /** The run's clock at this update; spans without an end reach up to here. */
      readonly nowNs: Nanoseconds;
      readonly processes: readonly ProcessView[];
      readonly threads: readonly ThreadView[];
      readonly observer: ObserverView;
      /** All that was found so far, the gravest kind first; `null`: as in the update before. */
      readonly findings: readonly FindingView[] | null;
    }
  | ({ readonly type: 'window'; readonly request: number } & WindowAnswer)
  | {
      /** To the `ask` of that number. */
      readonly type: 'answer';
      readonly request: number;
      readonly name: TraceQuestionName;
      readonly answer: TraceAnswer;
    }
  | {
      /**
       * Somebody elsewhere in VS Code points at threads: they light up and are brought into view, and the first is
       * selected.
       */
      readonly type: 'reveal';
      readonly threads: readonly ThreadKey[];
    }
  | {
      /** Kinds of findings that the user does not want to see. */
      readonly type: 'muted';
      readonly kinds: readonly FindingKind[];
    }
  | {
      /** The user had the stacks captured, here or elsewhere in VS Code: the capture's number, or `null` when it failed. */
      readonly type: 'captured';
      readonly capture: number | null;
    }
  | {
      /** To the `variables` of that number; `null` when they cannot be had. */
      readonly type: 'variables';
      readonly request: number;
      readonly variables: FrameVariables | null;
    }
  | {
      /** The list of findings, or captured stacks, are asked for from elsewhere in VS Code. */
      readonly type: 'show';
      readonly view: 'findings' | 'stacks';
    }
  | {
      /** The caret stands on a line: lanes created there light up. `null` when it left. */
      readonly type: 'caret';
      readonly place: SourcePlace | null;
    };

export type PanelCommand = 'runAgain' | 'stop' | 'openSettings' | 'openFile' | 'showTerminal';

export type PanelMessage =
  | { readonly type: 'ready' }
  | ({ readonly type: 'window'; readonly request: number } & WindowQuery)
  | { readonly type: 'ask'; readonly request: number; readonly question: TraceQuestion }
  | { readonly type: 'open'; readonly place: SourcePlace }
  | {
      /** The lines that belong to what is selected are others now. */
      readonly type: 'selected';
      readonly places: readonly SourcePlace[];
    }
  | { readonly type: 'command'; readonly command: PanelCommand }
  | {
      /** The user does not want to see findings of that kind, or wants to again. */
      readonly type: 'mute';
      readonly kind: FindingKind;
      readonly isMuted: boolean;
    }
  | {
      /** The page that explains findings of that kind. */
      readonly type: 'findingPage';
      readonly kind: FindingKind;
    }
  | {
      /** All threads are to be looked at once; `captured` comes when that is done. */
      readonly type: 'captureStacks';
    }
  | {
      /** What the variables of a call are now; `frame` is its place in the stack, 0 for the innermost. */
      readonly type: 'variables';
      readonly request: number;
      readonly thread: ThreadKey;
      readonly frame: number;
    }
  | { readonly type: 'copy'; readonly text: string }
  | {
      /** Something went wrong in the panel itself; the host logs it. */
      readonly type: 'problem';
      readonly message: string;
    };
