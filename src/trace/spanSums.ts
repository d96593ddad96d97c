import { threadStates, type Nanoseconds } from '../protocol/words.ts';
import { enlarged } from './columns.ts';

/** How many spans lie between two marks of the finest level, and how many marks of a level between two of the next. */
export const finestStride = 8;
const fanOut = 4;
const levelCount = 7;
const states = threadStates.length;
/** Of a mark: the time, and the sum of each state. */
export const markNumbers = 1 + states;

/** Marks along a thread's spans, one every so many. */
export class MarkLevel {
  /** Of each mark {@link markNumbers} in a row. */
  numbers = new Float64Array(markNumbers * 4);

  constructor(readonly stride: number) {}

  /** @param sums time in each state before the mark */
  set(mark: number, timeNs: Nanoseconds, sums: Readonly<Float64Array>): void {
    const at = mark * markNumbers;
    if (at + markNumbers > this.numbers.length)
      this.numbers = enlarged(this.numbers, Math.ceil(this.numbers.length * 1.5));
    const { numbers } = this;
    numbers[at] = timeNs;
    for (let state = 0; state < states; state++) numbers[at + 1 + state] = sums[state] as number;
  }

  /** The last mark at a moment or before, from `from` on. Moments rise in small steps, so it lies near the last one. */
  markAt(at: Nanoseconds, from: number, last: number): number {
    const { numbers } = this;
    let low = Math.min(from, last);
    let step = 1;
    while (low + step <= last && (numbers[(low + step) * markNumbers] as number) <= at) {
      low += step;
      step *= 2;
    }
    let high = Math.min(last, low + step - 1);
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((numbers[middle * markNumbers] as number) <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /**
   * Writes the sums at a moment between a mark and the next to `sums`, as if what happened between were evenly
   * spread. @returns false when they are further apart than that may be said
   */
  spread(mark: number, at: Nanoseconds, blurNs: number, sums: Float64Array): boolean {
    const { numbers } = this;
    const here = mark * markNumbers;
    const next = here + markNumbers;
    const startNs = numbers[here] as number;
    const lengthNs = (numbers[next] as number) - startNs;
    if (lengthNs > blurNs) return false;
    const part = lengthNs > 0 ? (at - startNs) / lengthNs : 0;
    for (let state = 0; state < states; state++) {
      const before = numbers[here + 1 + state] as number;
      sums[state] = before + part * ((numbers[next + 1 + state] as number) - before);
    }
    return true;
  }

  sumOf(mark: number, state: number): number {
    return this.numbers[mark * markNumbers + 1 + state] as number;
  }
}

/**
 * How long a thread had been in each state when every 8th of its spans began, every 32nd, and so on. So what it
 * did between two moments is a difference, whatever happened in between, and what a window costs depends on its
 * pixels alone. Kept while spans are written: what is taken back is written over.
 */
export class SpanSums {
  readonly levels: readonly MarkLevel[] = Array.from(
    { length: levelCount },
    (_, level) => new MarkLevel(finestStride * fanOut ** level),
  );

  /** A span begins. */
  begins(row: number, timeNs: Nanoseconds, sums: Readonly<Float64Array>): void {
    if (row % finestStride !== 0) return;
    for (const level of this.levels) {
      if (row % level.stride !== 0) return;
      level.set(row / level.stride, timeNs, sums);
    }
  }
}
