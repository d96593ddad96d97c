import { threadStates, type Nanoseconds } from '../protocol/words.ts';
import { enlarged } from './columns.ts';

/** How many spans lie between two marks of the finest level, and how many marks of a level between two of the next. */
export const finestStride = 4;
const fanOut = 2;
const levelCount = 15;
const states = threadStates.length;
const noTime = new Float64Array(states);

/** What a mark consists of: the time, and the sums of those states that the thread has been in. Most are in three. */
class MarkLayout {
  /** Numbers of a mark. */
  width = 1;
  /** By state, where its sum stands in a mark; -1 when it has none. */
  readonly columns = new Int8Array(states).fill(-1);

  add(state: number): void {
    this.columns[state] = this.width++;
  }
}

/** Marks along a thread's spans, one every so many. */
export class MarkLevel {
  /** Of each mark {@link MarkLayout.width} in a row. */
  numbers = new Float64Array(0);

  constructor(
    readonly stride: number,
    private readonly layout: MarkLayout,
  ) {}

  /** Numbers of a mark, the time first. */
  get width(): number {
    return this.layout.width;
  }

  /** @param sums time in each state before the mark */
  set(mark: number, timeNs: Nanoseconds, sums: Readonly<Float64Array>): void {
    const { width, columns } = this.layout;
    const at = mark * width;
    if (at + width > this.numbers.length)
      this.numbers = enlarged(this.numbers, Math.max(4 * width, Math.ceil(this.numbers.length * 1.5)));
    const { numbers } = this;
    numbers[at] = timeNs;
    for (let state = 0; state < states; state++) {
      const column = columns[state] as number;
      if (column > 0) numbers[at + column] = sums[state] as number;
    }
  }

  /** Makes room for one more sum in each mark: it was zero so far. */
  widen(fromWidth: number): void {
    const { width } = this.layout;
    const marks = Math.floor(this.numbers.length / fromWidth);
    const wider = new Float64Array(marks * width);
    for (let mark = 0; mark < marks; mark++)
      wider.set(this.numbers.subarray(mark * fromWidth, (mark + 1) * fromWidth), mark * width);
    this.numbers = wider;
  }

  /** The last mark at a moment or before, from `from` on. Moments rise in small steps, so it lies near the last one. */
  markAt(at: Nanoseconds, from: number, last: number): number {
    const { numbers, width } = this;
    let low = Math.min(from, last);
    let step = 1;
    while (low + step <= last && (numbers[(low + step) * width] as number) <= at) {
      low += step;
      step *= 2;
    }
    let high = Math.min(last, low + step - 1);
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((numbers[middle * width] as number) <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /**
   * Writes the sums at a moment between a mark and the next to `sums`, as if what happened between were evenly
   * spread. @returns false when they are further apart than that may be said
   */
  spread(mark: number, at: Nanoseconds, blurNs: number, sums: Float64Array): boolean {
    const { numbers, width } = this;
    const { columns } = this.layout;
    const here = mark * width;
    const next = here + width;
    const startNs = numbers[here] as number;
    const lengthNs = (numbers[next] as number) - startNs;
    if (lengthNs > blurNs) return false;
    const part = lengthNs > 0 ? (at - startNs) / lengthNs : 0;
    for (let state = 0; state < states; state++) {
      const column = columns[state] as number;
      if (column < 0) continue;
      const before = numbers[here + column] as number;
      sums[state] = before + part * ((numbers[next + column] as number) - before);
    }
    return true;
  }

  sumOf(mark: number, state: number): number {
    const column = this.layout.columns[state] as number;
    return column < 0 ? 0 : (this.numbers[mark * this.width + column] as number);
  }
}

/**
 * How long a thread had been in each state when every 4th of its spans began, every 8th, and so on. So what it
 * did between two moments is a difference, whatever happened in between, and what a window costs depends on its
 * pixels alone. Kept while spans are written: what is taken back is written over.
 */
export class SpanSums {
  private readonly layout = new MarkLayout();
  /** From the finest on. A level comes with its second mark, for most threads of a program that makes thousands do little. */
  readonly levels: MarkLevel[] = [new MarkLevel(finestStride, this.layout)];

  /** A span begins. */
  begins(row: number, timeNs: Nanoseconds, sums: Readonly<Float64Array>): void {
    if (row % finestStride !== 0) return;
    for (let state = 0; state < states; state++) if (sums[state] !== 0) this.columnOf(state);
    for (const level of this.levels) {
      if (row % level.stride !== 0) return;
      level.set(row / level.stride, timeNs, sums);
    }
    const stride = finestStride * fanOut ** this.levels.length;
    if (row !== stride || this.levels.length === levelCount) return;
    const coarser = new MarkLevel(stride, this.layout);
    // The first mark is the same in all levels: nothing was before it.
    coarser.set(0, this.levels[0]?.numbers[0] ?? timeNs, noTime);
    coarser.set(1, timeNs, sums);
    this.levels.push(coarser);
  }

  /** Where the sum of a state stands in a mark; made when it has no place yet. */
  columnOf(state: number): number {
    const { columns, width } = this.layout;
    if ((columns[state] as number) < 0) {
      this.layout.add(state);
      for (const level of this.levels) level.widen(width);
    }
    return columns[state] as number;
  }
}
