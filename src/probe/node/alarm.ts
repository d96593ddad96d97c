import { now } from './clock.ts';

/** What the types do not say: how long a timer waits when it is refreshed. */
interface Timer {
  _idleTimeout: number;
  refresh(): unknown;
  unref(): unknown;
}

const longestMs = 60_000;

/**
 * The one timer of a thread's probe. It keeps nothing alive. It is made before user code and never over, only
 * put off: so a program that watches its timers being made (`async_hooks`) sees none of ours.
 */
export class Alarm {
  private readonly timer: Timer;
  private readonly refresh: () => unknown;
  private dueNs = Infinity;

  /** @param ring says in how many milliseconds it wants to be called again */
  constructor(ring: () => number) {
    const called = (): void => {
      this.dueNs = Infinity;
      let nextMs = longestMs;
      try {
        nextMs = ring();
      } catch {
        // Ours to bear.
      }
      this.within(nextMs);
    };
    const timer = setTimeout(called, longestMs);
    timer.unref();
    this.timer = timer as unknown as Timer;
    this.refresh = timer.refresh.bind(timer);
  }

  /** Rings in so many milliseconds at the latest. */
  within(ms: number): void {
    try {
      const dueNs = now() + ms * 1e6;
      if (dueNs >= this.dueNs) return;
      this.dueNs = dueNs;
      this.timer._idleTimeout = (ms | 0) + 1;
      this.refresh();
    } catch {
      // What is left in the buffer then waits for company.
    }
  }
}
