import type { Nanoseconds } from '../protocol/words.ts';
import { rowMask, stateMask, type SpanColumns } from './spanColumns.ts';

/**
 * Adds up in which of many equal stretches spans lie. In one loop over typed arrays, for they may be a hundred thousand.
 * @param row a span that begins at `fromNs` or before, or the first one
 * @param toNs where the last stretch ends
 * @param endNs when the last span ends
 * @param times of each state the part of each stretch, from its place in `starts` on; there is room for one stretch more
 * @returns the span that holds `toNs`, or the last one
 */
export function addSpanTimes(
  columns: SpanColumns,
  row: number,
  fromNs: Nanoseconds,
  toNs: Nanoseconds,
  endNs: Nanoseconds,
  stretchNs: number,
  starts: Readonly<Int32Array>,
  times: Float64Array,
): number {
  const rows = columns.length;
  const perNs = 1 / stretchNs;
  let from = Math.max(0, Math.min(toNs, columns.startAt(row)) - fromNs) * perNs;
  for (;;) {
    const { starts: startsNs, words } = columns.chunkOf(row);
    // The end of the last one in a chunk is not in it.
    const last = Math.min(rows - 1, row | rowMask);
    for (; row <= last; row++) {
      const at = starts[(words[row & rowMask] as number) & stateMask] as number;
      let stopNs = startsNs[(row & rowMask) + 1] as number;
      if (row === last) stopNs = row === rows - 1 ? endNs : columns.startAt(row + 1);
      const isEnd = stopNs >= toNs;
      const to = ((isEnd ? toNs : stopNs) - fromNs) * perNs;
      if (to > from) {
        const first = from | 0;
        const end = to | 0;
        if (first === end) times[at + first] = (times[at + first] as number) + to - from;
        else {
          times[at + first] = (times[at + first] as number) + first + 1 - from;
          for (let whole = first + 1; whole < end; whole++) times[at + whole] = 1;
          times[at + end] = (times[at + end] as number) + to - end;
        }
        from = to;
      }
      if (isEnd) return row;
    }
    if (row >= rows) return rows - 1;
  }
}
