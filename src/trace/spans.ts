import {
  provenances,
  threadStates,
  type Nanoseconds,
  type Provenance,
  type ThreadState,
} from '../protocol/words.ts';
import { ShareBins } from './shareBins.ts';
import { SpanColumns } from './spanColumns.ts';
import { SpanSums } from './spanSums.ts';

export const noCause = -1;
const stateIndex = Object.fromEntries(threadStates.map((state, index) => [state, index])) as Record<
  ThreadState,
  number
>;
const knownIndex = Object.fromEntries(provenances.map((known, index) => [known, index])) as Record<
  Provenance,
  number
>;

/** The last so many spans are measured anew each time, for what was drawn by samples is taken back as a rule. */
const unsettledSpans = 64;
/** So many spans in a row that differ only in how they are known are looked through, and no more. */
const mostAlike = 200;

/**
 * The spans of one thread. They touch: each lasts until the next begins, the last until the thread ends or,
 * while it lives, until now. So a start is all that a span needs.
 */
export class Spans {
  readonly columns = new SpanColumns();
  readonly sums = new SpanSums();
  readonly bins = new ShareBins(this.columns);
  /** In each state, up to the open span. */
  private readonly closedNs = new Float64Array(threadStates.length);
  private ended: Nanoseconds | null = null;
  /** How many spans have been looked at for the longest busy stretch, and what was found. */
  private measured = 0;
  private busySinceNs = NaN;
  private longestNs = 0;
  private poppedStartNs: Nanoseconds = 0;

  get length(): number {
    return this.columns.length;
  }

  get endNs(): Nanoseconds | null {
    return this.ended;
  }

  /** When the open span began. 0 when there is none. */
  get lastStartNs(): Nanoseconds {
    return this.length === 0 ? 0 : this.columns.startAt(this.length - 1);
  }

  /** Since when the thread has been in its present state for the same cause, however that was known. */
  get lastStateSinceNs(): Nanoseconds {
    let index = this.length - 1;
    const { columns } = this;
    const first = Math.max(0, index - mostAlike);
    while (
      index > first &&
      columns.stateAt(index - 1) === columns.stateAt(index) &&
      columns.causeAt(index - 1) === columns.causeAt(index)
    )
      index--;
    return index < 0 ? 0 : columns.startAt(index);
  }

  get lastState(): ThreadState | null {
    return this.length === 0 ? null : (threadStates[this.columns.stateAt(this.length - 1)] as ThreadState);
  }

  get lastCause(): number {
    return this.length === 0 ? noCause : this.columns.causeAt(this.length - 1);
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
    const lastStart = this.columns.startAt(last);
    const isSame = this.columns.stateAt(last) === code && this.columns.causeAt(last) === cause;
    if (isSame && this.columns.knownAt(last) === knownIndex[known]) return;
    if (timeNs <= lastStart) {
      // Nothing of the open span is left.
      this.columns.set(last, code, knownIndex[known], cause);
      return;
    }
    this.closedNs[this.columns.stateAt(last)] =
      (this.closedNs[this.columns.stateAt(last)] ?? 0) + timeNs - lastStart;
    this.append(timeNs, code, known, cause);
  }

  /** More is known of why the open span is what it is. */
  explain(cause: number): void {
    if (this.length > 0 && this.ended === null) this.columns.setCause(this.length - 1, cause);
  }

  end(timeNs: Nanoseconds): void {
    if (this.ended !== null) return;
    const last = this.length - 1;
    this.ended = Math.max(timeNs, this.lastStartNs);
    if (last >= 0) {
      const state = this.columns.stateAt(last);
      this.closedNs[state] = (this.closedNs[state] ?? 0) + this.ended - this.columns.startAt(last);
    }
  }

  /** More is to be drawn although the thread is over. @returns when it ended; `null` if it has not */
  protected reopen(): Nanoseconds | null {
    const { ended } = this;
    const last = this.length - 1;
    if (ended !== null && last >= 0) {
      const state = this.columns.stateAt(last);
      this.closedNs[state] = (this.closedNs[state] ?? 0) - (ended - this.columns.startAt(last));
    }
    this.ended = null;
    return ended;
  }

