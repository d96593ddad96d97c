import type {
  ConstructorSummary,
  Nanoseconds,
  Outcome,
  Provenance,
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
  /** The process that started it, where that one is part of the run. */
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
  readonly name: string;
  readonly isMain: boolean;
  /** The runtime's id: Node's `threadId`, 0 for the main thread. */
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
  readonly endedNs: Nanoseconds | null;
  /** What it does now, or how it ended. */
  readonly state: ThreadState | Exclude<Outcome, 'running'>;
  /** Why it is blocked now, in a few words. */
  readonly cause: string | null;
  readonly outcome: Outcome;
  readonly exitCode: number | null;
  readonly error: ThreadError | null;
  readonly createdAt: SourcePlace | null;
  readonly constructed: ConstructorSummary | null;
  readonly terminateCalledAt: SourcePlace | null;
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
  readonly messages: { readonly sent: number; readonly received: number; readonly failed: number };
  /** Records that this thread could not write, so that spans or messages are missing. */
  readonly lostRecords: number;
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
 * A lane with more spans than pixels: for each of `buckets` equal stretches of the window the share (0 to 1)
 * of each state, `share[bucket * threadStates.length + state]`. Shares of a bucket sum to the part of the
 * bucket in which the thread existed.
 */
export interface LaneShares {
  readonly kind: 'shares';
  readonly thread: ThreadKey;
  readonly buckets: number;
  readonly share: Float32Array;
}

/** Messages as columns, those first that were sent first. Times that are not known are NaN. */
export interface MessageColumns {
  readonly from: Uint32Array;
  /** {@link noThread} when the message has not been received (yet). */
  readonly to: Uint32Array;
  readonly sentNs: Float64Array;
  readonly receivedNs: Float64Array;
  readonly handledNs: Float64Array;
}
export const noThread = 0xffffffff;

export interface WindowQuery {
  readonly fromNs: Nanoseconds;
  readonly toNs: Nanoseconds;
  /** How many pixels (of the device) the window is wide. */
  readonly widthPx: number;
  readonly threads: readonly ThreadKey[];
  /** At most so many messages; of more, none is sent and `messageCount` tells how many there are. */
  readonly maxMessages: number;
}

export interface WindowAnswer {
  readonly fromNs: Nanoseconds;
  readonly toNs: Nanoseconds;
  readonly lanes: readonly (LaneSpans | LaneShares)[];
  readonly causes: readonly string[];
  readonly messages: MessageColumns;
  /** Messages that touch the window and the asked threads, sent along or not. */
  readonly messageCount: number;
}

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
    }
  | ({ readonly type: 'window'; readonly request: number } & WindowAnswer)
  | {
      /** The caret stands on a line: lanes created there light up. `null` when it left. */
      readonly type: 'caret';
      readonly place: SourcePlace | null;
    };

export type PanelCommand = 'runAgain' | 'stop' | 'openSettings' | 'openFile' | 'showTerminal';

export type PanelMessage =
  | { readonly type: 'ready' }
  | ({ readonly type: 'window'; readonly request: number } & WindowQuery)
  | { readonly type: 'open'; readonly place: SourcePlace }
  | { readonly type: 'command'; readonly command: PanelCommand }
  | { readonly type: 'copy'; readonly text: string }
  | {
      /** Something went wrong in the panel itself; the host logs it. */
      readonly type: 'problem';
      readonly message: string;
    };
