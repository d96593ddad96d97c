import { noThread, type MessageColumns, type ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { Column } from './columns.ts';

const unknownBytes = 0xffffffff;

/** Every message of a run, as columns, in the order in which their sends were read. */
export class Messages {
  private readonly from = new Column(Uint32Array);
  private readonly to = new Column(Uint32Array);
  private readonly sent = new Column(Float64Array);
  private readonly received = new Column(Float64Array);
  /** Durations: how long the sending call took, and how long the receiver was at the message. */
  private readonly took = new Column(Float32Array);
  private readonly handled = new Column(Float32Array);
  private readonly bytes = new Column(Uint32Array);
  private latestSentNs = 0;
  /** Threads are read one after the other, so sends are almost in order; this is by how much they are not. */
  private disorderNs = 0;
  private longestNs = 0;

  get length(): number {
    return this.from.length;
  }

  /**
   * @param tookNs how long the sending call took, NaN where that is not known
   * @param bytes the message's size, NaN where that is not known
   */
  add(from: ThreadKey, sentNs: Nanoseconds, tookNs = NaN, bytes = NaN): number {
    if (sentNs < this.latestSentNs) this.disorderNs = Math.max(this.disorderNs, this.latestSentNs - sentNs);
    else this.latestSentNs = sentNs;
    this.from.push(from);
    this.to.push(noThread);
    this.sent.push(sentNs);
    this.took.push(tookNs);
    this.handled.push(NaN);
    this.bytes.push(bytes >= 0 ? Math.min(bytes, unknownBytes - 1) : unknownBytes);
    return this.received.push(NaN);
  }

  deliver(message: number, to: ThreadKey, receivedNs: Nanoseconds): void {
    this.to.set(message, to);
    this.received.set(message, receivedNs);
    const sentNs = this.sent.at(message);
    if (receivedNs - sentNs > this.longestNs) this.longestNs = receivedNs - sentNs;
  }

  /** The receiver turned to something else at `timeNs`. */
  handledBy(message: number, timeNs: Nanoseconds): void {
    this.handled.set(message, timeNs - this.received.at(message));
  }

  /** Calls `each` with the messages that are under way in a window: sent before its end, received after its start. */
  forEachIn(fromNs: Nanoseconds, toNs: Nanoseconds, each: (message: number) => void): void {
    const first = this.firstAfter(fromNs - this.longestNs - this.disorderNs);
    for (let message = first; message < this.length; message++) {
      const sentNs = this.sent.at(message);
      if (sentNs > toNs + this.disorderNs) break;
      const endNs = this.received.at(message);
      if (sentNs <= toNs && (Number.isNaN(endNs) ? sentNs : endNs) >= fromNs) each(message);
    }
  }

  fromOf(message: number): ThreadKey {
    return this.from.at(message);
  }

  toOf(message: number): ThreadKey {
    return this.to.at(message);
  }

  sentNsOf(message: number): Nanoseconds {
    return this.sent.at(message);
  }

  /** NaN until it was received. */
  receivedNsOf(message: number): Nanoseconds {
    return this.received.at(message);
  }

  /** How long the receiver was at it; NaN while that is not known. */
  handledNsOf(message: number): number {
    return this.handled.at(message);
  }

  /** How long the sending call took; NaN where that is not known. */
  tookNsOf(message: number): number {
    return this.took.at(message);
  }

  bytesOf(message: number): number | null {
    const bytes = this.bytes.at(message);
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
      const receivedNs = this.received.at(message) - originNs;
      columns.from[row] = this.from.at(message);
      columns.to[row] = this.to.at(message);
      columns.sentNs[row] = this.sent.at(message) - originNs;
      columns.receivedNs[row] = receivedNs;
      columns.handledNs[row] = receivedNs + this.handled.at(message);
    });
    return columns;
  }

  /** The first message that may have been sent at `timeNs` or later: right when sends are in order, early when not. */
  private firstAfter(timeNs: Nanoseconds): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.sent.at(middle) < timeNs - this.disorderNs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
