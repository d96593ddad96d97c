import type { ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { enlarged } from './columns.ts';

const leastRoom = 16;
/** Of so many messages one has its time of receiving beside it: to look for a moment among all would leave no cache warm. */
export const sampleEvery = 32;

/** Where the times of messages are kept, by row. */
export interface MessageTimes {
  sentNsOf(row: number): Nanoseconds;
  receivedNsOf(row: number): Nanoseconds;
}

/**
 * The messages that one thread received from another, in the order in which they were found, which is nearly that
 * of receiving and, since channels are first in first out, nearly that of sending.
 */
export class Pair {
  private rows = new Uint32Array(leastRoom);
  private samples = new Float64Array(1);
  private count = 0;
  private latestSentNs = -Infinity;
  private latestReceivedNs = -Infinity;
  /** By how much the order is not that of time. */
  private sentDisorderNs = 0;
  private receivedDisorderNs = 0;

  constructor(
    readonly from: ThreadKey,
    readonly to: ThreadKey,
    private readonly times: MessageTimes,
  ) {}

  get length(): number {
    return this.count;
  }

  add(row: number, sentNs: Nanoseconds, receivedNs: Nanoseconds): void {
    if (this.count === this.rows.length) this.rows = enlarged(this.rows, Math.ceil(this.count * 1.5));
    if (this.count % sampleEvery === 0) this.sample(this.count / sampleEvery, receivedNs);
    this.rows[this.count++] = row;
    if (sentNs < this.latestSentNs)
      this.sentDisorderNs = Math.max(this.sentDisorderNs, this.latestSentNs - sentNs);
    else this.latestSentNs = sentNs;
    if (receivedNs < this.latestReceivedNs)
      this.receivedDisorderNs = Math.max(this.receivedDisorderNs, this.latestReceivedNs - receivedNs);
    else this.latestReceivedNs = receivedNs;
  }

  private sample(place: number, receivedNs: Nanoseconds): void {
    if (place === this.samples.length) this.samples = enlarged(this.samples, place * 2);
    this.samples[place] = receivedNs;
  }

  rowAt(index: number): number {
    return this.rows[index] as number;
  }

  /**
   * Between which indices the messages lie that were under way in a window: sent before its end, received after
   * its start. Exact when all is in order; else some more.
   */
  underWay(fromNs: Nanoseconds, toNs: Nanoseconds): { first: number; end: number } {
    const first = this.receivedBefore(fromNs - this.receivedDisorderNs);
    return { first, end: Math.max(first, this.sentUpTo(toNs + this.sentDisorderNs)) };
  }

  /** How many were sent up to a time, about. */
  sentUpTo(timeNs: Nanoseconds): number {
    return this.countUpTo(row => this.times.sentNsOf(row) <= timeNs);
  }

  /** How many were received before a time, about. */
  receivedBefore(timeNs: Nanoseconds): number {
    const low = this.samplesBefore(timeNs);
    // After the last sample that was before, and not after the next.
    const first = Math.max(0, (low - 1) * sampleEvery);
    const end = Math.min(this.count, low * sampleEvery);
    return this.countUpTo(row => this.times.receivedNsOf(row) < timeNs, first, end);
  }

  /** The same, but for {@link sampleEvery} at most, and without a look at any message. */
  receivedBeforeAbout(timeNs: Nanoseconds): number {
    return Math.min(this.count, this.samplesBefore(timeNs) * sampleEvery);
  }

  private samplesBefore(timeNs: Nanoseconds): number {
    let low = 0;
    for (let high = Math.ceil(this.count / sampleEvery); low < high;) {
      const middle = (low + high) >>> 1;
      if ((this.samples[middle] as number) < timeNs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** By halving: how many of the first ones are what only the first ones are. */
  private countUpTo(isBefore: (row: number) => boolean, low = 0, high = this.count): number {
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(this.rowAt(middle))) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Which thread received messages from which: a pair for each way. */
export class Pairs {
  private readonly bySender = new Map<ThreadKey, Map<ThreadKey, Pair>>();
  private readonly byReceiver = new Map<ThreadKey, Pair[]>();
  /** The pair that was asked for last, mostly asked for again. */
  private last: Pair | null = null;

  constructor(private readonly times: MessageTimes) {}

  of(from: ThreadKey, to: ThreadKey): Pair {
    const { last } = this;
    if (last !== null && last.from === from && last.to === to) return last;
    return (this.last = this.find(from, to));
  }

  /** Those in which the thread sends, and those in which it receives. */
  touching(thread: ThreadKey): readonly Pair[] {
    const sending = [...(this.bySender.get(thread)?.values() ?? [])];
    return [...sending, ...this.receivedBy(thread).filter(pair => pair.from !== thread)];
  }

  /** How many those are; one in which a thread sends to itself counts twice. */
  countTouching(thread: ThreadKey): number {
    return (this.bySender.get(thread)?.size ?? 0) + this.receivedBy(thread).length;
  }

  receivedBy(thread: ThreadKey): readonly Pair[] {
    return this.byReceiver.get(thread) ?? [];
  }

  /** Both ways, as far as there were messages. */
  between(one: ThreadKey, other: ThreadKey): readonly Pair[] {
    return [
      this.bySender.get(one)?.get(other),
      one === other ? undefined : this.bySender.get(other)?.get(one),
    ].filter(pair => pair !== undefined);
  }

  *[Symbol.iterator](): IterableIterator<Pair> {
    for (const pairs of this.byReceiver.values()) yield* pairs;
  }

  private find(from: ThreadKey, to: ThreadKey): Pair {
    let receivers = this.bySender.get(from);
    if (receivers === undefined) this.bySender.set(from, (receivers = new Map<ThreadKey, Pair>()));
    let pair = receivers.get(to);
    if (pair === undefined) {
      receivers.set(to, (pair = new Pair(from, to, this.times)));
      const received = this.byReceiver.get(to);
      if (received === undefined) this.byReceiver.set(to, [pair]);
      else received.push(pair);
    }
    return pair;
  }
}
