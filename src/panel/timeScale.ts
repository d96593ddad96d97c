import type { Nanoseconds } from '../protocol/words.ts';

/** A stretch of the run's time, `fromNs` before `toNs`. */
export interface TimeRange {
  readonly fromNs: Nanoseconds;
  readonly toNs: Nanoseconds;
}

/** Zooming in ends here: no clock that we read tells moments apart that are closer. */
export const shortestWindowNs = 200;
/** Zooming out ends here: two days. */
export const longestWindowNs = 2 * 86_400e9;

/**
 * The one place where time becomes pixels (CSS pixels from the timeline's left edge) and pixels become
 * time. Immutable: every movement gives a new scale.
 */
export class TimeScale implements TimeRange {
  readonly fromNs: Nanoseconds;
  readonly toNs: Nanoseconds;
  readonly widthPx: number;

  constructor(range: TimeRange, widthPx: number) {
    this.fromNs = range.fromNs;
    this.toNs = Math.max(range.toNs, range.fromNs + 1);
    this.widthPx = Math.max(1, widthPx);
  }

  get durationNs(): Nanoseconds {
    return this.toNs - this.fromNs;
  }

  get nsPerPx(): number {
    return this.durationNs / this.widthPx;
  }

  toPx(ns: Nanoseconds): number {
    return ((ns - this.fromNs) / this.durationNs) * this.widthPx;
  }

  toNsAt(px: number): Nanoseconds {
    return this.fromNs + px * this.nsPerPx;
  }

  /** The window moves along the time axis by so many pixels; to the right when positive. */
  panned(px: number): TimeScale {
    const shift = px * this.nsPerPx;
    return new TimeScale({ fromNs: this.fromNs + shift, toNs: this.toNs + shift }, this.widthPx);
  }

  /** The window shrinks by `factor` (grows when below 1) while the moment under `anchorPx` stays there. */
  zoomed(factor: number, anchorPx: number): TimeScale {
    const wanted = this.durationNs / factor;
    const durationNs = Math.min(longestWindowNs, Math.max(shortestWindowNs, wanted));
    const fromNs = this.toNsAt(anchorPx) - (anchorPx / this.widthPx) * durationNs;
    return new TimeScale({ fromNs, toNs: fromNs + durationNs }, this.widthPx);
  }

  /** The same width in time, moved so that its middle lies within the run: nobody gets lost in the void. */
  kept(run: TimeRange): TimeScale {
    const middle = (this.fromNs + this.toNs) / 2;
    const shift = Math.min(Math.max(middle, run.fromNs), run.toNs) - middle;
    if (shift === 0) return this;
    return new TimeScale({ fromNs: this.fromNs + shift, toNs: this.toNs + shift }, this.widthPx);
  }
}

/** `range` with a margin on both sides, as parts of its duration. */
export function padded(range: TimeRange, before: number, after: number): TimeRange {
  const duration = Math.max(range.toNs - range.fromNs, shortestWindowNs);
  return { fromNs: range.fromNs - before * duration, toNs: range.fromNs + duration * (1 + after) };
}

/** The two ends in order, whichever way the pointer was dragged. */
export function orderedRange(a: Nanoseconds, b: Nanoseconds): TimeRange {
  return a <= b ? { fromNs: a, toNs: b } : { fromNs: b, toNs: a };
}
