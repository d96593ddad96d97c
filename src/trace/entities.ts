import type { ProcessKey, ThreadKey } from '../protocol/panel.ts';
import type {
  ConstructorSummary,
  Nanoseconds,
  Outcome,
  SourcePlace,
  ThreadError,
} from '../protocol/words.ts';
import type { KernelView } from '../protocol/panel.ts';
import { History } from './history.ts';
import { newPythonFacts, type PythonFacts } from './pythonFacts.ts';
import { Timeline } from './timeline.ts';

/** A process of the run, as far as it is known. Times are absolute. */
export interface ProcessRecord {
  readonly key: ProcessKey;
  readonly pid: number;
  parentPid: number;
  /** The nearest ancestor with a probe, or 0. */
  ancestorPid: number;
  parent: ProcessKey | null;
  runtime: 'node' | 'python';
  runtimeVersion: string;
  title: string;
  /** After this signal it looks for a request for stacks; 0: after none. */
  captureSignal: number;
  startedNs: Nanoseconds;
  endedNs: Nanoseconds | null;
  outcome: Outcome;
  exitCode: number | null;
  signal: string | null;
  /** Its threads by the runtime's id. */
  readonly threads: Map<number, ThreadRecord>;
  /** Those that the runtime made for itself. */
  readonly runtimeThreads: ThreadRecord[];
}

/** A thread of the run, as far as it is known. Times are absolute. */
export interface ThreadRecord {
  readonly key: ThreadKey;
  readonly process: ProcessRecord;
  readonly threadId: number;
  readonly isMain: boolean;
  readonly kind: 'program' | 'runtime';
  /** A debugger made it for itself: it tells as the program's do, and is none of them. */
  isDebuggers: boolean;
  readonly timeline: Timeline;
  readonly history: History;
  parent: ThreadRecord | null;
  /** For a main thread: the thread that started its process. */
  spawnedBy: ThreadRecord | null;
  name: string | null;
  osThreadId: number | null;
  createdNs: Nanoseconds;
  startedNs: Nanoseconds | null;
  codeBeginsNs: Nanoseconds | null;
  onlineNs: Nanoseconds | null;
  endedNs: Nanoseconds | null;
  outcome: Outcome;
  exitCode: number | null;
  /** The last error that nobody caught. Only a thread that failed died of it. */
  uncaught: ThreadError | null;
  /** Its parent was told what it died of (out of memory), whatever its exit code says. */
  died: boolean;
  /** When it last found its event loop empty. */
  beforeExitNs: Nanoseconds | null;
  createdAt: SourcePlace | null;
  constructed: ConstructorSummary | null;
  terminateCalledAt: SourcePlace | null;
  terminateCalled: boolean;
  /** Not the program called it, but Thread View for the user. */
  terminatedByUser: boolean;
  exitCalledAt: SourcePlace | null;
  sent: number;
  received: number;
  failedMessages: number;
  lostRecords: number;
  os: OsFacts | null;
  vitals: Vitals | null;
  /** Since when each look has shown that nothing but ports can give it more to do; `null` when the last did not. */
  onlyPortsSinceNs: Nanoseconds | null;
  /** Warnings of its runtime that something has more listeners than it should, the first few. */
  readonly listenerWarnings: ListenerWarning[];
  /** Of a thread of Python. */
  readonly python: PythonFacts | null;
}

export interface ListenerWarning {
  readonly timeNs: Nanoseconds;
  readonly message: string;
  readonly stack: string | null;
}

/** What the operating system said of a thread when it was last asked. */
export interface OsFacts {
  readonly cpuNs: number;
  readonly voluntarySwitches: number;
  readonly involuntarySwitches: number;
  /** CPU time over about the last second, 0 to 1. */
  readonly recentShare: number;
  /** What it does at this moment; `null` once it is over, or where that is not to be had. */
  readonly kernel: KernelView | null;
}

/** What a thread's runtime told of it last. NaN for what this runtime does not know. */
export interface Vitals {
  readonly timeNs: Nanoseconds;
  readonly cpuNs: number;
  readonly heapUsedBytes: number;
  readonly heapLimitBytes: number;
  readonly loopTurns: number;
  readonly idleNs: number;
  readonly observerNs: number;
}

export function newThread(
  key: ThreadKey,
  process: ProcessRecord,
  threadId: number,
  isMain: boolean,
  kind: 'program' | 'runtime' = 'program',
): ThreadRecord {
  const python = process.runtime === 'python' && kind === 'program' ? newPythonFacts() : null;
  return {
    key,
    process,
    threadId,
    isMain,
    kind,
    isDebuggers: false,
    timeline: python?.timeline ?? new Timeline(),
    history: new History(),
    parent: null,
    spawnedBy: null,
    name: null,
    osThreadId: null,
    createdNs: NaN,
    startedNs: null,
    codeBeginsNs: null,
    onlineNs: null,
    endedNs: null,
    outcome: 'running',
    exitCode: null,
    uncaught: null,
    died: false,
    beforeExitNs: null,
    createdAt: null,
    constructed: null,
    terminateCalledAt: null,
    terminateCalled: false,
    terminatedByUser: false,
    exitCalledAt: null,
    sent: 0,
    received: 0,
    failedMessages: 0,
    lostRecords: 0,
    os: null,
    vitals: null,
    onlyPortsSinceNs: null,
    listenerWarnings: [],
    python,
  };
}

/** Whether it is a thread of the program, and not of what runs it. */
export function isPrograms({ kind, isDebuggers }: ThreadRecord): boolean {
  return kind === 'program' && !isDebuggers;
}
