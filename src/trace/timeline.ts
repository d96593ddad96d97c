import type { Nanoseconds } from '../protocol/words.ts';
import { Spans } from './spans.ts';

/** Shorter stretches are the price of looking: the clock reads and the immediate between two records. */
const tolerance: Nanoseconds = 50_000;

/**
 * Turns what a Node thread told into spans.
 *
 * Slices of work are told; what the event loop does between two of them is not, except for how long it was
 * idle. What is left of the gap was work that nobody told of (a timer, I/O). A sample places it; without
 * one it is put at the end of the gap, for it is work that led to the next record, and called inferred.
 */
export class Timeline {
  readonly spans = new Spans();
  /** Where the open gap between two slices began, or `null` inside a slice and before and after all. */
  private gapStartNs: Nanoseconds | null = null;
  private gapIdleNs: Nanoseconds = 0;
  private sampledInGap = false;
  private waiting = false;

  /** The longest stretch so far in which the event loop did not get to wait. */
  longestBusyNs(nowNs: Nanoseconds): number {
    return this.spans.longestBusyNs(nowNs);
  }

  created(timeNs: Nanoseconds): void {
    // A thread that told of itself before its parent told of it (hardly) keeps its first span as it is.
    if (this.spans.length === 0) this.spans.begin(timeNs, 'created', 'told');
  }

  starting(timeNs: Nanoseconds): void {
    this.spans.begin(timeNs, 'starting', 'told');
  }

  codeBegins(timeNs: Nanoseconds): void {
    this.spans.begin(timeNs, 'running', 'told');
  }

  /** Its parent heard that a thread is up which does not tell for itself. */
  upWithoutProbe(timeNs: Nanoseconds): void {
    if (this.spans.lastState === 'created') this.spans.begin(timeNs, 'running', 'inferred');
  }

  sliceBegins(timeNs: Nanoseconds, idleNs: Nanoseconds): void {
    if (this.gapStartNs !== null && !this.sampledInGap) {
      const unseen = timeNs - this.gapStartNs - Math.max(0, idleNs - this.gapIdleNs);
      if (unseen > tolerance)
        this.spans.begin(Math.max(this.gapStartNs, timeNs - unseen), 'running', 'inferred');
    }
    this.gapStartNs = null;
    this.spans.begin(timeNs, 'running', 'told');
  }

  sliceEnds(timeNs: Nanoseconds, idleNs: Nanoseconds): void {
    this.spans.begin(timeNs, 'waiting', 'told');
    this.gapStartNs = timeNs;
    this.gapIdleNs = idleNs;
    this.sampledInGap = false;
  }

  waitBegins(timeNs: Nanoseconds, cause: number): void {
    this.waiting = true;
    this.spans.begin(timeNs, 'blocked', 'told', cause);
  }

  /** @param cause the wait's own, now with its result */
  waitEnds(timeNs: Nanoseconds, cause: number): void {
    if (this.waiting) this.spans.explain(cause);
    this.waiting = false;
    this.spans.begin(timeNs, 'running', 'told');
  }

  /**
   * The OS was looked at: since `fromNs` the thread was on a core all the time (`running`), not at all
   * (`off`), or it cannot be said. `cause` says which call it was stopped in, where that is known.
   */
  sampled(fromNs: Nanoseconds, activity: 'running' | 'off', cause: number): void {
    if (this.waiting || this.spans.endNs !== null) return;
    const { lastState } = this.spans;
    const since = Math.max(fromNs, this.spans.lastStartNs);
    if (this.gapStartNs !== null) {
      const state = activity === 'running' ? 'running' : 'waiting';
      if (lastState === state) return;
      this.sampledInGap = true;
      this.spans.begin(since, state, 'sampled');
    } else if (lastState === 'running' && activity === 'off') {
      // Inside a slice, a thread that is not on a core is stopped in a call that it makes.
      this.spans.begin(since, 'blocked', 'sampled', cause);
    } else if (lastState === 'blocked' && activity === 'running') {
      this.spans.begin(since, 'running', 'sampled');
    }
  }

  /** The cause of the wait that lasts. */
  get waitCause(): number {
    return this.spans.lastCause;
  }

  ends(timeNs: Nanoseconds, idleNs: Nanoseconds | null): void {
    if (this.gapStartNs !== null && idleNs !== null) this.sliceBegins(timeNs, idleNs);
    this.gapStartNs = null;
    this.spans.end(timeNs);
  }
}
