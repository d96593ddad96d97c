import type { LineInRange, ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds, SourcePlace } from '../protocol/words.ts';

type LineSum = { -readonly [Key in keyof LineInRange]: LineInRange[Key] } & { lastThread: ThreadKey };

/** On which lines time went in a range, as far as anything is known of lines. One per answer. */
export class LineSums {
  private readonly sums = new Map<string, LineSum>();

  /** Times of one thread come one after the other. Columns are no matter. */
  add(
    place: SourcePlace | null,
    state: LineInRange['state'],
    thread: ThreadKey,
    durationNs: Nanoseconds,
  ): void {
    if (place === null || durationNs <= 0) return;
    const key = `${state} ${place.line} ${place.file}`;
    const sum = this.sums.get(key);
    if (sum === undefined) {
      this.sums.set(key, { place, state, threads: 1, totalNs: durationNs, lastThread: thread });
      return;
    }
    sum.totalNs += durationNs;
    if (sum.lastThread === thread) return;
    sum.threads++;
    sum.lastThread = thread;
  }

  /** Those with the most time, the most first, and how many others there are. */
  top(most: number): { readonly lines: readonly LineInRange[]; readonly moreLines: number } {
    const all = [...this.sums.values()].sort((a, b) => b.totalNs - a.totalNs);
    const lines = all
      .slice(0, most)
      .map(({ place, state, threads, totalNs }) => ({ place, state, threads, totalNs }));
    return { lines, moreLines: all.length - lines.length };
  }
}
