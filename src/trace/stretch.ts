import type { Nanoseconds, Provenance } from '../protocol/words.ts';
import { unseenCall } from './causes.ts';
import { noCause, type Spans } from './spans.ts';

/** What the OS says of a thread at one moment. The counts are of its whole life. */
export interface Sample {
  readonly timeNs: Nanoseconds;
  /** On a core. */
  readonly runNs: number;
  /** Wanting a core and not on one. */
  readonly readyNs: number;
  /** What it does; `off` with no known cause where that could not be asked. */
  readonly at: 'runnable' | 'polling' | 'sleeping' | 'off';
  /** The call that it is stopped in, as a cause; {@link noCause} where that is not known. */
  readonly cause: number;
  /** While it polls: what. What runs a child synchronously polls with an event loop of its own. */
  readonly descriptor?: number;
  /** What the thread's own event loop polls, once that is certain. */
  readonly loop?: number;
}

/** What a thread's own event loop polls: the lowest that it was seen to poll, for its loop is made first, or certain. */
export interface LoopDescriptor {
  readonly number: number;
  readonly isCertain: boolean;
}

/** Shorter stretches are the price of looking: the clock reads and the immediate between two records. */
export const tolerance: Nanoseconds = 50_000;
/**
 * While a thread is on a core the kernel brings its count up to date at each tick only, every 4 ms where ticks
 * are slowest. Off a core the count is exact.
 */
const tickNs = 5e6;
/**
 * Time in the queue for a core is counted when the thread gets one. So what seems to be missing while a thread
 * is runnable may be that: it is left open for so long.
 */
const patienceNs = 40e6;
/** Less time without a core is not worth a span: what it sums to is drawn once it is this much. */
export const leastReadyNs: Nanoseconds = 1e6;

/**
 * How long a thread was on a core, and ready, in the time up to a sample.
 * @param runNs what was counted, or drawn by a rule, when that time began; `readyNs` likewise
 */
export function countedUpTo(
  sample: Sample,
  duration: number,
  runNs: number,
  readyNs: number,
): { run: number; ready: number } {
  // More than the time that passed was drawn before, by a rule: the counts say so now.
  const run = Math.min(duration, Math.max(0, sample.runNs - runNs));
  const ready = Math.min(duration - run, Math.max(0, sample.readyNs - readyNs));
  return { run, ready };
}

/** What is better known of a stretch once it is over. */
export interface Correction {
  /** Of the time between a look that saw it wait and one that saw it stopped otherwise, how much was waiting. */
  readonly turnShare?: number;
  /** Of the time between a look that saw it stopped otherwise and one that saw it on a core, how much was. */
  readonly unseenShare?: number;
  /** It was not the thread's own event loop that polled. */
  readonly pollsOthers?: boolean;
}

/** What a thread is stopped in. */
interface Off {
  readonly state: 'waiting' | 'blocked' | 'sleeping';
  readonly cause: number;
}
type OffPart = Off & { readonly ns: number };

const waiting: Off = { state: 'waiting', cause: noCause };

/**
 * Draws what a thread did between two moments of which the probe told, or since the last one: from samples
 * where there are any, else by a rule. One per such stretch; samples are added as they come.
 */
export class Stretch {
  private at: Nanoseconds;
  private off: Off | null;
  /** The counts up to `at` that are drawn, or left to be drawn with the next sample. */
  private runNs: number;
  private readyNs: number;
  private undrawnReadyNs = 0;
  /** The last sample, when it is not drawn because more has to be known. */
  private openSample: Sample | null = null;
  /** Waiting that the samples leave no doubt about, and time that may be waiting: see {@link Correction}. */
  private waitedNs = 0;
  private turnNs = 0;
  private unseenNs = 0;

