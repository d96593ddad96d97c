import type {
  MessageBundles,
  MessageColumns,
  ThreadKey,
  WakeUpColumns,
  WindowQuery,
} from '../protocol/panel.ts';
import { threadStates, type Nanoseconds, type SourcePlace } from '../protocol/words.ts';
import { made } from './made.ts';
import { sampleEvery, type Pair } from './pairs.ts';
import type { Trace } from './trace.ts';
import type { Waker } from './wakeUps.ts';

/** Bundles of one pair are at least so far apart, in pixels, and of all pairs no more are sent than this. */
const pixelsPerBundle = 24;
const mostBundles = 1024;
/** With so many messages in a bundle, some more or less are no matter. */
const coarseCount = 8 * sampleEvery;
/** So many sends, or spans, are looked through one by one; in a fuller window nobody sees a single one. */
const mostLookedAt = 10_000;
/** Of a thread with more peers, those count that are asked for as well. */
const mostPairs = 256;
const blocked = threadStates.indexOf('blocked');
const waiting = threadStates.indexOf('waiting');

export interface MessagesInWindow {
  readonly messages: MessageColumns;
  readonly messageCount: number;
  readonly bundles: MessageBundles;
}

/** Times of window and answer: the window's are absolute, the answer's relative to the origin. */
export function messagesIn(
  trace: Trace,
  fromNs: Nanoseconds,
  toNs: Nanoseconds,
  query: WindowQuery,
): MessagesInWindow {
  const pairs = pairsOf(trace, query);
  const unreceived = query.between === undefined ? unreceivedIn(trace, fromNs, toNs, query) : [];
  const most = Math.max(0, query.maxMessages);
  const counts = pairs.map(pair => {
    const { first, end } = pair.underWay(fromNs, toNs);
    return end - first;
  });
  const about = counts.reduce((sum, count) => sum + count, unreceived.length);
  // What is not quite in order is counted a little too high, so that is found out when it matters.
  const exact = about <= 4 * most + 64 ? [...receivedIn(trace, pairs, fromNs, toNs), ...unreceived] : null;
  if (exact !== null && exact.length <= most) {
    exact.sort((a, b) => trace.messages.sentNsOf(a) - trace.messages.sentNsOf(b));
    return {
      messages: trace.messages.pick(exact, trace.originNs),
      messageCount: exact.length,
      bundles: bundle([], trace, fromNs, toNs, 1),
    };
  }
  return {
    messages: trace.messages.pick([], trace.originNs),
    messageCount: exact?.length ?? about,
    bundles:
      most === 0 ? bundle([], trace, fromNs, toNs, 1) : bundle(pairs, trace, fromNs, toNs, query.widthPx),
  };
}

function pairsOf(trace: Trace, { threads, between }: WindowQuery): readonly Pair[] {
  const { pairs } = trace.messages;
  if (between !== undefined) return pairs.between(...between);
  const asked = new Set(threads);
  // Each pair touches two threads at most.
  const touched = threads.reduce((sum, thread) => sum + pairs.countTouching(thread), 0);
  if (touched <= 2 * mostPairs) {
    const touching = [...new Set(threads.flatMap(thread => pairs.touching(thread)))];
    if (touching.length <= mostPairs) return touching;
  }
  return [...asked].flatMap(thread => pairs.receivedBy(thread).filter(({ from }) => asked.has(from)));
}

function receivedIn(trace: Trace, pairs: readonly Pair[], fromNs: Nanoseconds, toNs: Nanoseconds): number[] {
  const { messages } = trace;
  const rows: number[] = [];
  for (const pair of pairs) {
    const { first, end } = pair.underWay(fromNs, toNs);
    for (let index = first; index < end; index++) {
      const row = pair.rowAt(index);
      if (messages.sentNsOf(row) <= toNs && messages.receivedNsOf(row) >= fromNs) rows.push(row);
    }
  }
  return rows;
}

/** Those that the asked threads sent in the window and that nobody has received (yet). */
function unreceivedIn(trace: Trace, fromNs: Nanoseconds, toNs: Nanoseconds, query: WindowQuery): number[] {
  const { messages } = trace;
  const { first, end } = messages.sentIn(fromNs, toNs);
  if (end - first > mostLookedAt) return [];
  const asked = new Set<ThreadKey>(query.threads);
  const rows: number[] = [];
  for (let row = first; row < end; row++) {
    const sentNs = messages.sentNsOf(row);
    if (!Number.isNaN(messages.receivedNsOf(row)) || sentNs < fromNs || sentNs > toNs) continue;
    if (asked.has(messages.fromOf(row))) rows.push(row);
  }
  return rows;
}

