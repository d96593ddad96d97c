import { performance } from 'perf_hooks';
import type { Nanoseconds } from '../../protocol/words.ts';

// Taken before user code can replace them: a program under fake timers still lives in real time.
const performanceNow = performance.now.bind(performance);
const nodeTiming = performance.nodeTiming;

/**
 * `performance.now()` is libuv's monotonic clock minus a constant, and costs half of `process.hrtime`.
 * The constant is found here, as the least of a few tries: a try can be interrupted, and is then too large.
 */
const originNs = measureOrigin();

function measureOrigin(): number {
  let least = Infinity;
  for (let attempt = 0; attempt < 5; attempt++) {
    const relativeNs = performanceNow() * 1e6;
    const [seconds, nanoseconds] = process.hrtime();
    least = Math.min(least, seconds * 1e9 + nanoseconds - relativeNs);
  }
  return least;
}

/** The monotonic clock. */
export function now(): Nanoseconds {
  return originNs + performanceNow() * 1e6;
}

/** When this thread's runtime began to boot, on the monotonic clock. */
export function bootTime(isMainThread: boolean): Nanoseconds {
  // In a Worker too `performance.now()` counts from the start of the process.
  return isMainThread ? originNs : originNs + nodeTiming.environment * 1e6;
}

/** How long this thread's event loop has been waiting in its poll so far. */
export function idleTime(): Nanoseconds {
  return nodeTiming.idleTime * 1e6;
}