  /**
   * @param last the last sample before the stretch, which it counts from; `null` when there was none
   * @param polls whether the event loop may have come to wait in this stretch
   * @param known how it is known that the thread was running in it, where no sample says otherwise
   * @param loop what the thread's own event loop polls, as far as is known
   */
  constructor(
    private readonly spans: Spans,
    fromNs: Nanoseconds,
    last: Sample | null,
    startsRunning: boolean,
    private readonly polls: boolean,
    private readonly known: Provenance,
    private readonly loop: LoopDescriptor,
    private readonly correction: Correction = {},
  ) {
    this.at = fromNs;
    this.off = startsRunning ? null : waiting;
    // What the thread was on a core for since that sample is drawn already.
    const drawn = last === null ? 0 : spans.timeNs('running', last.timeNs, fromNs);
    this.runNs = last === null ? NaN : last.runNs + drawn;
    this.readyNs = last === null ? NaN : last.readyNs + spans.timeNs('ready', last.timeNs, fromNs);
  }

  add(sample: Sample, isLast = false): void {
    const duration = sample.timeNs - this.at;
    if (duration <= 0) return;
    if (Number.isNaN(this.runNs)) {
      // The first one ever: how it is now is known, what was before is not.
      this.runNs = sample.runNs;
      this.readyNs = sample.readyNs;
      this.at = sample.timeNs;
      this.off = this.offOf(sample);
      if (this.off !== null) this.beginOff(this.at, this.off);
      return;
    }
    const { run, ready } = countedUpTo(sample, duration, this.runNs, this.readyNs);
    const missing = duration - run - ready;
    const isRunnable = sample.at === 'runnable';
    if (isRunnable && missing > tickNs && duration < patienceNs && !isLast) {
      this.openSample = sample;
      return;
    }
    this.openSample = null;
    // What the kernel has not counted yet is counted from here on.
    const uncounted = isRunnable && missing <= tickNs ? missing : 0;
    this.runNs = Math.max(sample.runNs, Math.min(this.runNs + duration, sample.runNs + uncounted));
    this.readyNs = sample.readyNs;
    this.draw(sample, duration, ready, missing - uncounted);
    this.at = sample.timeNs;
  }

  /**
   * The stretch is over.
   * @param idleNs how long the event loop waited in it, as the runtime counts; NaN where it does not say
   * @returns what a second try is to do better, or `null` where there is no doubt
   */
  end(toNs: Nanoseconds, idleNs: number): Correction | null {
    if (this.openSample !== null) this.add(this.openSample, true);
    const left = toNs - this.at;
    if (Number.isNaN(idleNs)) return null;
    if (left > 0) this.drawRest(toNs, left, Math.min(left, Math.max(0, idleNs - this.waitedNs)));
    // So much waiting there was not: what was polled was not the thread's own loop. But where it certainly was, it
    // waited: of a wait in which the program is stopped and continued (Ctrl+Z, a frozen container) the runtime counts the last part.
    if (this.waitedNs - idleNs > Math.max(tickNs, idleNs))
      return this.loop.isCertain ? null : { pollsOthers: true };
    if (this.turnNs + this.unseenNs <= tolerance) return null;
    const missingNs = Math.max(0, idleNs - this.waitedNs);
    return {
      turnShare: Math.min(1, missingNs / Math.max(1, this.turnNs)),
      unseenShare: Math.min(1, Math.max(0, missingNs - this.turnNs) / Math.max(1, this.unseenNs)),
    };
  }

  private drawRest(toNs: Nanoseconds, left: number, waiting: number): void {
    const running = left - waiting;
    if (running <= tolerance) {
      this.spans.begin(this.at, 'waiting', this.off === null ? 'inferred' : 'told');
    } else if (waiting <= tolerance) {
      this.spans.begin(this.at, 'running', this.off === null ? this.known : 'inferred');
    } else if (this.off === null) {
      // What was told next came straight out of the wait.
      this.spans.begin(this.at, 'running', this.known);
      this.spans.begin(toNs - waiting, 'waiting', 'inferred');
    } else {
      // Work that led to what was told next.
      this.spans.begin(this.at, 'waiting', 'told');
      this.spans.begin(toNs - running, 'running', 'inferred');
    }
  }

  private offOf(sample: Sample): Off | null {
    switch (sample.at) {
      case 'runnable':
        return null;
      case 'sleeping':
        return { state: 'sleeping', cause: sample.cause };
      case 'polling':
        return this.polls && !this.isOthers(sample.descriptor)
          ? waiting
          : { state: 'blocked', cause: sample.cause };
      case 'off':
        if (sample.cause !== noCause) return { state: 'blocked', cause: sample.cause };
        return this.polls ? waiting : { state: 'blocked', cause: unseenCall };
    }
  }

