import { readUncaught } from '../protocol/textReaders.ts';
import type { Nanoseconds, ThreadError } from '../protocol/words.ts';
import type { ThreadRecord } from './entities.ts';

/** What threads tell in the same words, whatever their runtime. */

/** The error that a text tells of; `null` when it tells of none. */
export function errorIn(text: string | null): ThreadError | null {
  const told = readUncaught(text);
  return told === null ? null : { name: told.name, message: told.message, stack: told.stack };
}

/** @param fields those of a record of vitals, as is `detail` */
export function tookVitals(
  thread: ThreadRecord,
  timeNs: Nanoseconds,
  fields: Readonly<Float64Array>,
  detail: number,
): void {
  const [cpuNs = NaN, heapUsedBytes = NaN, heapLimitBytes = NaN, loopTurns = NaN, idleNs = NaN] = fields;
  const observerNs = fields[5] ?? NaN;
  if (detail !== 1) thread.onlyPortsSinceNs = null;
  else thread.onlyPortsSinceNs ??= timeNs;
  thread.vitals = { timeNs, cpuNs, heapUsedBytes, heapLimitBytes, loopTurns, idleNs, observerNs };
  // The OS's own figure, where it can be had, is of the same clock and comes more often.
  thread.history.add(timeNs, thread.os === null ? cpuNs : NaN, heapUsedBytes);
}
