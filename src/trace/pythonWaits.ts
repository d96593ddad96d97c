import type { BlockResult, BlockVerb } from '../protocol/wire.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import type { ThreadRecord } from './entities.ts';
import { made } from './made.ts';
import type { SyncObject } from './pythonLocks.ts';

/** A wait of a Python thread, as it was told when it began. */
export interface PythonWait {
  readonly verb: BlockVerb;
  /** What it is for: an object, a thread that is joined, or neither. */
  readonly object: SyncObject | null;
  readonly joined: ThreadRecord | null;
  /** Infinity where there is none. */
  readonly timeoutMs: number;
  readonly sinceNs: Nanoseconds;
  /** The number of the line that waits, if it was told when the wait began. */
  readonly place: number;
  /** How it ended; `null` while it lasts, and where the thread ended in it. */
  result: BlockResult | null;
}

/** In what waits the threads of Python are. One may lie in another: a condition's has its lock's inside. */
export class PythonWaits {
  private readonly waits = new Map<ThreadRecord, PythonWait[]>();

  begins(thread: ThreadRecord, wait: PythonWait): void {
    made(this.waits, thread, () => []).push(wait);
  }

  ends(thread: ThreadRecord, result: BlockResult): PythonWait | null {
    const wait = this.waits.get(thread)?.pop() ?? null;
    if (wait !== null) wait.result = result;
    return wait;
  }

  /** The one that it is in now, the outermost of those that lie in each other; `null` when it is in none. */
  of(thread: ThreadRecord): PythonWait | null {
    return this.waits.get(thread)?.[0] ?? null;
  }
}
