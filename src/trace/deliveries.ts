import type { ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { enlarged } from './columns.ts';
import type { Messages } from './messages.ts';

/** No row has this number. */
const nothing = 0x7fffffff;
const leastRoom = 64;

/**
 * What threads receive. A delivery whose send was not read yet is kept as a receipt until it is. Of each thread
 * it is known which message it is at, so that the message hears when the thread is done with it.
 */
export class Deliveries {
  /** Receipts, as columns; those that found their send are used again. */
  private threads = new Uint32Array(leastRoom);
  private times = new Float64Array(leastRoom);
  /** When the thread was done with it; NaN while it is at it, or where that is not known. */
  private ends = new Float64Array(leastRoom);
  private count = 0;
  private readonly free: number[] = [];
  /** By thread, what it is at: the message's row, or the receipt with its bits turned. */
  private readonly present: number[] = [];

  constructor(private readonly messages: Messages) {}

  /** A thread received the message of a row. */
  deliver(row: number, thread: ThreadKey, timeNs: Nanoseconds): void {
    this.messages.deliver(row, thread, timeNs);
    this.present[thread] = row;
  }

  /** A thread received a message; which, is not known yet. */
  keep(thread: ThreadKey, timeNs: Nanoseconds): number {
    const receipt = this.free.pop() ?? this.add();
    this.threads[receipt] = thread;
    this.times[receipt] = timeNs;
    this.ends[receipt] = NaN;
    this.present[thread] = ~receipt;
    return receipt;
  }

  /** The message of a receipt is found. */
  match(receipt: number, row: number): void {
    const thread = this.threads[receipt] as number;
    const endNs = this.ends[receipt] as number;
    this.messages.deliver(row, thread, this.times[receipt] as number);
    if (this.present[thread] === ~receipt) this.present[thread] = row;
    else if (!Number.isNaN(endNs)) this.messages.handledBy(row, endNs);
    this.free.push(receipt);
  }

  timeNsOf(receipt: number): Nanoseconds {
    return this.times[receipt] as number;
  }

  /** A thread is done with what it received last: at `timeNs`, but not before it received it. */
  handled(thread: ThreadKey, timeNs: Nanoseconds): void {
    const present = this.present[thread] ?? nothing;
    if (present === nothing) return;
    this.present[thread] = nothing;
    if (present >= 0) this.messages.handledBy(present, timeNs);
    else this.ends[~present] = timeNs;
  }

  private add(): number {
    if (this.count === this.threads.length) {
      const length = Math.ceil(this.count * 1.5);
      this.threads = enlarged(this.threads, length);
      this.times = enlarged(this.times, length);
      this.ends = enlarged(this.ends, length);
    }
    return this.count++;
  }
}
