import {
  provenances,
  threadStates,
  type Nanoseconds,
  type Provenance,
  type ThreadState,
} from '../protocol/words.ts';
import { noCause, Spans } from './spans.ts';

/** Of what a stopped thread is said to do meanwhile, the last so many are kept: its end decides which of them counts. */
const mostHidden = 1000;

/** A stretch in which a debugger held the thread; `toNs` is infinite while it lasts. */
interface Stop {
  /** When it was said to begin. */
  readonly saidNs: Nanoseconds;
  readonly fromNs: Nanoseconds;
  toNs: Nanoseconds;
  cause: number;
}

interface Begin {
  readonly timeNs: Nanoseconds;
  readonly state: ThreadState;
  readonly known: Provenance;
  readonly cause: number;
}

/**
 * The spans of a thread that a debugger may stop. What the thread told and what was sampled is drawn as ever, and
 * the stops are laid over it: inside of one the thread is blocked, whatever else is said of it. That comes from two
 * sides, in any order: what the thread told before it was stopped may be read after that, and what it does once it
 * goes on before the debugger has said so.
 */
export class StoppedSpans extends Spans {
  /** In the order of time, without overlap; `null` for nearly all threads. */
  private stops: Stop[] | null = null;
  /** What is said of the thread but for the debugger, as of now. */
  private own: Begin = unknown(0);
  /** What was said of it since the stop began that lasts. */
  private hidden: Begin[] = [];

  /** What the thread does, or would if no debugger held it. */
  get ownState(): ThreadState | null {
    return this.stops === null ? this.lastState : this.own.state;
  }

  get ownCause(): number {
    return this.stops === null ? this.lastCause : this.own.cause;
  }

  /** A debugger holds the thread. */
  get isStopped(): boolean {
    return this.stops?.at(-1)?.toNs === Infinity;
  }

  /** It told of a wait that it is in. */
  get isInToldWait(): boolean {
    return this.length > 0 && isToldWait(this.stops === null ? this.beginAt(this.length - 1) : this.own);
  }

  override begin(timeNs: Nanoseconds, state: ThreadState, known: Provenance, cause = noCause): void {
    if (this.stops === null) super.begin(timeNs, state, known, cause);
    else if (this.endNs === null)
      this.beginBelow({ timeNs: Math.max(timeNs, this.own.timeNs), state, known, cause });
  }

  override explain(cause: number): void {
    if (this.stops !== null && this.endNs === null) {
      this.own = { ...this.own, cause };
      if (this.isStopped) {
        if (this.hidden.length > 0) this.hidden[this.hidden.length - 1] = this.own;
        return;
      }
    }
    super.explain(cause);
  }

  override takeBackTo(timeNs: Nanoseconds, state?: ThreadState): void {
    if (this.stops === null) {
      super.takeBackTo(timeNs, state);
      return;
    }
    if (this.endNs !== null) return;
    super.takeBackTo(timeNs);
    this.hidden = this.hidden.filter(each => each.timeNs <= timeNs);
    const stop = this.stopAt(timeNs);
    this.own = stop === undefined ? this.beginAt(this.length - 1) : this.ownIn(stop, timeNs);
    if (state !== undefined && this.own.timeNs === timeNs)
      this.beginBelow({ timeNs, state, known: 'told', cause: noCause });
    this.layAfter(timeNs);
  }

  override end(timeNs: Nanoseconds): void {
    if (this.stops !== null && this.endNs === null) super.takeBackTo(Math.max(timeNs, this.own.timeNs));
    super.end(timeNs);
  }

  /** A debugger has stopped the thread. Before its first span nothing can be said of it. */
  stop(timeNs: Nanoseconds, cause: number): void {
    if (this.length === 0) return;
    this.again(() => {
      this.resumeNow(timeNs);
      const fromNs = Math.max(timeNs, this.stops?.at(-1)?.toNs ?? this.startAt(0));
      const later: Begin[] = [];
      for (let index = this.length - 1; index > 0 && this.startAt(index) > fromNs; index--)
        later.unshift(this.beginAt(index));
      if (this.stops === null) this.own = this.beginAt(this.length - 1);
      super.takeBackTo(fromNs);
      const before = later.length > 0 && this.own.timeNs > fromNs ? this.beginAt(this.length - 1) : this.own;
      this.hidden = [before, ...later];
      this.stops ??= [];
      this.stops.push({ saidNs: timeNs, fromNs, toNs: Infinity, cause });
      super.begin(fromNs, 'blocked', 'told', cause);
    });
  }

