import { recordKinds } from '../../protocol/wire.ts';
import { now } from './clock.ts';
import { callerPlace } from './disguise.ts';
import type { ThreadStream } from './stream.ts';

/**
 * A look at the stack takes 5 to 15 µs, much more than telling of a call does. So of calls that follow each other
 * fast not all are looked for: so many in a row, and one more for so long that none was (1 % of a core at the
 * most).
 */
const burst = 32;
const everyNs = 1e6;
/** As many frames as are looked through: ours are among them, and the runtime's where it calls for the program. */
const frames = 10;
/** Code that is made while the program runs can have ever new lines. */
const mostPlaces = 4096;

/** Tells the lines from which the program waits and wakes up others. One per thread. */
export class CallPlaces {
  private readonly numbers = new Map<string, number>();
  /** By when all looks so far are paid for. */
  private paidNs = 0;

  constructor(private readonly stream: ThreadStream) {}

  /**
   * Tells the line of the call that the next record tells of, which has the same time.
   * @returns whether it did: not while too many were looked for, and not where no line is the program's
   */
  tell(timeNs: number): boolean {
    if (this.paidNs - timeNs > (burst - 1) * everyNs) return false;
    this.paidNs = Math.max(this.paidNs, timeNs) + everyNs;
    return this.tellAnyway(timeNs);
  }

  /** The same, for who knows that it is rare. */
  tellAnyway(timeNs: number): boolean {
    const { stream, numbers } = this;
    const begunNs = now();
    const place = callerPlace(frames);
    stream.alsoTook(now() - begunNs);
    if (place === null) return false;
    const key = `${place.file}:${place.line}:${place.column}`;
    let number = numbers.get(key);
    if (number === undefined) {
      if (numbers.size === mostPlaces) return false;
      numbers.set(key, (number = numbers.size + 1));
      stream.lifecycle(recordKinds.place, 0, number, timeNs, place);
    }
    stream.event(recordKinds.calledFrom, 0, number, timeNs);
    return true;
  }
}
