import { recordKinds } from '../../protocol/wire.ts';
import type { Alarm } from './alarm.ts';
import { idleTime, loadFastClock, now } from './clock.ts';
import { replaceMethod } from './disguise.ts';
import { apply } from './intrinsics.ts';
import type { ThreadStream } from './stream.ts';

const setImmediateOriginal = setImmediate;

/** Slices that end so soon after a flush share the next one, so that a busy exchange does not write at each turn. */
const flushEveryNs = 2e6;
const flushLateMs = 4;
/**
 * An immediate costs a microsecond, a round trip between threads twenty: so the ends of slices are told where
 * they are not more frequent than this. In between, the idle time that the next slice begins with tells how
 * long the loop waited.
 */
const endEveryNs = 1e6;
/** And so often it is asked for, for that costs the reader more than the messages in between. */
const lookEveryNs = 500e3;

/**
 * Tells slices of work: from the first thing that is seen after the event loop woke up until it is about to
 * poll again. What the loop did unseen before that follows from its idle time, which both ends carry.
 */
export class Slices {
  private open = false;
  /** Our immediate holds the loop, and so counts among the program's active resources. */
  private holdsLoop = false;
  private lastEndNs = 0;
  private lastLookNs = 0;
  private lastFlushNs = 0;
  private readonly end = (): void => {
    this.open = false;
    this.holdsLoop = false;
    try {
      const timeNs = now();
      this.lastEndNs = timeNs;
      this.stream.event(recordKinds.sliceEnds, 0, 0, timeNs, idleTime());
      this.flushSoon(timeNs);
      this.onQuiet();
    } catch {
      // The loop goes on all the same.
    }
  };
  /** A good moment to let go of what was kept at hand. */
  onQuiet: () => void = () => undefined;

  constructor(
    private readonly stream: ThreadStream,
    private readonly alarm: Alarm,
  ) {
    stream.onLeftBehind = () => alarm.within(flushLateMs);
  }

  /** At once, or, after a flush just now, a moment later. */
  private flushSoon(nowNs: number): void {
    if (nowNs - this.lastFlushNs > flushEveryNs) {
      this.lastFlushNs = nowNs;
      this.stream.flush();
    } else {
      this.alarm.within(flushLateMs);
    }
  }

  /** Something is about to be told at `timeNs`, in the middle of whatever the program does. */
  touch(timeNs: number): void {
    if (this.open || timeNs - this.lastLookNs < lookEveryNs) return;
    const idleNs = this.enter(timeNs, false);
    if (!Number.isNaN(idleNs)) this.stream.event(recordKinds.sliceBegins, 1, 0, timeNs, idleNs);
  }

  /** Whether nothing new is to be told of the loop with a delivery at the stream's time. */
  get isKnown(): boolean {
    return this.open || this.stream.timeNs - this.lastLookNs < lookEveryNs;
  }

  /**
   * A delivery is about to be told at `timeNs`; the loop is in its poll phase.
   * @returns the idle time to tell with it, NaN where its slice is told for itself
   */
  touchByDelivery(timeNs: number): number {
    return this.enter(timeNs, true);
  }

  /**
   * An immediate runs in the same turn of the loop, just before it polls. Where the turn is known to be in its
   * poll phase one that does not hold the loop is enough; elsewhere it would run only after the next poll.
   */
  private enter(timeNs: number, inPollPhase: boolean): number {
    // Until the end of its first slice the loop has not waited, which need not be asked for.
    if (this.lastEndNs > 0) loadFastClock();
    if (timeNs - this.lastEndNs < endEveryNs) {
      this.lastLookNs = timeNs;
      return idleTime();
    }
    this.open = true;
    this.stream.event(recordKinds.sliceBegins, 0, 0, timeNs, idleTime());
    const immediate = setImmediateOriginal(this.end);
    if (inPollPhase) immediate.unref();
    else this.holdsLoop = true;
    return NaN;
  }

  /** The thread is about to end: whether it waited since its last slice is asked for, unless that just ended. */
  askIdleTime(timeNs: number): void {
    if (timeNs - this.lastEndNs > endEveryNs) loadFastClock();
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
