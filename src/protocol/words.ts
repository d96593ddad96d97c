/**
 * The words of the product, as types. Every process, the trace and the panel use these and no synonyms.
 */

/** What a thread is doing during one span. `finished`, `failed` and `killed` are outcomes, not spans. */
export const threadStates = [
  'created',
  'starting',
  'running',
  'ready',
  'waiting',
  'blocked',
  'sleeping',
] as const;
export type ThreadState = (typeof threadStates)[number];

/** How a thread ended; `running` means that it has not ended, or that nobody saw it end. */
export type Outcome = 'running' | 'finished' | 'failed' | 'killed';

/** How a span is known: the probe said so, the OS was sampled, or it follows from other facts. */
export const provenances = ['told', 'sampled', 'inferred'] as const;
export type Provenance = (typeof provenances)[number];

/** A place in the user's source. `line` and `column` count from 1. `file` is an absolute path or a URL. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An error as the program saw it. `stack` is what the runtime printed, or `null` where there was none. */
export interface ThreadError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | null;
}

/** A summary of what was given to a thread's constructor. Never contents: types, counts and limits. */
export interface ConstructorSummary {
  /** `file` with its path or URL, or `eval` for code given as text. */
  readonly kind: 'file' | 'eval';
  readonly file: string | null;
  /** How many arguments were given; the arguments themselves may hold secrets. */
  readonly argvCount: number | null;
  readonly execArgv: readonly string[] | null;
  readonly env: 'inherited' | 'shared' | 'own';
  readonly resourceLimits: Readonly<Record<string, number>> | null;
  /** `typeof`, or the constructor's name for an object; `null` when none was given. */
  readonly workerDataType: string | null;
  readonly stdio: readonly ('stdin' | 'stdout' | 'stderr')[];
  readonly transferCount: number;
}

/** `Thread`: of `threading`. `raw`: made below it. `dummy`: made in C, and heard of when it called in. */
export const pythonThreadKinds = ['Thread', 'raw', 'dummy'] as const;
export type PythonThreadKind = (typeof pythonThreadKinds)[number];

/** What was given to a Python thread's constructor, and what Python knows of it. Never contents: names and types. */
export interface PythonConstructor {
  readonly kind: PythonThreadKind;
  readonly className: string | null;
  readonly target: string | null;
  /** Types of the positional arguments, the first few; and how many there were. */
  readonly args: readonly string[];
  readonly argCount: number;
  readonly kwargs: readonly (readonly [name: string, type: string])[];
  readonly daemon: boolean;
}

/** Nanoseconds on the operating system's monotonic clock. */
export type Nanoseconds = number & { readonly __unit?: 'ns' };
