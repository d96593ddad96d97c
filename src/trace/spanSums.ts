import { threadStates } from '../protocol/words.ts';
import { enlarged } from './columns.ts';

/** How many spans lie between two marks: a power of two. */
const markStride = 32;
const states = threadStates.length;

/**
 * How long a thread had been in each state when every 32nd of its spans began. So what it had done by any moment is
 * known exactly when a few spans were looked at. Kept while spans are written: what is taken back is written over.
 */
export class SpanSums {
  /** Those that the thread has been in, in the order in which that was found out. Most are in three. */
  private readonly states: number[] = [];
  /** Of each mark a sum for each of {@link states}. For most threads of a program that makes thousands there is none. */
  private sums = new Float64Array(0);

  /** A span begins. @param sums time in each state before it */
  begins(row: number, sums: Readonly<Float64Array>): void {
    if (row % markStride !== 0 || row === 0) return;
    for (let state = 0; state < states; state++)
      if (sums[state] !== 0 && !this.states.includes(state)) this.widen(state);
    const width = this.states.length;
    const at = (row / markStride) * width;
    if (at + width > this.sums.length)
      this.sums = enlarged(this.sums, Math.max(4 * width, Math.ceil(this.sums.length * 1.5)));
    for (let place = 0; place < width; place++)
      this.sums[at + place] = sums[this.states[place] as number] as number;
  }

  /** Writes the sums of the last mark up to a span to `sums`. @returns the span that begins there */
  before(row: number, sums: Float64Array): number {
    const mark = Math.floor(row / markStride);
    sums.fill(0);
    if (mark === 0) return 0;
    const width = this.states.length;
    for (let place = 0; place < width; place++)
      sums[this.states[place] as number] = this.sums[mark * width + place] as number;
    return mark * markStride;
  }

  /** Makes room for one more sum in each mark: it was zero so far. */
  private widen(state: number): void {
    const width = this.states.length;
    const marks = width === 0 ? 0 : Math.floor(this.sums.length / width);
    const wider = new Float64Array(marks * (width + 1));
    for (let mark = 0; mark < marks; mark++)
      wider.set(this.sums.subarray(mark * width, (mark + 1) * width), mark * (width + 1));
    this.sums = wider;
    this.states.push(state);
  }
}
