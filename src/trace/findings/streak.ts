import type { Nanoseconds } from '../../protocol/words.ts';
import type { Found } from './finding.ts';

/**
 * Something that has to be seen at every look for a while before it counts, and missed for a while before it is
 * over. Kept by whoever looks; over when its finding has an end.
 */
export class Streak<Seen> {
  private readonly seen: { readonly timeNs: Nanoseconds; readonly what: Seen }[] = [];
  private lastNs: Nanoseconds = -Infinity;
  private heldNs: Nanoseconds = -Infinity;
  private beganNs: Nanoseconds = NaN;
  found: Found | null = null;

  /** @param leastNs for so long it has to be seen, and then missed */
  constructor(private readonly leastNs: Nanoseconds) {}

  /** It was seen. @returns what was seen at the begin of the last {@link leastNs}; `null` before that long */
  sees(timeNs: Nanoseconds, what: Seen): Seen | null {
    const { seen, leastNs } = this;
    // Looks that were missed are no evidence.
    if (timeNs - this.lastNs > leastNs / 2) seen.length = 0;
    if (seen.length === 0) this.beganNs = timeNs;
    this.lastNs = timeNs;
    seen.push({ timeNs, what });
    while (seen.length > 2 && timeNs - (seen[1]?.timeNs ?? timeNs) >= leastNs) seen.shift();
    const first = seen[0];
    return first !== undefined && timeNs - first.timeNs >= leastNs ? first.what : null;
  }

  /** Since when it is seen without a break. */
  get sinceNs(): Nanoseconds {
    return this.beganNs;
  }

  /** What was seen is what is looked for, as far as that is known by now. */
  holds(timeNs: Nanoseconds): void {
    this.heldNs = timeNs;
  }

  /** It was not seen, or was something else. @returns whether it is over, if it was something */
  misses(timeNs: Nanoseconds, isLast: boolean): boolean {
    if (!isLast && timeNs - this.heldNs < this.leastNs) return false;
    if (this.found !== null && this.found.untilNs === null)
      this.found = { ...this.found, untilNs: Math.max(this.found.sinceNs, this.heldNs) };
    return true;
  }
}

/** Streaks by what they are about. Those that are over leave what they found behind. */
export class Streaks<About, Seen> {
  private readonly streaks = new Map<About, Streak<Seen>>();
  private past: readonly Found[] = [];

  constructor(private readonly leastNs: Nanoseconds) {}

  of(about: About): Streak<Seen> {
    let streak = this.streaks.get(about);
    if (streak === undefined) this.streaks.set(about, (streak = new Streak(this.leastNs)));
    return streak;
  }

  /** After a look: what is not among `seen` is missed. @returns all that was found so far */
  settle(timeNs: Nanoseconds, isLast: boolean, seen: ReadonlySet<About>): readonly Found[] {
    for (const [about, streak] of this.streaks) {
      if (seen.has(about)) streak.holds(timeNs);
      if (!isLast && seen.has(about)) continue;
      if (!streak.misses(timeNs, isLast)) continue;
      this.streaks.delete(about);
      if (streak.found !== null) this.past = [...this.past, streak.found];
    }
    const present = [...this.streaks.values()].flatMap(({ found }) => found ?? []);
    return present.length === 0 ? this.past : [...this.past, ...present];
  }
}
