import type { Nanoseconds, Provenance, ThreadState } from '../protocol/words.ts';
import { unseenCall } from './causes.ts';
import { noCause } from './spans.ts';
import { countedUpTo, leastReadyNs, tolerance } from './stretch.ts';
import { Timeline, type Sample } from './timeline.ts';

/** What the timelines of a process know of its interpreter. The numbers are causes. */
export interface GilFacts {
  readonly hasGil: boolean;
  /** After how long a thread that waits for the GIL looks again. */
  readonly switchNs: Nanoseconds;
  /** How a sample says that a thread is stopped in a futex: in a lock, the GIL among them. */
  readonly futex: number;
  readonly gil: number;
  readonly unseenLock: number;
  /** How many threads of the process are in no wait that was told. */
  contenders: number;
}

interface Wait {
  readonly state: ThreadState;
  readonly cause: number;
}

type Off = Wait | null;

/**
 * Turns what a Python thread told, and what the OS was seen to do with it, into spans.
 *
 * The probe tells waits, with what they are for. Outside of them a thread runs Python code, is stopped in a call of
 * the system, or wants to run and has no GIL: that is what samples tell apart. A thread that waits for the GIL is
 * stopped in a futex, like one that waits for a lock, but it looks every few milliseconds whether it may: so of one
 * that stands still in a futex, while the probe knows of no wait, something waits that the probe cannot see.
 */
export class PythonTimeline extends Timeline {
  /** Set as soon as the process has told. */
  gil: GilFacts | null = null;
  private gilNs = 0;
  private readonly waits: Wait[] = [];
  private task = noCause;
  private last: Sample | null = null;
  private hasEnded = false;
  private isContender = false;
  /** Up to where the running stretch is drawn, and how the thread was then. */
  private at: Nanoseconds = NaN;
  private off: Off = null;
  /** Since the last wait that was told, it was seen to wait for the GIL. */
  private tookTurns = false;
  /** What the OS had counted by then. */
  private runNs = NaN;
  private readyNs = NaN;

  /** How long it wanted to run Python code and had no GIL, as far as was sampled; `null` where there is none. */
  get withoutGilNs(): number | null {
    return this.gil?.hasGil === true ? this.gilNs : null;
  }

  override codeBegins(timeNs: Nanoseconds): void {
    this.runs(timeNs);
  }

  blockBegins(timeNs: Nanoseconds, state: ThreadState, cause: number): void {
    if (this.hasEnded) return;
    this.waits.push({ state, cause });
    this.contends(false);
    this.at = NaN;
    this.spans.begin(timeNs, state, 'told', cause);
  }

  /** @param cause the wait's own, now with how it ended */
  blockEnds(timeNs: Nanoseconds, cause: number): void {
    if (this.hasEnded || this.waits.pop() === undefined) return;
    this.spans.explain(cause);
    const outer = this.waits.at(-1);
    if (outer !== undefined) this.spans.begin(timeNs, outer.state, 'told', outer.cause);
    else this.runs(timeNs);
  }

  /** What it runs, as the cause of its running spans; {@link noCause} when that is nothing in particular. */
  runsTask(timeNs: Nanoseconds, task: number): void {
    this.task = task;
    if (this.waits.length === 0) this.runs(timeNs);
  }

  override sampled(sample: Sample): void {
    const isLater = this.last === null || sample.timeNs > this.last.timeNs;
    if (this.hasEnded || !isLater) return;
    if (!Number.isNaN(this.at) && sample.timeNs > this.at) this.drawUpTo(sample);
    this.last = sample;
  }

  override stoodStill = (nowNs: Nanoseconds): void => {
    const { off, gil, last } = this;
    if (gil === null || last === null || off?.cause !== gil.gil || Number.isNaN(this.at)) return;
    if (nowNs - last.timeNs < Math.max(15e6, 3 * gil.switchNs)) return;
    this.off = { state: 'blocked', cause: gil.unseenLock };
    this.spans.takeBackTo(this.at);
    this.spans.begin(this.at, 'blocked', 'sampled', gil.unseenLock);
  };

