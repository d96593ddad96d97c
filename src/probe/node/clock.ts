import type { Nanoseconds } from '../../protocol/words.ts';
import { builtin } from './builtins.ts';

// Taken before user code can replace it: a program under fake timers still lives in real time.
const { hrtime } = process;

/** What `perf_hooks` knows, once it is loaded. */
interface Fast {
  readonly performanceNow: () => number;
  readonly nodeTiming: typeof import('perf_hooks').performance.nodeTiming;
}

let fast: Fast | null = null;
/** The monotonic clock at the zero of `performance.now()`. */
let originNs = 0;

function hrtimeNs(): Nanoseconds {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1e9 + nanoseconds;
}

/**
 * `performance.now()` is libuv's monotonic clock minus a constant, makes no object, and costs half of
 * `process.hrtime`. But to load its module takes a Worker half a millisecond, which one that lives for ten need
 * not spend: so it is loaded with the first need for an idle time.
 *
 * The constant is found here, as the least of a few tries: a try can be interrupted, and is then too large.
 */
export function loadFastClock(): void {
  if (fast !== null) return;
  const { performance } = builtin('perf_hooks') as typeof import('perf_hooks');
  const performanceNow = performance.now.bind(performance);
  let least = Infinity;
  for (let attempt = 0; attempt < 5; attempt++) {
    const relativeNs = performanceNow() * 1e6;
    const offsetNs = hrtimeNs() - relativeNs;
    if (offsetNs < least) least = offsetNs;
  }
  originNs = least;
  fast = { performanceNow, nodeTiming: performance.nodeTiming };
}

/** The monotonic clock. */
export function now(): Nanoseconds {
  return fast === null ? hrtimeNs() : originNs + fast.performanceNow() * 1e6;
}

/**
 * How long this thread's event loop has been waiting in its poll so far. 0 until the fast clock is loaded: which
 * is before the loop has come to wait, or the caller has seen to it.
 */
export function idleTime(): Nanoseconds {
  return fast === null ? 0 : fast.nodeTiming.idleTime * 1e6;
}

/** Turns of the event loop so far; NaN where the runtime does not count them (before 20.18) or was not asked. */
export function loopTurns(): number {
  const timing = fast?.nodeTiming as { readonly uvMetricsInfo?: { readonly loopCount: number } } | undefined;
  return timing?.uvMetricsInfo?.loopCount ?? NaN;
}

/** When the process began to boot, on the monotonic clock. Only in a main thread, where the fast clock is loaded. */
export function processBootTime(): Nanoseconds {
  return originNs;
}

/** When this Worker's runtime began to boot, as its own clock says. */
export function workerBootTime(): Nanoseconds {
  loadFastClock();
  return originNs + (fast?.nodeTiming.environment ?? 0) * 1e6;
}
