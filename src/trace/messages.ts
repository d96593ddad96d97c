import { noThread, type MessageColumns, type ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { enlarged } from './columns.ts';
import { Pairs } from './pairs.ts';

const unknownBytes = 0xffffffff;
const leastRoom = 64;

/** Every message of a run, as columns, in the order in which their sends were read. */
export class Messages {
  // Typed arrays and not columns: code that all kinds of them share is slow, and this is the fullest of tables.
  private from = new Uint32Array(leastRoom);
  private to = new Uint32Array(leastRoom);
  private sent = new Float64Array(leastRoom);
  private received = new Float64Array(leastRoom);
  /** Durations: how long the sending call took, and how long the receiver was at the message. */
  private took = new Float32Array(leastRoom);
  private handled = new Float32Array(leastRoom);
  private bytes = new Uint32Array(leastRoom);
  private count = 0;
  private latestSentNs = 0;
  /** Threads are read one after the other, so sends are almost in order; this is by how much they are not. */
  private disorderNs = 0;
  /** The received ones, by who sent them and who received them. */
  readonly pairs = new Pairs(this);

  get length(): number {
    return this.count;
  }

  /**
   * @param tookNs how long the sending call took, NaN where that is not known
   * @param bytes the message's size, NaN where that is not known
   */
  add(from: ThreadKey, sentNs: Nanoseconds, tookNs = NaN, bytes = NaN): number {
    if (sentNs < this.latestSentNs) this.disorderNs = Math.max(this.disorderNs, this.latestSentNs - sentNs);
    else this.latestSentNs = sentNs;
    if (this.count === this.from.length) this.grow();
    const row = this.count++;
    this.from[row] = from;
    this.to[row] = noThread;
    this.sent[row] = sentNs;
    this.received[row] = NaN;
    this.took[row] = tookNs;
    this.handled[row] = NaN;
    this.bytes[row] = bytes >= 0 ? Math.min(bytes, unknownBytes - 1) : unknownBytes;
    return row;
  }

  deliver(message: number, to: ThreadKey, receivedNs: Nanoseconds): void {
    this.to[message] = to;
    this.received[message] = receivedNs;
    const sentNs = this.sent[message] as number;
    this.pairs.of(this.from[message] as number, to).add(message, sentNs, receivedNs);
  }

  /** The receiver was done with it at `timeNs`, but not before it received it. */
  handledBy(message: number, timeNs: Nanoseconds): void {
    this.handled[message] = Math.max(0, timeNs - (this.received[message] as number));
  }

  /** Between which rows the messages lie that were sent in a window, and perhaps some more. */
  sentIn(fromNs: Nanoseconds, toNs: Nanoseconds): { first: number; end: number } {
    const first = this.firstAfter(fromNs);
    return { first, end: Math.max(first, this.firstAfter(toNs + 2 * this.disorderNs + 1)) };
  }

  fromOf(message: number): ThreadKey {
    return this.from[message] as number;
  }

  toOf(message: number): ThreadKey {
    return this.to[message] as number;
  }

  sentNsOf(message: number): Nanoseconds {
    return this.sent[message] as number;
  }

  /** NaN until it was received. */
  receivedNsOf(message: number): Nanoseconds {
    return this.received[message] as number;
  }

  /** How long the receiver was at it; NaN while that is not known. */
  handledNsOf(message: number): number {
    return this.handled[message] as number;
  }

  /** How long the sending call took; NaN where that is not known. */
  tookNsOf(message: number): number {
    return this.took[message] as number;
  }

  bytesOf(message: number): number | null {
    const bytes = this.bytes[message] as number;
    return bytes === unknownBytes ? null : bytes;
  }

  /** The given messages as columns, times relative to `originNs`. */
  pick(messages: readonly number[], originNs: Nanoseconds): MessageColumns {
    const columns: MessageColumns = {
      id: Uint32Array.from(messages),
      from: new Uint32Array(messages.length),
      to: new Uint32Array(messages.length),
      sentNs: new Float64Array(messages.length),
      receivedNs: new Float64Array(messages.length),
      handledNs: new Float64Array(messages.length),
    };
    messages.forEach((message, row) => {
      const receivedNs = (this.received[message] as number) - originNs;
      columns.from[row] = this.from[message] as number;
      columns.to[row] = this.to[message] as number;
      columns.sentNs[row] = (this.sent[message] as number) - originNs;
      columns.receivedNs[row] = receivedNs;
      columns.handledNs[row] = receivedNs + (this.handled[message] as number);
    });
    return columns;
  }

  private grow(): void {
    const length = Math.ceil(this.count * 1.5);
    this.from = enlarged(this.from, length);
    this.to = enlarged(this.to, length);
    this.sent = enlarged(this.sent, length);
    this.received = enlarged(this.received, length);
    this.took = enlarged(this.took, length);
    this.handled = enlarged(this.handled, length);
    this.bytes = enlarged(this.bytes, length);
  }

  /** The first message that may have been sent at `timeNs` or later: right when sends are in order, early when not. */
  private firstAfter(timeNs: Nanoseconds): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.sent[middle] as number) < timeNs - this.disorderNs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
