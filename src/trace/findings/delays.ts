import type { FindingKind } from '../../protocol/findings.ts';
import type { ThreadKey } from '../../protocol/panel.ts';
import { threadStates, type Nanoseconds } from '../../protocol/words.ts';
import type { ThreadRecord } from '../entities.ts';
import type { Spans } from '../spans.ts';
import type { Trace } from '../trace.ts';
import { placeOf, shownMs, type Detector, type Found, type Look } from './finding.ts';
import { slowNs, type SlowMessage, type SlowMessages } from './slowMessages.ts';

/** What kept a message waiting: a stretch of its receiver. */
export interface Delay {
  readonly startNs: Nanoseconds;
  readonly endNs: Nanoseconds;
  /** How much of it was the thread's own doing. */
  readonly ownNs: Nanoseconds;
  readonly cause: number;
}

interface Delayed {
  count: number;
  longest: Delay;
  waitedNs: Nanoseconds;
  sinceNs: Nanoseconds;
  untilNs: Nanoseconds;
  readonly from: ThreadKey;
  readonly delays: Delay[];
  found: Found | null;
}

/** So many stretches show what is meant; the longest of them. */
const mostDelays = 8;
/** A look at so many spans or deliveries tells; more of them are many short things, and not one long one. */
export const mostParts = 300;

/** Finds out what kept messages waiting, and puts that together by receiver, or by receiver and sender. */
export abstract class DelayDetector implements Detector {
  abstract readonly kind: Extract<FindingKind, 'starved-loop' | 'delayed-message'>;
  /** It is no matter when it happens less often than this, unless it takes that long. */
  protected abstract readonly leastCount: number;
  protected abstract readonly longNs: Nanoseconds;
  private readonly delayed = new Map<string, Delayed>();

  constructor(private readonly messages: SlowMessages) {}

  look(trace: Trace, look: Look): readonly Found[] {
    for (const message of this.messages.in(trace, look)) {
      const receiver = trace.threads[message.to];
      if (receiver === undefined || receiver.process.runtime !== 'node' || receiver.lostRecords > 0) continue;
      const delay = this.delayOf(trace, receiver, message);
      if (delay !== null) this.add(trace, receiver, message, delay);
    }
    return [...this.delayed.values()].flatMap(({ found }) => found ?? []);
  }

  /** What kept the message waiting, if it was what this detector is about. */
  protected abstract delayOf(trace: Trace, receiver: ThreadRecord, message: SlowMessage): Delay | null;

  protected abstract keyOf(message: SlowMessage): string;

  private add(trace: Trace, receiver: ThreadRecord, message: SlowMessage, delay: Delay): void {
    const key = this.keyOf(message);
    const waitedNs = message.receivedNs - message.sentNs;
    let delayed = this.delayed.get(key);
    if (delayed === undefined) {
      delayed = {
        count: 0,
        longest: delay,
        waitedNs,
        sinceNs: delay.startNs,
        untilNs: delay.endNs,
        from: message.from,
        delays: [],
        found: null,
      };
      this.delayed.set(key, delayed);
    }
    delayed.waitedNs = Math.max(delayed.waitedNs, waitedNs);
    // Many messages may have waited for the same.
    if (delayed.count > 0 && delay.startNs < delayed.untilNs) return;
    delayed.count++;
    delayed.untilNs = Math.max(delayed.untilNs, delay.endNs);
    if (lengthOf(delay) > lengthOf(delayed.longest)) delayed.longest = delay;
    delayed.delays.push(delay);
    delayed.delays.sort((a, b) => lengthOf(b) - lengthOf(a)).splice(mostDelays);
    if (delayed.count >= this.leastCount || delay.ownNs >= this.longNs || delayed.found !== null)
      delayed.found = foundOf(trace, key, receiver, delayed);
  }
}

function lengthOf({ startNs, endNs }: Delay): number {
  return endNs - startNs;
}

function foundOf(trace: Trace, key: string, receiver: ThreadRecord, delayed: Delayed): Found {
  const { longest, from, delays } = delayed;
  const sender = trace.threads[from];
  return {
    key,
    sinceNs: delayed.sinceNs,
    untilNs: delayed.untilNs,
    threads: [receiver.key, from],
    spans: delays.map(({ startNs, endNs }) => ({ thread: receiver.key, startNs, endNs })),
    places: [
      ...placeOf('handles', receiver.key, trace.causes.placeOf(longest.cause)),
      ...placeOf('makes', from, sender?.createdAt),
    ],
    facts: {
      count: delayed.count,
      longestMs: shownMs(lengthOf(longest)),
      waitedMs: shownMs(delayed.waitedNs),
      cause: trace.causes.text(longest.cause, longest.endNs) ?? '',
    },
  };
}

const running = threadStates.indexOf('running');
const ready = threadStates.indexOf('ready');
const stopped = [threadStates.indexOf('blocked'), threadStates.indexOf('sleeping')];
/** Index in `provenances`: what was concluded is no evidence. */
const inferred = 2;

/**
 * A thread that stayed in one callback while messages waited for it. One in which the sender was made does not count, nor
 * what the thread did before it had received anything: that is loading. Nor do messages of its maker: to work them
 * off, one after the other, is what it was made for.
 */
