import type { ProcessKey, ThreadKey } from '../protocol/panel.ts';

/**
 * Which shared buffers of two threads are one. A thread numbers the buffers that it meets; that two numbers
 * mean the same memory is known where a buffer travelled in `workerData`.
 */
export class Buffers {
  /** Called when a buffer was given its number just now: which it is depends on who was asked for before. */
  onNumbered: (thread: ThreadKey, buffer: number) => void = () => undefined;
  private readonly numbers = new Map<string, number>();
  private readonly travelled = new Map<string, string>();
  private last = 0;

  /** The parent's buffer that lies at `path` in the Worker's data. */
  sharedWithWorker(
    thread: ThreadKey,
    buffer: number,
    process: ProcessKey,
    workerThreadId: number,
    path: string,
  ): void {
    this.travelled.set(placeKey(process, workerThreadId, path), ownKey(thread, buffer));
  }

  /** A Worker's buffer that it found at `path` in its data. */
  found(thread: ThreadKey, buffer: number, process: ProcessKey, threadId: number, path: string): void {
    this.travelled.set(ownKey(thread, buffer), placeKey(process, threadId, path));
  }

  /** The run's own number of a buffer, from 1. Asked for when it is shown, so that late news counts. */
  identity(thread: ThreadKey, buffer: number): number {
    let key = ownKey(thread, buffer);
    for (let next = this.travelled.get(key), hops = 0; next !== undefined && hops < 100; hops++) {
      key = next;
      next = this.travelled.get(key);
    }
    let number = this.numbers.get(key);
    if (number === undefined) {
      this.numbers.set(key, (number = ++this.last));
      this.onNumbered(thread, buffer);
    }
    return number;
  }
}

function ownKey(thread: ThreadKey, buffer: number): string {
  return `thread ${thread} buffer ${buffer}`;
}

function placeKey(process: ProcessKey, threadId: number, path: string): string {
  return `process ${process} worker ${threadId} data ${path}`;
}
