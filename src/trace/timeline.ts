import type { Nanoseconds } from '../protocol/words.ts';
import { noCause } from './spans.ts';
import { StoppedSpans } from './stoppedSpans.ts';
import { Stretch, tolerance, type Correction, type LoopDescriptor, type Sample } from './stretch.ts';

export type { Sample } from './stretch.ts';

/** Of a thread of which nothing is told for long, samples older than the last so many are drawn for good. */
const mostSamples = 200;

/** The last moment of which the probe told what the thread was about. */
interface Mark {
  readonly timeNs: Nanoseconds;
  /** How long the event loop had waited until then; NaN where that is not known. */
  readonly idleNs: number;
  /** What it went on to do then. */
  readonly then: 'running' | 'waiting';
  /** The end of the slice will be told, so the loop does not wait before. */
  readonly isPromised: boolean;
}

/**
 * Turns what a Node thread told, and what the OS was seen to do with it, into spans.
 *
 * The probe tells moments, and how long the event loop has waited by then. What lies between two of them is
 * drawn when the second is read; until then samples of the OS say what the thread does, and those spans are
 * taken back. So samples place what was not told, and what was told stands.
 */
export class Timeline {
  readonly spans = new StoppedSpans();
  private mark: Mark | null = null;
  /** Since the mark. */
  private samples: Sample[] = [];
  /** The last one before the mark. */
  private lastSample: Sample | null = null;
  private stretch: Stretch | null = null;
  private loop: LoopDescriptor = { number: Infinity, isCertain: false };
  private waiting = false;
  private isOver = false;
  private beforeWait: Mark | null = null;

  created(timeNs: Nanoseconds): void {
    // A thread that told of itself before its parent told of it (hardly) keeps its first span as it is.
    if (this.spans.length === 0) this.spans.begin(timeNs, 'created', 'told');
  }

  starting(timeNs: Nanoseconds): void {
    this.spans.begin(timeNs, 'starting', 'told');
  }

  codeBegins(timeNs: Nanoseconds, idleNs: number): void {
    this.spans.begin(timeNs, 'running', 'told');
    this.setMark({ timeNs, idleNs, then: 'running', isPromised: true });
  }

  /** Its parent heard that a thread is up which does not tell for itself. */
  upWithoutProbe(timeNs: Nanoseconds): void {
    if (this.spans.ownState === 'created') this.spans.begin(timeNs, 'running', 'inferred');
  }

  /** A thread of which the OS alone tells; it began then, with nothing counted yet. */
  seenByOs(timeNs: Nanoseconds): void {
    this.spans.begin(timeNs, 'waiting', 'sampled');
    this.lastSample = { timeNs, runNs: 0, readyNs: 0, at: 'polling', cause: noCause };
    this.setMark({ timeNs, idleNs: NaN, then: 'waiting', isPromised: false });
  }

  /** @param isPromised whether the slice's end will be told */
  sliceBegins(timeNs: Nanoseconds, idleNs: number, isPromised: boolean): void {
    this.pass({ timeNs, idleNs, then: 'running', isPromised });
  }

  sliceEnds(timeNs: Nanoseconds, idleNs: number): void {
    this.pass({ timeNs, idleNs, then: 'waiting', isPromised: false });
  }

  /** The probe said how long the loop has waited so far, in the middle of a slice or of none. */
  idleSoFar(timeNs: Nanoseconds, idleNs: number): void {
    if (this.mark === null || this.mark.isPromised || timeNs <= this.mark.timeNs) return;
    this.pass({ timeNs, idleNs, then: 'running', isPromised: false });
  }

  waitBegins(timeNs: Nanoseconds, cause: number): void {
    this.beforeWait = this.mark;
    if (this.mark !== null) {
      const { idleNs } = this.mark;
      // In the middle of a slice: the loop has not waited since.
      this.pass({ timeNs, idleNs, then: 'running', isPromised: true });
    }
    this.waiting = true;
    this.mark = null;
    this.stretch = null;
    this.spans.begin(timeNs, 'blocked', 'told', cause);
  }

  /** @param cause the wait's own, now with its result */
  waitEnds(timeNs: Nanoseconds, cause: number): void {
    if (!this.waiting) return;
    this.spans.explain(cause);
    this.waiting = false;
    this.spans.begin(timeNs, 'running', 'told');
    const before = this.beforeWait;
    this.setMark({
      timeNs,
      idleNs: before?.idleNs ?? NaN,
      then: 'running',
      isPromised: before?.isPromised ?? false,
    });
  }

