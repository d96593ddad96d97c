import { wholeShare } from '../protocol/panel.ts';
import type { LaneShares, ThreadKey } from '../protocol/panel.ts';
import { threadStates, type Nanoseconds } from '../protocol/words.ts';
import { Elapsed, timesBetween } from './elapsed.ts';
import type { Spans } from './spans.ts';
import { rowMask, stateMask } from './spanColumns.ts';

/** With so many spans per stretch, to look at each would take longer than to look at marks. */
const worthMarks = 3;
/** Between marks that are closer together than so many stretches, what happened is drawn evenly spread: nobody sees it. */
const blurSteps = 3;

/**
 * For each of equal stretches of a window the share of each state. Costs as much as there are stretches, and no
 * more where there are more spans: then only marks are looked at.
 */
export function sharesOf(
  thread: ThreadKey,
  spans: Spans,
  fromNs: Nanoseconds,
  toNs: Nanoseconds,
  buckets: number,
  nowNs: Nanoseconds,
): LaneShares {
  const spent = timesBetween(spans, fromNs, toNs, nowNs);
  // Most states do not occur in a window.
  const states = Uint8Array.from(spent.keys()).filter(state => (spent[state] as number) > 0);
  const window = { fromNs, toNs, buckets, bucketNs: (toNs - fromNs) / buckets, states };
  const sums = room(buckets * states.length);
  const { first, end } = spans.range(fromNs, toNs);
  if (end - first < worthMarks * buckets) sumSpans(spans, first, end, nowNs, window, sums);
  else sumMarks(spans, (end - first) / buckets, nowNs, window, sums);
  return { kind: 'shares', thread, buckets, states, share: differences(window, sums) };
}

interface Stretches {
  readonly fromNs: Nanoseconds;
  readonly toNs: Nanoseconds;
  readonly buckets: number;
  readonly bucketNs: number;
  /** Those that occur. */
  readonly states: Uint8Array;
}

/** Used again and again: sixty lanes at a time are asked for. */
let scratch = new Float64Array(4096);

function room(length: number): Float64Array {
  if (scratch.length < length) scratch = new Float64Array(length);
  return scratch.fill(0, 0, length);
}

/**
 * @param sums time in each of the states since the window's begin, or any other moment before it, at the end of each
 * stretch: `[bucket * states.length + place]`
 */
function differences({ buckets, bucketNs, states }: Stretches, sums: Float64Array): Uint16Array {
  const width = states.length;
  const share = new Uint16Array(buckets * width);
  const perNs = wholeShare / bucketNs;
  for (let place = 0; place < width; place++) {
    let before = 0;
    // What is given out is rounded in sum, so that rounding does not add up.
    let given = 0;
    for (let at = place; at < share.length; at += width) {
      const sum = sums[at] as number;
      // Without branches, which nobody can foresee here: wrongly guessed they take longer than all the rest.
      const isThere = Number(sum > before);
      const above = ((sum * perNs + 0.5) | 0) - given - isThere;
      const wanted = isThere + (above & ~(above >> 31));
      // Rounded in sum, a whole stretch may come to one part more than there are: the next one gets it.
      const over = wanted - wholeShare;
      const parts = wanted - (over & ~(over >> 31));
      before = sum;
      given += parts;
      share[at] = parts;
    }
  }
  return share;
}

/** Few spans per stretch: each is looked at. In one loop over typed arrays, for they may be a hundred thousand. */
function sumSpans(
  spans: Spans,
  first: number,
  end: number,
  nowNs: Nanoseconds,
  { fromNs, toNs, buckets, bucketNs, states }: Stretches,
  sums: Float64Array,
): void {
  if (first >= end) return;
  const { columns } = spans;
  const width = states.length;
  /** By state. */
  const spent = new Float64Array(threadStates.length);
  let at = Math.max(fromNs, spans.startAt(first));
  let bucket = Math.min(buckets - 1, Math.floor((at - fromNs) / bucketNs));
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
      while (stop > bucketEndNs) {
        spent[state] = (spent[state] as number) + bucketEndNs - at;
        at = bucketEndNs;
        for (let place = 0; place < width; place++)
          sums[bucket * width + place] = spent[states[place] as number] as number;
        bucket++;
        bucketEndNs = bucket >= buckets - 1 ? toNs : fromNs + (bucket + 1) * bucketNs;
      }
      spent[state] = (spent[state] as number) + stop - at;
      at = stop;
    }
  }
  for (let place = 0; place < width; place++)
    sums[bucket * width + place] = spent[states[place] as number] as number;
}

/** Many spans per stretch: what was at its end lies between two marks. */
function sumMarks(
  spans: Spans,
  spansPerStretch: number,
  nowNs: Nanoseconds,
  { fromNs, toNs, buckets, bucketNs, states }: Stretches,
  sums: Float64Array,
): void {
  const places = states.length;
  const blurNs = blurSteps * bucketNs;
  const columns = states.map(state => spans.sums.columnOf(state));
  const elapsed = new Elapsed(spans, nowNs, spansPerStretch);
  const { coarsest } = elapsed;
  const { numbers, width } = coarsest;
  const last = Math.floor((spans.length - 1) / coarsest.stride) * width;
  let mark = 0;
  elapsed.moveTo(fromNs);
  /** By place, as all sums here. */
  const before = Float64Array.from(states, state => elapsed.sums[state] as number);
  const note = (bucket: number) => {
    for (let place = 0; place < places; place++)
      sums[bucket * places + place] =
        (elapsed.sums[states[place] as number] as number) - (before[place] as number);
  };
  for (let bucket = 0; bucket < buckets - 1; bucket++) {
    const atNs = fromNs + (bucket + 1) * bucketNs;
    for (let steps = 0; mark < last && (numbers[mark + width] as number) <= atNs; mark += width) {
      // Far from here: it is looked for in larger steps.
      if (++steps > 8) {
        mark = coarsest.markAt(atNs, mark / width, last / width) * width;
        break;
      }
    }
    const startNs = numbers[mark] as number;
    const lengthNs = (numbers[mark + width] as number) - startNs;
    if (mark < last && startNs <= atNs && lengthNs <= blurNs) {
      const part = lengthNs > 0 ? (atNs - startNs) / lengthNs : 0;
      for (let place = 0; place < places; place++) {
        const here = mark + (columns[place] as number);
        const sum = numbers[here] as number;
        sums[bucket * places + place] =
          sum - (before[place] as number) + part * ((numbers[here + width] as number) - sum);
      }
    } else {
      elapsed.hint(mark / width);
      elapsed.moveTo(atNs, blurNs);
      note(bucket);
    }
  }
  // At the edges exactly, so that the sum over the window is.
  elapsed.moveTo(toNs);
  note(buckets - 1);
}
