import type { Nanoseconds } from '../protocol/words.ts';

/** The monotonic clock that the probes use too: one time base for all processes of a run. */
export function monotonicNow(): Nanoseconds {
  return Number(process.hrtime.bigint());
}