  /** The cause of the wait that lasts. */
  get waitCause(): number {
    return this.spans.ownCause;
  }

  /** The OS was looked at. */
  sampled(sample: Sample): void {
    const { mark } = this;
    if (this.isOver) return;
    this.learnLoop(sample);
    if (mark === null || sample.timeNs <= mark.timeNs) {
      if (this.lastSample === null || sample.timeNs > this.lastSample.timeNs) this.lastSample = sample;
      return;
    }
    this.samples.push(sample);
    this.stretch ??= this.begin(mark);
    this.stretch.add(sample);
    if (this.samples.length > mostSamples) {
      // What is drawn stays. How long the loop waited in it is not known by itself any more.
      const then = this.spans.ownState === 'waiting' ? 'waiting' : 'running';
      this.setMark({ ...mark, timeNs: sample.timeNs, idleNs: NaN, then });
    }
  }

  private learnLoop({ descriptor, loop }: Sample): void {
    if (loop !== undefined) this.loop = { number: loop, isCertain: true };
    else if (!this.loop.isCertain && descriptor !== undefined && descriptor < this.loop.number)
      this.loop = { number: descriptor, isCertain: false };
  }

  /** The OS was looked at, and the thread had not moved since the sample before. */
  stoodStill: (nowNs: Nanoseconds) => void = () => undefined;

  ends(timeNs: Nanoseconds, idleNs: number): void {
    if (this.mark !== null) {
      const { timeNs: lastNs, idleNs: lastIdleNs } = this.mark;
      if (!Number.isNaN(idleNs)) this.draw(this.mark, timeNs, idleNs - lastIdleNs);
      else if (lastNs > timeNs) this.spans.takeBackTo(timeNs);
    }
    this.mark = null;
    this.isOver = true;
    this.samples = [];
    this.lastSample = null;
    this.stretch = null;
    this.spans.end(timeNs);
  }

  /** The longest stretch so far in which the event loop did not get to wait. */
  longestBusyNs(nowNs: Nanoseconds): number {
    return this.spans.longestBusyNs(nowNs);
  }

  private pass(next: Mark): void {
    const { mark } = this;
    if (this.waiting || this.isOver) return;
    if (mark !== null) this.draw(mark, next.timeNs, next.idleNs - mark.idleNs);
    this.spans.begin(next.timeNs, next.then, 'told');
    this.setMark(next);
  }

  private setMark(mark: Mark): void {
    this.mark = mark;
    this.stretch = null;
    if (this.samples.length === 0) return;
    const past = this.samples.filter(sample => sample.timeNs <= mark.timeNs);
    this.lastSample = past.at(-1) ?? this.lastSample;
    this.samples = this.samples.slice(past.length);
    for (const sample of this.samples) (this.stretch ??= this.begin(mark)).add(sample);
  }

  private draw(mark: Mark, toNs: Nanoseconds, idleNs: number): void {
    // Most stretches are short: nobody looked at the OS in them, and they were one thing only.
    if (this.samples.length === 0) {
      if (idleNs <= tolerance && mark.then === 'running') return;
      if (toNs - mark.timeNs - idleNs <= tolerance && mark.then === 'waiting') return;
    }
    const correction = this.drawOnce(mark, toNs, idleNs);
    if (correction !== null) this.drawOnce(mark, toNs, idleNs, correction);
  }

  private drawOnce(
    mark: Mark,
    toNs: Nanoseconds,
    idleNs: number,
    correction?: Correction,
  ): Correction | null {
    if (this.stretch !== null) this.spans.takeBackTo(mark.timeNs, mark.then);
    this.stretch = this.begin(mark, idleNs, correction);
    if (toNs - mark.timeNs - idleNs > tolerance) {
      for (const sample of this.samples) if (sample.timeNs <= toNs) this.stretch.add(sample);
    }
    return this.stretch.end(toNs, idleNs);
  }

  private begin(mark: Mark, idleNs = NaN, correction?: Correction): Stretch {
    const startsRunning = mark.then === 'running';
    const polls = Number.isNaN(idleNs) ? !mark.isPromised : idleNs > tolerance;
    const known = startsRunning ? 'told' : 'sampled';
    const { spans, lastSample, loop } = this;
    return new Stretch(spans, mark.timeNs, lastSample, startsRunning, polls, known, loop, correction);
  }
}
