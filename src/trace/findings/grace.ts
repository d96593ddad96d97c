import type { Nanoseconds } from '../../protocol/words.ts';

/**
 * For so long nothing must have moved. Streams are read one after the other, some 100 ms late at the most, and a
 * thread that was woken may have to wait for a core: what lasts this long is neither. With a look every quarter of a
 * second a deadlock is still told within one.
 */
export const graceNs: Nanoseconds = 500e6;
