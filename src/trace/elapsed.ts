import { threadStates, type Nanoseconds } from '../protocol/words.ts';
import type { Spans } from './spans.ts';
import type { MarkLevel } from './spanSums.ts';
import { finestStride } from './spanSums.ts';

/** How long a thread had been in each state by a moment; asked for moments that rise. */
export class Elapsed {
  /** By the index of the state, nanoseconds, at the moment that was asked for last. */
  readonly sums = new Float64Array(threadStates.length);
  private readonly levels: readonly MarkLevel[];
  /** Where each level was looked at last. */
  private readonly marks: Int32Array;
  /** The span that holds the last moment, while it is known. */
  private spanEndNs = -Infinity;
  private spanState = 0;
  private lastNs = -Infinity;
  private readonly endNs: Nanoseconds;

  /** @param spansPerStep how many spans lie between two of the moments that will be asked for, on average */
  constructor(
    private readonly spans: Spans,
    nowNs: Nanoseconds,
    spansPerStep: number,
  ) {
    // Marks that are much further apart would not help.
    this.levels = spans.sums.levels.filter(({ stride }) => stride === finestStride || stride <= spansPerStep);
    this.marks = new Int32Array(this.levels.length);
    this.endNs = spans.length === 0 ? 0 : spans.endAt(spans.length - 1, nowNs);
  }

  /** The level whose marks are about as far apart as the moments. */
  get coarsest(): MarkLevel {
    return this.levels[this.levels.length - 1] as MarkLevel;
  }

  /**
   * @param blurNs between two marks that are closer together than this, what happened is taken to be evenly spread:
   * nobody sees that who draws pixels of that size, and sums over longer times stay what they are
   */
  moveTo(timeNs: Nanoseconds, blurNs = 0): void {
    const { sums, spans } = this;
    if (spans.length === 0 || timeNs <= spans.startAt(0)) return;
    const at = Math.min(timeNs, this.endNs);
    if (at <= this.spanEndNs) {
      // Most steps lie within one long span.
      sums[this.spanState] = (sums[this.spanState] as number) + at - this.lastNs;
      this.lastNs = at;
      return;
    }
    this.lastNs = at;
    this.find(at, blurNs);
  }

  /** Says that the next moment comes not before a mark of the coarsest level. */
  hint(mark: number): void {
    this.marks[this.marks.length - 1] = mark;
  }

  private find(at: Nanoseconds, blurNs: number): void {
    let from = 0;
    for (let place = this.levels.length - 1; place >= 0; place--) {
      const level = this.levels[place] as MarkLevel;
      const last = Math.floor((this.spans.length - 1) / level.stride);
      const mark = level.markAt(at, Math.max(this.marks[place] as number, from), last);
      this.marks[place] = mark;
      if (blurNs > 0 && mark < last && level.spread(mark, at, blurNs, this.sums)) {
        this.spanEndNs = -Infinity;
        return;
      }
      // The finer level has a mark there as well.
      const finer = this.levels[place - 1];
      if (finer !== undefined) from = mark * (level.stride / finer.stride);
      else this.walk(level, mark, at);
    }
  }

  /** Exactly: span by span from the mark on. */
  private walk(level: MarkLevel, mark: number, at: Nanoseconds): void {
    const { spans, sums } = this;
    for (let state = 0; state < sums.length; state++) sums[state] = level.sumOf(mark, state);
    let row = mark * level.stride;
    let startNs = spans.startAt(row);
    const last = spans.length - 1;
    for (;;) {
      const endNs = row < last ? spans.startAt(row + 1) : this.endNs;
      const state = spans.stateAt(row);
      if (endNs >= at || row >= last) {
        sums[state] = (sums[state] as number) + at - startNs;
        this.spanEndNs = endNs;
        this.spanState = state;
        return;
      }
      sums[state] = (sums[state] as number) + endNs - startNs;
      startNs = endNs;
      row++;
    }
  }
}

/** Nanoseconds in each state between two moments, by the index of the state. */
export function timesBetween(
  spans: Spans,
  fromNs: Nanoseconds,
  toNs: Nanoseconds,
  nowNs: Nanoseconds,
): Float64Array {
  const elapsed = new Elapsed(spans, nowNs, Infinity);
  elapsed.moveTo(fromNs);
  const before = elapsed.sums.slice();
  elapsed.moveTo(toNs);
  return elapsed.sums.map((sum, state) => sum - (before[state] ?? 0));
}
