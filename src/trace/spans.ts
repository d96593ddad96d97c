import {
  provenances,
  threadStates,
  type Nanoseconds,
  type Provenance,
  type ThreadState,
} from '../protocol/words.ts';
import { Column } from './columns.ts';

export const noCause = -1;
const stateIndex = Object.fromEntries(threadStates.map((state, index) => [state, index])) as Record<
  ThreadState,
  number
>;
const knownIndex = Object.fromEntries(provenances.map((known, index) => [known, index])) as Record<
  Provenance,
  number
>;

/**
 * The spans of one thread, as columns. They touch: each lasts until the next begins, the last until the
 * thread ends or, while it lives, until now. So a start is all that a span needs.
 */
export class Spans {
  private readonly starts = new Column(Float64Array);
  private readonly states = new Column(Uint8Array);
  private readonly knowns = new Column(Uint8Array);
  private readonly causes = new Column(Int32Array);
  private readonly closedNs = new Float64Array(threadStates.length);
  private ended: Nanoseconds | null = null;
  /** How many spans have been looked at for the longest busy stretch, and what was found. */
  private measured = 0;
  private busySinceNs = NaN;
  private longestNs = 0;
  private poppedStartNs: Nanoseconds = 0;

  get length(): number {
    return this.starts.length;
  }

  get endNs(): Nanoseconds | null {
    return this.ended;
  }

  /** When the open span began. 0 when there is none. */
  get lastStartNs(): Nanoseconds {
    return this.length === 0 ? 0 : this.starts.at(this.length - 1);
  }

  get lastState(): ThreadState | null {
    return this.length === 0 ? null : (threadStates[this.states.at(this.length - 1)] as ThreadState);
  }

  get lastCause(): number {
    return this.length === 0 ? noCause : this.causes.at(this.length - 1);
  }

  /** From `timeNs` on, the thread is in `state`. A time before the open span's start is taken as that start. */
  begin(timeNs: Nanoseconds, state: ThreadState, known: Provenance, cause = noCause): void {
    if (this.ended !== null) return;
    const last = this.length - 1;
    const code = stateIndex[state];
    if (last < 0) {
      this.append(timeNs, code, known, cause);
      return;
    }
    const lastStart = this.starts.at(last);
    const isSame = this.states.at(last) === code && this.causes.at(last) === cause;
    if (isSame && this.knowns.at(last) === knownIndex[known]) return;
    if (timeNs <= lastStart) {
      // Nothing of the open span is left.
      this.states.set(last, code);
      this.knowns.set(last, knownIndex[known]);
      this.causes.set(last, cause);
      return;
    }
    this.closedNs[this.states.at(last)] = (this.closedNs[this.states.at(last)] ?? 0) + timeNs - lastStart;
    this.append(timeNs, code, known, cause);
  }

  /** More is known of why the open span is what it is. */
  explain(cause: number): void {
    if (this.length > 0 && this.ended === null) this.causes.set(this.length - 1, cause);
  }

  end(timeNs: Nanoseconds): void {
    if (this.ended !== null) return;
    const last = this.length - 1;
    this.ended = Math.max(timeNs, this.lastStartNs);
    if (last >= 0) {
      const state = this.states.at(last);
      this.closedNs[state] = (this.closedNs[state] ?? 0) + this.ended - this.starts.at(last);
    }
  }

  /** Nanoseconds in each state up to `nowNs`. */
  totals(nowNs: Nanoseconds): Record<ThreadState, number> {
    const last = this.length - 1;
    const open = this.ended === null && last >= 0 ? Math.max(0, nowNs - this.starts.at(last)) : 0;
    return Object.fromEntries(
      threadStates.map((state, index) => [
        state,
        (this.closedNs[index] ?? 0) + (last >= 0 && this.states.at(last) === index ? open : 0),
      ]),
    ) as Record<ThreadState, number>;
  }

  /**
   * Takes back the spans that begin after `timeNs`, and all that is known of the one that began at it: more is
   * known now. It goes on as `state`, told.
   */
  takeBackTo(timeNs: Nanoseconds, state?: ThreadState): void {
    if (this.ended !== null) return;
    while (this.length > 1 && this.lastStartNs > timeNs) {
      this.pop();
      const last = this.length - 1;
      const code = this.states.at(last);
      // It is open again.
      this.closedNs[code] = (this.closedNs[code] ?? 0) - (this.poppedStartNs - this.starts.at(last));
    }
    this.measured = Math.min(this.measured, Math.max(0, this.length - 1));
    if (state !== undefined && this.lastStartNs === timeNs) this.begin(timeNs, state, 'told');
  }

