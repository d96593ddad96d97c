import type { FindingKind, FindingRole } from '../protocol/findings.ts';
import type { Outcome, PythonThreadKind, SourcePlace, ThreadError, ThreadState } from '../protocol/words.ts';

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
  readonly findings: readonly FindingSummary[];
}

export interface FindingSummary {
  readonly kind: FindingKind;
  /** Their ids. */
  readonly threads: readonly number[];
  readonly title: string;
  /** What is so, and why it matters. */
  readonly text: string;
  /** What to try. */
  readonly advice: string;
  readonly sinceMs: number;
  /** `null`: to the end. */
  readonly untilMs: number | null;
  readonly places: readonly {
    readonly role: FindingRole;
    readonly thread: number;
    readonly place: SourcePlace;
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
  /** Of a thread of Python, else absent. */
  readonly python?: PythonThreadSummary;
}

export interface PythonThreadSummary {
  /** What `threading.get_ident()` says in it. */
  readonly ident: number | null;
  readonly kind: PythonThreadKind | null;
  readonly className: string | null;
  readonly target: string | null;
  readonly daemon: boolean;
  readonly startedAt: SourcePlace | null;
  /** How many tasks of a pool it ran. */
  readonly tasks: number;
  /** Ready, but without the GIL; `null` where there is none. In `stateMs` that is part of `ready`. */
  readonly withoutGilMs: number | null;
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

/** A lock of `navigator.locks`; or, of Python, anything that threads wait for. */
export interface LockSummary {
  readonly name: string;
  /** Of Python: `Lock`, `Queue`… */
  readonly kind?: string;
  readonly createdAt?: SourcePlace | null;
  /** Of Python: how often a thread had to wait for it. */
  readonly waits?: number;
  readonly pid: number;
  /** `null` where that is not counted. */
  readonly requests: number | null;
  readonly granted: number | null;
  readonly longestWaitMs: number;
  /** `null` where that is not told (Python). */
  readonly longestHoldMs: number | null;
  /** Who holds it now. */
  readonly holders: readonly number[];
}