  /** Python tells of no idle time. */
  override idleSoFar(): void {
    return;
  }

  override ends(timeNs: Nanoseconds): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.contends(false);
    this.spans.takeBackTo(timeNs);
    this.spans.end(timeNs);
  }

  private contends(does: boolean): void {
    if (does === this.isContender || this.gil === null) return;
    this.isContender = does;
    this.gil.contenders += does ? 1 : -1;
  }

  private runs(timeNs: Nanoseconds): void {
    if (this.hasEnded) return;
    const { last, spans } = this;
    this.contends(true);
    this.at = timeNs;
    this.off = null;
    this.tookTurns = false;
    // What it was on a core for since the last sample is drawn already.
    this.runNs = last === null ? NaN : last.runNs + spans.timeNs('running', last.timeNs, timeNs);
    this.readyNs = last?.readyNs ?? NaN;
    spans.begin(timeNs, 'running', 'told', this.task);
  }

  private drawUpTo(sample: Sample): void {
    const { spans } = this;
    const duration = sample.timeNs - this.at;
    const after = this.offOf(sample);
    const before = this.off;
    if (Number.isNaN(this.runNs)) {
      // The first look ever: how it is now is known, what was before is not.
      this.note(sample, after);
      if (after !== null) spans.begin(sample.timeNs, after.state, 'sampled', after.cause);
      return;
    }
    const { run, ready } = countedUpTo(sample, duration, this.runNs, this.readyNs);
    const off = duration - run - ready;
    // Where in the time between two looks it was off is not known, but how it began and how it ended is.
    const first = before === null ? 0 : after === null ? off : off / 2;
    const last = after === null ? 0 : off - first;
    const between = before === null && after === null ? off : 0;
    let at = this.at;
    if (before !== null && first > tolerance) at = this.part(at, first, before, sample);
    if (between > tolerance) at = this.part(at, between, this.unseen(), sample, 'inferred');
    if (ready >= leastReadyNs) {
      spans.begin(at, 'ready', 'sampled', noCause);
      at += ready;
    }
    const end = sample.timeNs - last;
    if (end - at > tolerance || after === null) spans.begin(at, 'running', 'sampled', this.task);
    if (after !== null) this.part(Math.max(at, end), last, after, sample);
    this.note(sample, after);
  }

  private part(
    at: Nanoseconds,
    ns: number,
    off: Wait,
    { timeNs }: Sample,
    known: Provenance = 'sampled',
  ): Nanoseconds {
    this.spans.begin(Math.min(at, timeNs), off.state, known, off.cause);
    if (off.cause === this.gil?.gil) this.gilNs += ns;
    return at + ns;
  }

  private note(sample: Sample, off: Off): void {
    this.at = sample.timeNs;
    this.off = off;
    if (off !== null && off.cause === this.gil?.gil) this.tookTurns = true;
    this.runNs = sample.runNs;
    this.readyNs = sample.readyNs;
  }

  private offOf(sample: Sample): Off {
    switch (sample.at) {
      case 'runnable':
        return null;
      case 'sleeping':
        return { state: 'sleeping', cause: sample.cause };
      case 'polling':
        return { state: 'waiting', cause: noCause };
      case 'off':
        if (sample.cause === noCause) return { state: 'blocked', cause: unseenCall };
        return this.gil !== null && sample.cause === this.gil.futex
          ? this.inFutex(this.gil)
          : { state: 'blocked', cause: sample.cause };
    }
  }

  private inFutex(gil: GilFacts): Wait {
    return gil.hasGil ? { state: 'ready', cause: gil.gil } : { state: 'blocked', cause: gil.unseenLock };
  }

  /**
   * On a core at both looks, and off it in between: of a thread that takes turns for the GIL, or when others want to
   * run Python code, too, that is why, as far as can be inferred.
   */
  private unseen(): Wait {
    const { gil, tookTurns } = this;
    return gil?.hasGil === true && (tookTurns || gil.contenders > 1)
      ? { state: 'ready', cause: gil.gil }
      : { state: 'blocked', cause: unseenCall };
  }
}
