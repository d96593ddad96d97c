import { wholeShare } from '../protocol/panel.ts';
import type { LaneShares, ThreadKey } from '../protocol/panel.ts';
import { threadStates, type Nanoseconds } from '../protocol/words.ts';
import { shareBins } from './binShares.ts';
import { timesUpTo } from './elapsed.ts';
import { Rounding } from './rounding.ts';
import { binNsOf, levelCount } from './shareChunks.ts';
import type { Spans } from './spans.ts';
import { addSpanTimes } from './spanTimes.ts';

/** With so many spans per bin, chunks of them are kept, but for a few. With fewer, to look at each span takes no longer. */
const worthBins = 1.25;

/** Equal stretches of a window, and what is known of the thread in all of it. */
export interface Stretches {
  readonly fromNs: Nanoseconds;
  readonly toNs: Nanoseconds;
  readonly buckets: number;
  readonly bucketNs: number;
  /** The states that occur. */
  readonly states: Uint8Array;
  /** How long it was in each of them. */
  readonly spent: Float64Array;
  /** What is wanted, as {@link LaneShares} has it. */
  readonly share: Uint16Array;
}

/**
 * For each of equal stretches of a window the share of each state. Costs as much as there are stretches, and no
 * more where there are more spans: then only bins are looked at.
 */
export function sharesOf(
  thread: ThreadKey,
  spans: Spans,
  fromNs: Nanoseconds,
  toNs: Nanoseconds,
  buckets: number,
  nowNs: Nanoseconds,
): LaneShares {
  const { first, end } = spans.range(fromNs, toNs);
  const before = timesUpTo(spans, fromNs, first, nowNs);
  const times = timesUpTo(spans, toNs, Math.max(0, end - 1), nowNs).map(
    (sum, state) => sum - (before[state] as number),
  );
  // Most states do not occur in a window.
  const states = Uint8Array.from(times.keys()).filter(state => (times[state] as number) > 0);
  const spent = Float64Array.from(states, state => times[state] as number);
  const bucketNs = (toNs - fromNs) / buckets;
  const share = new Uint16Array(buckets * states.length);
  const stretches: Stretches = { fromNs, toNs, buckets, bucketNs, states, spent, share };
  if (states.length > 0) {
    const level = levelFor(bucketNs, (end - first) / spent.reduce((sum, ns) => sum + ns, 0));
    if (level < 0) shareSpans(spans, first, nowNs, stretches);
    else shareBins(spans, level, nowNs, stretches, before);
  }
  return { kind: 'shares', thread, buckets, states, share };
}

/** Bins that are no longer than a stretch, or else than two, where they are kept; -1 when they are not. */
function levelFor(bucketNs: number, spansPerNs: number): number {
  const level = Math.floor(Math.log2(bucketNs / binNsOf(0)));
  if (level < 0) return -1;
  const perBin = spansPerNs * binNsOf(level);
  if (perBin < worthBins / 2) return -1;
  return Math.min(levelCount - 1, perBin < worthBins ? level + 1 : level);
}

/** Used again and again: sixty lanes at a time are asked for. */
let scratch = new Float64Array(4096);

function room(length: number): Float64Array {
  if (scratch.length < length) scratch = new Float64Array(length);
  return scratch.fill(0, 0, length);
}

/** Few spans per stretch: each is looked at. */
function shareSpans(
  spans: Spans,
  first: number,
  nowNs: Nanoseconds,
  { fromNs, toNs, buckets, bucketNs, states, spent, share }: Stretches,
): void {
  const width = states.length;
  const stride = buckets + 1;
  const times = room(stride * width);
  const starts = new Int32Array(threadStates.length);
  states.forEach((state, place) => (starts[state] = place * stride));
  const endNs = spans.endAt(spans.length - 1, nowNs);
  addSpanTimes(spans.columns, first, fromNs, toNs, endNs, bucketNs, starts, times);
  for (let place = 0; place < width; place++) {
    const rounding = new Rounding();
    const begin = place * stride;
    // Some states occur in a few stretches only: what is before and after these is zero already.
    let at = begin;
    let last = begin + buckets - 1;
    while (at < last && times[at] === 0) at++;
    while (last > at && times[last] === 0) last--;
    let sum = 0;
    let to = (at - begin) * width + place;
    for (; at < last; at++) {
      sum += (times[at] as number) * wholeShare;
      share[to] = rounding.next(sum);
      to += width;
    }
    // At the end exactly, so that the sum over the window is.
    share[to] = rounding.next(((spent[place] as number) * wholeShare) / bucketNs);
  }
}
