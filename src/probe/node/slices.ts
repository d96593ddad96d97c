import { recordKinds } from '../../protocol/wire.ts';
import { idleTime, now } from './clock.ts';
import { replaceMethod } from './disguise.ts';
import { apply } from './intrinsics.ts';
import type { ThreadStream } from './stream.ts';

const setImmediateOriginal = setImmediate;
const setTimeoutOriginal = setTimeout;

/** Slices that end so soon after a flush share the next one, so that a busy exchange does not write at each turn. */
const flushEveryNs = 2e6;
const flushLateMs = 4;

/**
 * Tells slices of work: from the first thing that is seen after the event loop woke up until it is about to
 * poll again. What the loop did unseen before that follows from its idle time, which both ends carry.
 */
export class Slices {
  private open = false;
  /** Our immediate holds the loop, and so counts among the program's active resources. */
  private holdsLoop = false;
  private lastFlushNs = 0;
  private isFlushDue = false;
  private readonly end = (): void => {
    this.open = false;
    this.holdsLoop = false;
    const timeNs = now();
    this.stream.event(recordKinds.sliceEnds, 0, 0, timeNs, idleTime());
    this.flushSoon(timeNs);
  };
  private readonly flushLate = (): void => {
    this.isFlushDue = false;
    this.stream.flush();
  };

  constructor(private readonly stream: ThreadStream) {}

  /** At once, or, after a flush just now, a moment later: by a timer that keeps nothing alive. */
  private flushSoon(nowNs: number): void {
    if (nowNs - this.lastFlushNs > flushEveryNs) {
      this.lastFlushNs = nowNs;
      this.stream.flush();
    } else if (!this.isFlushDue) {
      this.isFlushDue = true;
      setTimeoutOriginal(this.flushLate, flushLateMs).unref();
    }
  }

  /**
   * Something is about to be told at `timeNs`. An immediate runs in the same turn of the loop, just before
   * it polls. Where the turn is known to be in its poll phase (a delivery) one that does not hold the loop
   * is enough; elsewhere it would run only after the next poll.
   */
  touch(timeNs: number, inPollPhase: boolean): void {
    if (this.open) return;
    this.open = true;
    this.stream.event(recordKinds.sliceBegins, 0, 0, timeNs, idleTime());
    const immediate = setImmediateOriginal(this.end);
    if (inPollPhase) immediate.unref();
    else this.holdsLoop = true;
  }

  /** A program that lists what keeps it alive does not find our immediate. */
  install(): void {
    const hides = (): boolean => this.holdsLoop;
    replaceMethod(
      process,
      'getActiveResourcesInfo',
      original =>
        ({
          getActiveResourcesInfo(this: unknown, ...args: unknown[]): unknown {
            const names: unknown = apply(original, this, args as never[]);
            if (hides() && Array.isArray(names) && names.includes('Immediate')) {
              names.splice(names.indexOf('Immediate'), 1);
            }
            return names;
          },
        }).getActiveResourcesInfo,
    );
  }
}
