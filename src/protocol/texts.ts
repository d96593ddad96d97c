import type { ConstructorSummary, PythonThreadKind, SourcePlace } from './words.ts';

/** The JSON texts of the wire's lifecycle records. `null` means "the runtime did not say". */

export interface HelloText {
  readonly version: number;
  readonly token: string;
  readonly runtime: 'node' | 'python';
  readonly runtimeVersion: string;
  readonly pid: number;
  readonly parentPid: number;
  /** The nearest ancestor that has a probe: known also where the parent is no process of the run. 0: none. */
  readonly ancestorPid: number;
  /** The runtime's own id: 0 is the main thread. */
  readonly threadId: number;
  readonly isMainThread: boolean;
  /** The kernel's thread id, or `null` where it cannot be had. */
  readonly osThreadId: number | null;
  /** When the thread's runtime began to boot, on the monotonic clock. */
  readonly bootNs: number;
  /** The same moment on two clocks: the monotonic one and the wall's, in ns and ms. */
  readonly monotonicNs: number;
  readonly wallMs: number;
  readonly name: string | null;
  /** The program's main file for a main thread, else `null`. */
  readonly file: string | null;
  readonly cwd: string | null;
  /** Of a main thread: the number of the signal after which it looks for a request (stackRequests.ts); 0: it does not. */
  readonly captureSignal?: number;
}

export interface WorkerCreatedText {
  readonly name: string | null;
  readonly at: SourcePlace | null;
  readonly constructed: ConstructorSummary;
  /** The end of the parent's side of the Worker ⇄ parent channel. */
  readonly end: number | null;
  /**
   * Ports and shared buffers that travel in `workerData`: where they lie in it, and their id in the parent.
   * A path names places, not keys (`.0.2`: the third value of the first), so that no content is told.
   */
  readonly ends: readonly (readonly [path: string, end: number])[];
  readonly buffers: readonly (readonly [path: string, buffer: number])[];
}

export interface UncaughtText {
  readonly name: string;
  readonly message: string;
  readonly stack: string | null;
  readonly origin: 'uncaughtException' | 'unhandledRejection';
}

export interface CallText {
  readonly at: SourcePlace | null;
  /** The code given to `process.exit`, where one was. */
  readonly code?: number | null;
}

export interface EndOpenedText {
  /**
   * `parent`: a Worker's `parentPort`. `broadcast`: a `BroadcastChannel`, with its name.
   * `data`: a port that came in `workerData`, with its path there.
   * `unknown`: a port whose way into this thread was not seen.
   */
  readonly kind: 'parent' | 'broadcast' | 'data' | 'unknown';
  readonly name?: string;
  readonly path?: string;
}

export interface BufferText {
  readonly byteLength: number;
  /** Where the buffer lay in `workerData`, on the side that has it from there. */
  readonly path?: string;
}

export interface LockText {
  readonly name: string;
  readonly mode: 'exclusive' | 'shared';
  readonly at: SourcePlace | null;
}

/** What Python threads are made of. Of their arguments the types, never the values. */
export interface ThreadShapeText {
  readonly kind: PythonThreadKind;
  /** The class's name; `null` for a thread that is no `threading.Thread`. */
  readonly class: string | null;
  readonly at: SourcePlace | null;
  /** Qualified name of the function that it runs; `null` where a subclass has a `run` of its own. */
  readonly target: string | null;
  readonly args: readonly string[];
  readonly argCount: number;
  readonly kwargs: readonly (readonly [name: string, type: string])[];
}

export interface NameText {
  readonly name: string;
}

export interface SyncObjectText {
  /** Its class: `Lock`, `Condition`, `Queue`… */
  readonly kind: string;
  /** What the code calls it where it is made, if it does. */
  readonly name: string | null;
  readonly at: SourcePlace | null;
}

export interface ForkedText {
  readonly parentPid: number;
  readonly at: SourcePlace | null;
}

export interface BlindSpotText {
  readonly what: string;
}

export interface InterpreterText {
  readonly implementation: string;
  /** Whether threads take turns at running Python code. */
  readonly hasGil: boolean;
  /** After how long a thread that wants the GIL asks for it. */
  readonly switchMs: number;
  /** Of the main thread. */
  readonly ident: number;
}
