import type { Outcome, SourcePlace, ThreadError, ThreadState } from '../protocol/words.ts';

/** The machine-readable summary of a run. Durations are milliseconds; `null` means not known. */
export interface RunSummary {
  readonly version: 1;
  readonly command: readonly string[];
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly durationMs: number;
  readonly lostEvents: number;
  readonly notices: readonly string[];
  readonly processes: readonly ProcessSummary[];
  readonly messages: readonly MessageSummary[];
  readonly locks: readonly LockSummary[];
  readonly findings: readonly {
    readonly kind: string;
    readonly threads: readonly number[];
    readonly text: string;
  }[];
}

export interface ProcessSummary {
  readonly pid: number;
  readonly parentPid: number | null;
  readonly runtime: 'node' | 'python';
  readonly runtimeVersion: string;
  readonly threads: readonly ThreadSummary[];
  /** Threads that the runtime made for itself: its I/O pool, its compiler and collector. Linux only. */
  readonly runtimeThreads: readonly RuntimeThreadSummary[];
}

export interface ThreadSummary {
  readonly id: number;
  readonly parent: number | null;
  readonly name: string;
  readonly threadId: number;
  readonly osThreadId: number | null;
  readonly createdAt: SourcePlace | null;
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  readonly outcome: Outcome;
  readonly exitCode: number | null;
  readonly error: ThreadError | null;
  readonly stateMs: Readonly<Record<Exclude<ThreadState, 'created'>, number>>;
  readonly cpuMs: number | null;
  readonly contextSwitches: { readonly voluntary: number; readonly involuntary: number } | null;
  /** As told last: bytes in use, and at the most. */
  readonly heap: { readonly usedBytes: number; readonly limitBytes: number } | null;
  readonly messages: { readonly sent: number; readonly received: number };
}

export type RuntimeThreadSummary = Pick<
  ThreadSummary,
  'id' | 'name' | 'osThreadId' | 'stateMs' | 'cpuMs' | 'contextSwitches'
>;

export interface MessageSummary {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly queueMs: { readonly p50: number; readonly p95: number; readonly max: number };
}

/** A lock of `navigator.locks`. */
export interface LockSummary {
  readonly name: string;
  readonly pid: number;
  readonly requests: number;
  readonly granted: number;
  readonly longestWaitMs: number;
  readonly longestHoldMs: number;
  /** Who holds it now. */
  readonly holders: readonly number[];
}