  /** More is known of the stop that began then. @returns false when there is none */
  explainStop(timeNs: Nanoseconds, cause: number): boolean {
    const stop = this.stops?.find(each => each.saidNs === timeNs);
    if (stop === undefined) return false;
    const index = this.columns.countUpTo(stop.fromNs) - 1;
    if (this.startAt(index) === stop.fromNs && this.causeAt(index) === stop.cause)
      this.columns.setCause(index, cause);
    stop.cause = cause;
    return true;
  }

  /** It goes on. Without a stop that is known of, nothing happens. */
  resume(timeNs: Nanoseconds): void {
    if (this.isStopped) this.again(() => this.resumeNow(timeNs));
  }

  private resumeNow(timeNs: Nanoseconds): void {
    const stop = this.stops?.at(-1);
    if (stop?.toNs !== Infinity) return;
    const toNs = Math.max(timeNs, stop.fromNs);
    const later = this.hidden.filter(each => each.timeNs > toNs);
    this.own = this.ownIn(stop, toNs);
    this.hidden = [];
    stop.toNs = toNs;
    this.layAfter(stop.fromNs);
    for (const each of later) this.beginBelow(each);
  }

  /** Does something to spans that may have ended: what a debugger says comes late. */
  private again(change: () => void): void {
    const endNs = this.reopen();
    change();
    if (endNs !== null) this.end(endNs);
  }

  private beginBelow(next: Begin): void {
    const { timeNs, state, known, cause } = next;
    const stop = this.stopAt(timeNs);
    this.own = next;
    // What is drawn behind it is the work of stops.
    super.takeBackTo(timeNs);
    if (stop === undefined) super.begin(timeNs, state, known, cause);
    else if (stop.toNs === Infinity) this.hide(next);
    this.layAfter(timeNs);
  }

  private hide(next: Begin): void {
    this.hidden.push(next);
    if (this.hidden.length > mostHidden) this.hidden.shift();
  }

  /** Draws the stops, and what follows them, as far as they reach behind `timeNs`. */
  private layAfter(timeNs: Nanoseconds): void {
    const stops = this.stops ?? [];
    let index = stops.length;
    while (index > 0 && (stops[index - 1]?.toNs ?? 0) > timeNs) index--;
    for (const { fromNs, toNs, cause } of stops.slice(index)) {
      if (fromNs >= timeNs) super.begin(fromNs, 'blocked', 'told', cause);
      if (toNs === Infinity) break;
      const after = afterStop(this.own);
      super.begin(toNs, after.state, after.known, after.cause);
    }
  }

  private stopAt(timeNs: Nanoseconds): Stop | undefined {
    const stops = this.stops ?? [];
    for (let index = stops.length - 1; index >= 0; index--) {
      const stop = stops[index];
      if (stop === undefined || stop.toNs <= timeNs) return undefined;
      if (stop.fromNs <= timeNs) return stop;
    }
    return undefined;
  }

  /** What was said of the thread at a moment inside of a stop, or at its end. */
  private ownIn(stop: Stop, timeNs: Nanoseconds): Begin {
    const hidden = this.hidden.filter(each => each.timeNs <= timeNs).at(-1);
    if (hidden !== undefined && stop.toNs === Infinity) return hidden;
    let index = this.length - 1;
    while (index >= 0 && this.startAt(index) >= stop.fromNs) index--;
    // Before its first span nothing was said of the thread.
    const isOwn = index >= 0 && this.stops?.some(each => each.fromNs === this.startAt(index)) === false;
    return isOwn ? this.beginAt(index) : unknown(stop.fromNs);
  }

  private beginAt(index: number): Begin {
    return {
      timeNs: this.startAt(index),
      state: threadStates[this.stateAt(index)] as ThreadState,
      known: provenances[this.knownAt(index)] as Provenance,
      cause: this.causeAt(index),
    };
  }
}

function unknown(timeNs: Nanoseconds): Begin {
  return { timeNs, state: 'running', known: 'told', cause: noCause };
}

function isToldWait({ known, state }: Begin): boolean {
  return known === 'told' && (state === 'blocked' || state === 'sleeping' || state === 'waiting');
}

/**
 * A debugger stops what runs, so that is how it goes on, unless it was told to be in a wait, or not to have begun yet.
 */
function afterStop(own: Begin): Begin {
  const isWait = isToldWait(own) && own.state !== 'waiting';
  if (isWait || own.state === 'created' || own.state === 'starting') return own;
  return { ...own, state: 'running', known: 'told', cause: own.state === 'running' ? own.cause : noCause };
}
