import { threadStates, type Nanoseconds } from '../protocol/words.ts';
import type { Spans } from './spans.ts';

/**
 * How long a thread had been in each state by a moment, by the index of the state: exactly.
 * @param row the span that the moment lies in, or the last one; any when the thread had not begun
 */
export function timesUpTo(spans: Spans, timeNs: Nanoseconds, row: number, nowNs: Nanoseconds): Float64Array {
  const sums = new Float64Array(threadStates.length);
  if (spans.length === 0 || timeNs <= spans.startAt(0)) return sums;
  for (let at = spans.sums.before(row, sums); at <= row; at++) {
    const endNs = at < row ? spans.startAt(at + 1) : Math.min(timeNs, spans.endAt(row, nowNs));
    const state = spans.stateAt(at);
    sums[state] = (sums[state] as number) + Math.max(0, endNs - spans.startAt(at));
  }
  return sums;
}

/** Nanoseconds in each state between two moments, by the index of the state. */
export function timesBetween(
  spans: Spans,
  fromNs: Nanoseconds,
  toNs: Nanoseconds,
  nowNs: Nanoseconds,
): Float64Array {
  const before = timesUpTo(spans, fromNs, spans.rowAt(fromNs), nowNs);
  return timesUpTo(spans, toNs, spans.rowAt(toNs), nowNs).map((sum, state) => sum - (before[state] ?? 0));
}
