import type { Nanoseconds } from '../protocol/words.ts';

/** So far past the last word of the host the clock runs on by itself, and no further. */
const longestGuessNs = 150e6;

/**
 * The run's clock between two updates. It runs on smoothly, never back, and stops when the host falls
 * silent: what is drawn must not claim more than 150 ms beyond what was told.
 */
export class LiveClock {
  #toldNs: Nanoseconds = 0;
  #toldAtMs = 0;
  #shownNs: Nanoseconds = 0;
  #running = false;

  /** `steady` is for people who want no motion: the clock then moves with the updates only. */
  told(nowNs: Nanoseconds, atMs: number, options: { live: boolean; steady: boolean; anew: boolean }): void {
    this.#toldNs = nowNs;
    this.#toldAtMs = atMs;
    this.#running = options.live && !options.steady;
    // An ended run knows its last moment exactly.
    if (options.anew || !options.live) this.#shownNs = nowNs;
  }

  read(atMs: number): Nanoseconds {
    const guess = this.#running ? Math.min(longestGuessNs, Math.max(0, (atMs - this.#toldAtMs) * 1e6)) : 0;
    this.#shownNs = Math.max(this.#shownNs, this.#toldNs + guess);
    return this.#shownNs;
  }

  isMoving(atMs: number): boolean {
    return this.#running && (atMs - this.#toldAtMs) * 1e6 < longestGuessNs;
  }
}