  /** Nanoseconds in each state between two moments, by the index of the state. */
  sumsIn(fromNs: Nanoseconds, toNs: Nanoseconds, nowNs: Nanoseconds): Float64Array {
    const sums = new Float64Array(threadStates.length);
    const { first, end } = this.range(fromNs, toNs);
    for (let index = first; index < end; index++) {
      const within = Math.min(toNs, this.endAt(index, nowNs)) - Math.max(fromNs, this.startAt(index));
      if (within > 0) sums[this.stateAt(index)] = (sums[this.stateAt(index)] ?? 0) + within;
    }
    return sums;
  }

  /** How long the thread was in a state between two moments, by what is drawn. */
  timeNs(state: ThreadState, fromNs: Nanoseconds, toNs: Nanoseconds): number {
    const code = stateIndex[state];
    let sum = 0;
    let end = toNs;
    for (let index = this.length - 1; index >= 0 && end > fromNs; index--) {
      const start = this.starts.at(index);
      if (start >= end) continue;
      if (this.states.at(index) === code) sum += end - Math.max(start, fromNs);
      end = start;
    }
    return sum;
  }

  /** The longest stretch in which the thread was never waiting, since its code began. */
  longestBusyNs(nowNs: Nanoseconds): number {
    // The last span may still be taken back or grow, so it is not measured for good.
    for (; this.measured < this.length - 1; this.measured++) this.measure(this.measured, nowNs);
    const { busySinceNs, longestNs } = this;
    if (this.length > 0) this.measure(this.length - 1, nowNs);
    const longest = this.longestNs;
    this.busySinceNs = busySinceNs;
    this.longestNs = longestNs;
    return longest;
  }

  private measure(index: number, nowNs: Nanoseconds): void {
    const state = this.states.at(index);
    if (state === stateIndex.waiting || state <= stateIndex.starting) {
      this.busySinceNs = NaN;
      return;
    }
    if (Number.isNaN(this.busySinceNs)) this.busySinceNs = this.starts.at(index);
    this.longestNs = Math.max(this.longestNs, this.endAt(index, nowNs) - this.busySinceNs);
  }

  /** Where the spans that touch a window lie: from `first` up to, not including, `end`. */
  range(fromNs: Nanoseconds, toNs: Nanoseconds): { first: number; end: number } {
    if (this.ended !== null && this.ended < fromNs) return { first: 0, end: 0 };
    const first = Math.max(0, this.starts.countUpTo(fromNs) - 1);
    return { first, end: Math.max(first, this.starts.countUpTo(toNs)) };
  }

  startAt(index: number): Nanoseconds {
    return this.starts.at(index);
  }

  endAt(index: number, nowNs: Nanoseconds): Nanoseconds {
    return index + 1 < this.length
      ? this.starts.at(index + 1)
      : (this.ended ?? Math.max(nowNs, this.starts.at(index)));
  }

  stateAt(index: number): number {
    return this.states.at(index);
  }

  knownAt(index: number): number {
    return this.knowns.at(index);
  }

  causeAt(index: number): number {
    return this.causes.at(index);
  }

  /** Copies of the columns of a range. */
  slice(
    first: number,
    end: number,
  ): { start: Float64Array; state: Uint8Array; known: Uint8Array; cause: Int32Array } {
    return {
      start: this.starts.copy(first, end),
      state: this.states.copy(first, end),
      known: this.knowns.copy(first, end),
      cause: this.causes.copy(first, end),
    };
  }

  private pop(): void {
    this.poppedStartNs = this.lastStartNs;
    this.starts.length--;
    this.states.length--;
    this.knowns.length--;
    this.causes.length--;
  }

  private append(timeNs: Nanoseconds, state: number, known: Provenance, cause: number): void {
    this.starts.push(timeNs);
    this.states.push(state);
    this.knowns.push(knownIndex[known]);
    this.causes.push(cause);
  }
}
