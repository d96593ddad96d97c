import { threadStates, type Nanoseconds } from '../protocol/words.ts';
import { Elapsed, timesBetween } from './elapsed.ts';
import type { Spans } from './spans.ts';
import { rowMask, stateMask } from './spanColumns.ts';
import { markNumbers } from './spanSums.ts';

const states = threadStates.length;
/** With so many spans per stretch, to look at each would take longer than to look at marks. */
const worthMarks = 6;
/** Between marks that are closer together than so many stretches, what happened is drawn evenly spread: nobody sees it. */
const blurSteps = 2;

/**
 * For each of equal stretches of a window the share of each state: see {@link LaneShares}. Costs as much as there
 * are stretches, and no more where there are more spans: then only marks are looked at.
 */
export function sharesOf(
  spans: Spans,
  fromNs: Nanoseconds,
  toNs: Nanoseconds,
  buckets: number,
  nowNs: Nanoseconds,
): Float32Array {
  const { first, end } = spans.range(fromNs, toNs);
  return end - first < worthMarks * buckets
    ? fromSpans(spans, first, end, fromNs, toNs, buckets, nowNs)
    : fromMarks(spans, end - first, fromNs, toNs, buckets, nowNs);
}

/** Few spans per stretch: each is looked at. In one loop over typed arrays, for they may be a hundred thousand. */
function fromSpans(
  spans: Spans,
  first: number,
  end: number,
  fromNs: Nanoseconds,
  toNs: Nanoseconds,
  buckets: number,
  nowNs: Nanoseconds,
): Float32Array {
  const share = new Float32Array(buckets * states);
  if (first >= end) return share;
  const bucketNs = (toNs - fromNs) / buckets;
  const perNs = 1 / bucketNs;
  const { columns } = spans;
  let at = Math.max(fromNs, spans.startAt(first));
  let bucket = Math.min(buckets - 1, Math.floor((at - fromNs) * perNs));
  // Rounding must not put the start behind the end of its stretch.
  let bucketEndNs = Math.max(at, bucket === buckets - 1 ? toNs : fromNs + (bucket + 1) * bucketNs);
  for (let row = first; row < end;) {
    const { starts, words } = columns.chunkOf(row);
    const chunkEnd = Math.min(end, (row | rowMask) + 1);
    for (; row < chunkEnd; row++) {
      const state = (words[row & rowMask] as number) & stateMask;
      let stop = starts[(row & rowMask) + 1] as number;
      if (row === chunkEnd - 1)
        stop = row === end - 1 ? Math.min(toNs, spans.endAt(row, nowNs)) : spans.startAt(row + 1);
      let slot = bucket * states + state;
      while (stop > bucketEndNs) {
        share[slot] = (share[slot] as number) + (bucketEndNs - at) * perNs;
        at = bucketEndNs;
        bucket++;
        slot += states;
        bucketEndNs = bucket >= buckets - 1 ? toNs : fromNs + (bucket + 1) * bucketNs;
      }
      share[slot] = (share[slot] as number) + (stop - at) * perNs;
      at = stop;
    }
  }
  return share;
}

/** Many spans per stretch: what lies between the marks next to its ends is a difference. */
function fromMarks(
  spans: Spans,
  count: number,
  fromNs: Nanoseconds,
  toNs: Nanoseconds,
  buckets: number,
  nowNs: Nanoseconds,
): Float32Array {
  const share = new Float32Array(buckets * states);
  const bucketNs = (toNs - fromNs) / buckets;
  const perNs = 1 / bucketNs;
  const blurNs = blurSteps * bucketNs;
  const elapsed = new Elapsed(spans, nowNs, count / buckets);
  const { sums, coarsest } = elapsed;
  const { numbers } = coarsest;
  const last = Math.floor((spans.length - 1) / coarsest.stride) * markNumbers;
  let mark = 0;
  elapsed.moveTo(fromNs);
  const before = sums.slice();
  // Most states do not occur in a window.
  const spent = timesBetween(spans, fromNs, toNs, nowNs);
  const present = Uint8Array.from(spent.keys()).filter(state => (spent[state] as number) > 0);
  for (let bucket = 0, slot = 0; bucket < buckets - 1; bucket++, slot += states) {
    const atNs = fromNs + (bucket + 1) * bucketNs;
    for (let steps = 0; mark < last && (numbers[mark + markNumbers] as number) <= atNs; mark += markNumbers) {
      // Far from here: it is looked for in larger steps.
      if (++steps > 8) {
        mark = coarsest.markAt(atNs, mark / markNumbers, last / markNumbers) * markNumbers;
        break;
      }
    }
    const startNs = numbers[mark] as number;
    const lengthNs = (numbers[mark + markNumbers] as number) - startNs;
    if (mark < last && startNs <= atNs && lengthNs <= blurNs) {
      const part = lengthNs > 0 ? (atNs - startNs) / lengthNs : 0;
      for (let place = 0; place < present.length; place++) {
        const state = present[place] as number;
        const here = numbers[mark + 1 + state] as number;
        const sum = here + part * ((numbers[mark + markNumbers + 1 + state] as number) - here);
        share[slot + state] = (sum - (before[state] as number)) * perNs;
        before[state] = sum;
      }
    } else {
      elapsed.hint(mark / markNumbers);
      elapsed.moveTo(atNs, blurNs);
      note(share, slot, sums, before, present, perNs);
    }
  }
  // At the edges exactly, so that the sum over the window is.
  elapsed.moveTo(toNs);
  note(share, (buckets - 1) * states, sums, before, present, perNs);
  return share;
}

function note(
  share: Float32Array,
  slot: number,
  sums: Float64Array,
  before: Float64Array,
  present: Uint8Array,
  perNs: number,
): void {
  for (let place = 0; place < present.length; place++) {
    const state = present[place] as number;
    const sum = sums[state] as number;
    share[slot + state] = (sum - (before[state] as number)) * perNs;
    before[state] = sum;
  }
}