/** Of each pair the messages received in equal stretches of the window, each as one that stands for all. */
function bundle(
  pairs: readonly Pair[],
  trace: Trace,
  fromNs: Nanoseconds,
  toNs: Nanoseconds,
  widthPx: number,
): MessageBundles {
  const { messages, originNs } = trace;
  const steps = Math.max(
    1,
    Math.min(Math.floor(widthPx / pixelsPerBundle), Math.floor(mostBundles / Math.max(1, pairs.length))),
  );
  const found = bundleRoom(Math.min(pairs.length, mostBundles) * steps);
  let length = 0;
  for (const pair of pairs.slice(0, mostBundles)) {
    let before = pair.receivedBefore(fromNs);
    const last = Math.max(before, pair.receivedBefore(toNs));
    // Where one bundle ends and the next begins is no matter when there are many in each, but how many there are in all.
    const isCoarse = last - before > coarseCount * steps;
    for (let step = 1; step <= steps; step++) {
      const upTo = fromNs + ((toNs - fromNs) * step) / steps;
      const count = isCoarse ? pair.receivedBeforeAbout(upTo) : pair.receivedBefore(upTo);
      const end = step === steps ? last : Math.min(last, Math.max(before, count));
      if (end > before) {
        const middle = pair.rowAt((before + end) >>> 1);
        found.from[length] = pair.from;
        found.to[length] = pair.to;
        found.sentNs[length] = messages.sentNsOf(middle) - originNs;
        found.receivedNs[length] = messages.receivedNsOf(middle) - originNs;
        found.count[length++] = end - before;
      }
      before = end;
    }
  }
  return {
    from: found.from.slice(0, length),
    to: found.to.slice(0, length),
    sentNs: found.sentNs.slice(0, length),
    receivedNs: found.receivedNs.slice(0, length),
    count: found.count.slice(0, length),
  };
}

function bundleRoom(length: number): MessageBundles {
  return {
    from: new Uint32Array(length),
    to: new Uint32Array(length),
    sentNs: new Float64Array(length),
    receivedNs: new Float64Array(length),
    count: new Uint32Array(length),
  };
}

/** The waits of the asked threads that another thread ended in the window; none at all when they are too many. */
export function wakeUpsIn(
  trace: Trace,
  fromNs: Nanoseconds,
  toNs: Nanoseconds,
  { threads, between, maxMessages }: WindowQuery,
): WakeUpColumns {
  const found: { waker: Waker; to: number; wokenNs: number; cause: number }[] = [];
  const asked = [...new Set(between ?? threads)].flatMap(key => {
    const spans = trace.threads[key]?.timeline.spans;
    return spans === undefined ? [] : [{ key, spans, ...spans.range(fromNs, toNs) }];
  });
  const isTooMany = asked.reduce((sum, { first, end }) => sum + end - first, 0) > mostLookedAt;
  for (const { key, spans, first, end } of isTooMany ? [] : asked) {
    for (let index = first; index < end && found.length <= maxMessages; index++) {
      const state = spans.stateAt(index);
      // One that waits for work is woken by name only in Python (`queue.get`).
      if (state !== blocked && state !== waiting) continue;
      const wokenNs = spans.endAt(index, Infinity);
      if (wokenNs > toNs) continue;
      const cause = spans.causeAt(index);
      const waker = trace.causes.wakerOf(cause, wokenNs);
      if (waker === null || (between !== undefined && !between.includes(waker.thread))) continue;
      found.push({ waker, to: key, wokenNs, cause });
    }
  }
  const shown = found.length > maxMessages ? [] : found;
  shown.sort((a, b) => a.wokenNs - b.wokenNs);
  const places: SourcePlace[] = [];
  const indexes = new Map<SourcePlace, number>();
  // The trace has each place once, so that one is told by its identity.
  const indexOf = (place: SourcePlace | null): number =>
    place === null ? -1 : made(indexes, place, () => places.push(place) - 1);
  return {
    from: Uint32Array.from(shown, ({ waker }) => waker.thread),
    calledNs: Float64Array.from(shown, ({ waker }) => waker.timeNs - trace.originNs),
    to: Uint32Array.from(shown, wake => wake.to),
    wokenNs: Float64Array.from(shown, wake => wake.wokenNs - trace.originNs),
    calledAt: Int32Array.from(shown, ({ waker }) => indexOf(waker.at)),
    waitedAt: Int32Array.from(shown, ({ cause }) => indexOf(trace.causes.placeOf(cause))),
    places,
  };
}