export class StarvedLoopDetector extends DelayDetector {
  readonly kind = 'starved-loop';
  protected readonly leastCount = 3;
  protected readonly longNs = 10 * slowNs;

  protected keyOf({ to }: SlowMessage): string {
    return `${to}`;
  }

  protected delayOf(trace: Trace, receiver: ThreadRecord, message: SlowMessage): Delay | null {
    const { spans } = receiver.timeline;
    if (receiver.parent?.key === message.from) return null;
    const firstNs = trace.threads[message.from]?.codeBeginsNs ?? Infinity;
    const { first, end } = spans.range(message.sentNs, message.receivedNs);
    if (end - first > mostParts) return null;
    let longest: Delay | null = null;
    let startNs = NaN;
    for (let index = first; index < end; index++) {
      if (!isBusy(spans, index)) continue;
      if (index === first) startNs = spans.startAt(beginOf(spans, index));
      else if (!isBusy(spans, index - 1)) startNs = spans.startAt(index);
      if (index + 1 < end && isBusy(spans, index + 1)) continue;
      // What was before the message was sent counts, for it is the same callback.
      const endNs = Math.min(spans.endAt(index, message.receivedNs), message.receivedNs);
      if (startNs < firstNs || endNs - startNs < slowNs) continue;
      const callback = longestBetweenDeliveries(trace, message, startNs, endNs);
      // A thread that only lacks a core has not got itself to blame.
      if (callback === null || !hasReceivedBefore(trace, receiver.key, callback.startNs)) continue;
      const ownNs = spans.timeNs('running', callback.startNs, callback.endNs);
      if (ownNs < slowNs) continue;
      if (longest === null || lengthOf(callback) > lengthOf(longest)) longest = { ...callback, ownNs };
    }
    return longest;
  }
}

/** On a core, or in want of one in the middle of what it does. */
function isBusy(spans: Spans, index: number): boolean {
  const state = spans.stateAt(index);
  return state === ready || (state === running && spans.knownAt(index) !== inferred);
}

/** Until then a thread gets ready: it loads what it needs. */
function hasReceivedBefore({ messages }: Trace, receiver: ThreadKey, timeNs: Nanoseconds): boolean {
  return messages.pairs.receivedBy(receiver).some(pair => pair.receivedBefore(timeNs) > 0);
}

/** Of neighbours that are busy, the first. */
function beginOf(spans: Spans, index: number): number {
  const last = Math.max(0, index - mostParts);
  let first = index;
  while (first > last && isBusy(spans, first - 1)) first--;
  return first;
}

/** The longest stretch in which the thread was at one message, or at none. */
function longestBetweenDeliveries(
  { messages }: Trace,
  { to, sentNs }: SlowMessage,
  startNs: Nanoseconds,
  endNs: Nanoseconds,
): Delay | null {
  const deliveries: Nanoseconds[] = [];
  for (const pair of messages.pairs.receivedBy(to)) {
    const first = pair.receivedBefore(startNs);
    const last = pair.receivedBefore(endNs);
    if (deliveries.length + last - first > mostParts) return null;
    for (let index = first; index < last; index++) deliveries.push(messages.receivedNsOf(pair.rowAt(index)));
  }
  const stops = [startNs, ...deliveries.sort((a, b) => a - b)];
  let longest: Delay | null = null;
  for (const [index, stop] of stops.entries()) {
    const nextNs = stops[index + 1] ?? endNs;
    const waitedNs = nextNs - Math.max(stop, sentNs);
    if (waitedNs < slowNs) continue;
    const callback = { startNs: stop, endNs: nextNs, ownNs: 0, cause: -1 };
    if (longest === null || lengthOf(callback) > lengthOf(longest)) longest = callback;
  }
  return longest;
}

/** A thread that was stopped, in a wait or in a call that is synchronous, while messages waited for it. */
export class DelayedMessageDetector extends DelayDetector {
  readonly kind = 'delayed-message';
  protected readonly leastCount = 3;
  /** A single wait for something that takes its time is what such waits are for, however long. */
  protected readonly longNs = Infinity;

  protected keyOf({ from, to }: SlowMessage): string {
    return `${from} ${to}`;
  }

  protected delayOf(_trace: Trace, receiver: ThreadRecord, message: SlowMessage): Delay | null {
    const { spans } = receiver.timeline;
    const { first, end } = spans.range(message.sentNs, message.receivedNs);
    if (end - first > mostParts) return null;
    let longest: Delay | null = null;
    for (let index = first; index < end; index++) {
      if (!stopped.includes(spans.stateAt(index)) || spans.knownAt(index) === inferred) continue;
      const startNs = spans.startAt(index);
      const endNs = Math.min(spans.endAt(index, message.receivedNs), message.receivedNs);
      const waitedNs = endNs - Math.max(startNs, message.sentNs);
      if (waitedNs < leastStoppedNs) continue;
      const stop = { startNs, endNs, ownNs: endNs - startNs, cause: spans.causeAt(index) };
      if (longest === null || lengthOf(stop) > lengthOf(longest)) longest = stop;
    }
    return longest;
  }
}

/** A thread that is stopped is meant to be: it has to keep others waiting for this long. */
const leastStoppedNs: Nanoseconds = 200e6;