  private isOthers(descriptor: number | undefined): boolean {
    if (descriptor === undefined) return false;
    if (this.loop.isCertain) return descriptor !== this.loop.number;
    return this.correction.pollsOthers === true || descriptor > this.loop.number;
  }

  /** Where in a sample's time each part lies is not known, but how it began and how it ended is. */
  private draw(sample: Sample, duration: number, ready: number, off: number): void {
    const before = this.off;
    const after = this.offOf(sample);
    const readyDrawn = this.drawableReady(ready);
    const { first, last } = this.partsOf(before, after, off);
    let at = this.at;
    for (const part of first) {
      if (part.ns <= tolerance) continue;
      this.beginOff(at, part);
      at += part.ns;
    }
    if (readyDrawn > 0) {
      this.spans.begin(at, 'ready', 'sampled');
      at += readyDrawn;
    }
    const end = this.at + duration;
    const runEnd = end - last.reduce((sum, part) => sum + part.ns, 0);
    if (runEnd - at > tolerance || (after === null && readyDrawn > 0))
      this.spans.begin(at, 'running', this.polls || before !== null ? 'sampled' : this.known);
    at = runEnd;
    for (const part of last) {
      if (part.ns > tolerance || part === last.at(-1)) this.beginOff(Math.min(end, at), part);
      at += part.ns;
    }
    this.off = after;
  }

  /** The time off a core in pieces: those before the thread was on one, and those after. */
  private partsOf(before: Off | null, after: Off | null, off: number): { first: OffPart[]; last: OffPart[] } {
    if (before === null && after === null) {
      const unseen: Off = { state: 'blocked', cause: unseenCall };
      return { first: this.polls ? this.unsureParts(unseen, off) : this.sureParts(unseen, off), last: [] };
    }
    if (after === null) return { first: this.unsureParts(before ?? waiting, off), last: [] };
    if (before === null) return { first: [], last: this.unsureParts(after, off).reverse() };
    if (before.state === 'waiting' && after.state === 'waiting') {
      return { first: this.sureParts(before, off / 2), last: this.sureParts(after, off / 2) };
    }
    if (before.state !== 'waiting' && after.state !== 'waiting') {
      return { first: this.unsureParts(before, off / 2), last: this.unsureParts(after, off / 2).reverse() };
    }
    this.turnNs += off;
    const { turnShare = 0.5 } = this.correction;
    const share = before.state === 'waiting' ? turnShare : 1 - turnShare;
    return { first: [{ ...before, ns: off * share }], last: [{ ...after, ns: off * (1 - share) }] };
  }

  private sureParts(off: Off, ns: number): OffPart[] {
    if (off.state === 'waiting') this.waitedNs += ns;
    return [{ ...off, ns }];
  }

  /**
   * Not seen to wait, or seen on a core at both ends: in between it may have waited, too. Nothing better known, what
   * was seen went on; and what was on a core waited.
   */
  private unsureParts(off: Off, ns: number): OffPart[] {
    if (!this.polls) return this.sureParts(off, ns);
    const isSeen = off.cause !== unseenCall;
    if (off.state === 'waiting' && isSeen) return this.sureParts(off, ns);
    this.unseenNs += ns;
    const { unseenShare = isSeen ? 0 : 1 } = this.correction;
    return [
      { ...off, ns: ns * (1 - unseenShare) },
      { ...waiting, ns: ns * unseenShare },
    ];
  }

  private drawableReady(ready: number): number {
    this.undrawnReadyNs += ready;
    if (this.undrawnReadyNs < leastReadyNs) return 0;
    const drawn = Math.min(ready, this.undrawnReadyNs);
    this.undrawnReadyNs -= drawn;
    return drawn;
  }

  private beginOff(timeNs: Nanoseconds, { state, cause }: Off): void {
    this.spans.begin(timeNs, state, 'sampled', cause);
  }
}
