/** How often a turn is due. */
const everyMs = 5;

/**
 * Sees when this thread, in which recorders look at programs, gets its turns too late: because the machine has too
 * much to do or stands still for a moment, or because the thread itself is busy. Owned by the suite that measures,
 * and let go of by it.
 */
export class Turns {
  private readonly times: number[] = [];
  private timer: NodeJS.Timeout | null = null;

  watch(): void {
    this.timer = setInterval(() => this.times.push(performance.now()), everyMs);
  }

  /** By how many milliseconds the latest turn since then (`performance.now()`) came late. */
  latestSince(sinceMs: number): number {
    let latestMs = 0;
    let lastMs = sinceMs;
    for (const atMs of [...this.times, performance.now()]) {
      if (atMs <= sinceMs) continue;
      latestMs = Math.max(latestMs, atMs - lastMs - everyMs);
      lastMs = atMs;
    }
    return latestMs;
  }

  dispose(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }
}
