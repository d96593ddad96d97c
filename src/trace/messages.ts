import { noThread, type MessageColumns, type ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { Pairs } from './pairs.ts';

const unknownBytes = 0xffffffff;
/** A power of two: how many rows a full chunk has. */
const chunkRows = 4096;
const chunkShift = 12;
const rowMask = chunkRows - 1;
const leastRows = 64;

/** Typed arrays of some messages; a full chunk is never copied. */
class Chunk {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly sent: Float64Array;
  readonly received: Float64Array;
  /** Durations: how long the sending call took, and how long the receiver was at the message. */
  readonly took: Float32Array;
  readonly handled: Float32Array;
  readonly bytes: Uint32Array;

  constructor(readonly rows: number) {
    this.from = new Uint32Array(rows);
    this.to = new Uint32Array(rows);
    this.sent = new Float64Array(rows);
    this.received = new Float64Array(rows);
    this.took = new Float32Array(rows);
    this.handled = new Float32Array(rows);
    this.bytes = new Uint32Array(rows);
  }

  enlarged(): Chunk {
    const larger = new Chunk(this.rows * 2);
    larger.from.set(this.from);
    larger.to.set(this.to);
    larger.sent.set(this.sent);
    larger.received.set(this.received);
    larger.took.set(this.took);
    larger.handled.set(this.handled);
    larger.bytes.set(this.bytes);
    return larger;
  }
}

/** Every message of a run, as columns, in the order in which their sends were read. */
export class Messages {
  // Not columns: code that all kinds of typed arrays share is slow, and this is the fullest of tables.
  private readonly chunks: Chunk[] = [new Chunk(leastRows)];
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
    const message = this.count++;
    const row = message & rowMask;
    let chunk = this.chunks[message >>> chunkShift];
    if (chunk === undefined || row === chunk.rows) chunk = this.makeRoom(message, chunk);
    chunk.from[row] = from;
    chunk.to[row] = noThread;
    chunk.sent[row] = sentNs;
    chunk.received[row] = NaN;
    chunk.took[row] = tookNs;
    chunk.handled[row] = NaN;
    chunk.bytes[row] = bytes >= 0 ? Math.min(bytes, unknownBytes - 1) : unknownBytes;
    return message;
  }

  deliver(message: number, to: ThreadKey, receivedNs: Nanoseconds): void {
    const chunk = this.chunkOf(message);
    const row = message & rowMask;
    chunk.to[row] = to;
    chunk.received[row] = receivedNs;
    this.pairs.of(chunk.from[row] as number, to).add(message, chunk.sent[row] as number, receivedNs);
  }

  /** The receiver was done with it at `timeNs`, but not before it received it. */
  handledBy(message: number, timeNs: Nanoseconds): void {
    const chunk = this.chunkOf(message);
    const row = message & rowMask;
    chunk.handled[row] = Math.max(0, timeNs - (chunk.received[row] as number));
  }

  /** Between which rows the messages lie that were sent in a window, and perhaps some more. */
  sentIn(fromNs: Nanoseconds, toNs: Nanoseconds): { first: number; end: number } {
    const first = this.firstAfter(fromNs);
    return { first, end: Math.max(first, this.firstAfter(toNs + 2 * this.disorderNs + 1)) };
  }

  fromOf(message: number): ThreadKey {
    return this.chunkOf(message).from[message & rowMask] as number;
  }

  toOf(message: number): ThreadKey {
    return this.chunkOf(message).to[message & rowMask] as number;
  }

  sentNsOf(message: number): Nanoseconds {
    return this.chunkOf(message).sent[message & rowMask] as number;
  }

  /** NaN until it was received. */
  receivedNsOf(message: number): Nanoseconds {
    return this.chunkOf(message).received[message & rowMask] as number;
  }

  /** How long the receiver was at it; NaN while that is not known. */
  handledNsOf(message: number): number {
    return this.chunkOf(message).handled[message & rowMask] as number;
  }

  /** How long the sending call took; NaN where that is not known. */
  tookNsOf(message: number): number {
    return this.chunkOf(message).took[message & rowMask] as number;
  }

  bytesOf(message: number): number | null {
    const bytes = this.chunkOf(message).bytes[message & rowMask] as number;
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
    messages.forEach((message, place) => {
      const receivedNs = this.receivedNsOf(message) - originNs;
      columns.from[place] = this.fromOf(message);
      columns.to[place] = this.toOf(message);
      columns.sentNs[place] = this.sentNsOf(message) - originNs;
      columns.receivedNs[place] = receivedNs;
      columns.handledNs[place] = receivedNs + this.handledNsOf(message);
    });
    return columns;
  }

  private chunkOf(message: number): Chunk {
    return this.chunks[message >>> chunkShift] as Chunk;
  }

  private makeRoom(message: number, full: Chunk | undefined): Chunk {
    return (this.chunks[message >>> chunkShift] = full?.enlarged() ?? new Chunk(chunkRows));
  }

  /** The first message that may have been sent at `timeNs` or later: right when sends are in order, early when not. */
  private firstAfter(timeNs: Nanoseconds): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.sentNsOf(middle) < timeNs - this.disorderNs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