  /** Nanoseconds in each state up to `nowNs`. */
  totals(nowNs: Nanoseconds): Record<ThreadState, number> {
    const last = this.length - 1;
    const open = this.ended === null && last >= 0 ? Math.max(0, nowNs - this.columns.startAt(last)) : 0;
    return Object.fromEntries(
      threadStates.map((state, index) => [
        state,
        (this.closedNs[index] ?? 0) + (last >= 0 && this.columns.stateAt(last) === index ? open : 0),
      ]),
    ) as Record<ThreadState, number>;
  }

  /** Nanoseconds in one state up to `nowNs`. */
  totalNs(state: ThreadState, nowNs: Nanoseconds): number {
    const code = stateIndex[state];
    const last = this.length - 1;
    const isOpen = this.ended === null && last >= 0 && this.columns.stateAt(last) === code;
    return (this.closedNs[code] ?? 0) + (isOpen ? Math.max(0, nowNs - this.columns.startAt(last)) : 0);
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
      const code = this.columns.stateAt(last);
      // It is open again.
      this.closedNs[code] = (this.closedNs[code] ?? 0) - (this.poppedStartNs - this.columns.startAt(last));
    }
    if (this.measured > this.length - 1) this.forgetMeasured();
    this.bins.takeBack();
    if (state !== undefined && this.lastStartNs === timeNs) this.begin(timeNs, state, 'told');
  }

  /** How long the thread was in a state between two moments, by what is drawn. */
  timeNs(state: ThreadState, fromNs: Nanoseconds, toNs: Nanoseconds): number {
    const code = stateIndex[state];
    let sum = 0;
    let end = toNs;
    for (let index = this.length - 1; index >= 0 && end > fromNs; index--) {
      const start = this.columns.startAt(index);
      if (start >= end) continue;
      if (this.columns.stateAt(index) === code) sum += end - Math.max(start, fromNs);
      end = start;
    }
    return sum;
  }

  /** The longest stretch in which the thread was never waiting, since its code began. */
  longestBusyNs(nowNs: Nanoseconds): number {
    for (; this.measured < this.length - unsettledSpans; this.measured++) this.measure(this.measured, nowNs);
    const { busySinceNs, longestNs } = this;
    for (let index = this.measured; index < this.length; index++) this.measure(index, nowNs);
    const longest = this.longestNs;
    this.busySinceNs = busySinceNs;
    this.longestNs = longestNs;
    return longest;
  }

  private forgetMeasured(): void {
    this.measured = 0;
    this.busySinceNs = NaN;
    this.longestNs = 0;
  }

  private measure(index: number, nowNs: Nanoseconds): void {
    const state = this.columns.stateAt(index);
    if (state === stateIndex.waiting || state <= stateIndex.starting) {
      this.busySinceNs = NaN;
      return;
    }
    if (Number.isNaN(this.busySinceNs)) this.busySinceNs = this.columns.startAt(index);
    this.longestNs = Math.max(this.longestNs, this.endAt(index, nowNs) - this.busySinceNs);
  }

  /** Where the spans that touch a window lie: from `first` up to, not including, `end`. */
  range(fromNs: Nanoseconds, toNs: Nanoseconds): { first: number; end: number } {
    if (this.ended !== null && this.ended < fromNs) return { first: 0, end: 0 };
    const first = this.rowAt(fromNs);
    return { first, end: this.columns.countUpTo(toNs, first) };
  }

  /** The span that a moment lies in; the first one before it, and the last one after it. */
  rowAt(timeNs: Nanoseconds): number {
    return Math.max(0, this.columns.countUpTo(timeNs) - 1);
  }

  startAt(index: number): Nanoseconds {
    return this.columns.startAt(index);
  }

  endAt(index: number, nowNs: Nanoseconds): Nanoseconds {
    return index + 1 < this.length
      ? this.columns.startAt(index + 1)
      : (this.ended ?? Math.max(nowNs, this.columns.startAt(index)));
  }

  stateAt(index: number): number {
    return this.columns.stateAt(index);
  }

  knownAt(index: number): number {
    return this.columns.knownAt(index);
  }

  causeAt(index: number): number {
    return this.columns.causeAt(index);
  }

  private pop(): void {
    this.poppedStartNs = this.lastStartNs;
    this.columns.length--;
  }

  private append(timeNs: Nanoseconds, state: number, known: Provenance, cause: number): void {
    this.sums.begins(this.length, this.closedNs);
    this.columns.push(timeNs, state, knownIndex[known], cause);
    this.bins.begun(timeNs, this.closedNs);
  }
}
