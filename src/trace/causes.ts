import type { ThreadKey } from '../protocol/panel.ts';
import type { WaitResult } from '../protocol/wire.ts';
import type { Nanoseconds, SourcePlace } from '../protocol/words.ts';
import type { Buffers } from './buffers.ts';
import { made } from './made.ts';
import { noPlace, type Places } from './places.ts';
import type { Waker, WakeUps } from './wakeUps.ts';

/** The cause of a stop that no look at the OS caught in its call. */
export const unseenCall = 0;

/** A wait on a shared buffer, be it one that blocks or not. */
export interface BufferWait {
  readonly thread: ThreadKey;
  readonly buffer: number;
  readonly index: number;
  readonly timeoutMs: number;
  /** How the wait ended; `null` while it lasts. */
  readonly result: WaitResult | null;
}

/** A wait on a shared buffer. */
interface AtomicsCause extends BufferWait {
  /** The number of the line that waits. */
  readonly place: number;
}

/** A wait in words already, and the number of the line that waits. */
interface PlacedCause {
  readonly text: string;
  readonly place: number;
}

/** One that is over, who ended it, and on which line. */
interface WokenCause extends PlacedCause {
  readonly waker: ThreadKey;
  readonly wokenFrom: number;
}

type Cause = AtomicsCause | WokenCause | PlacedCause | string;

/** Why spans are blocked. Kept as facts and put into words when shown, for by then more is known. */
export class Causes {
  private readonly causes: Cause[] = [];
  private readonly byKey = new Map<string, number>();

  constructor(
    private readonly buffers: Buffers,
    private readonly wakeUps: WakeUps,
    private readonly places: Places,
    private readonly nameOf: (thread: ThreadKey) => string,
  ) {
    this.put('a call into the system that was not seen');
  }

  atomicsWait(thread: ThreadKey, buffer: number, index: number, timeoutMs: number, place = noPlace): number {
    return this.put({ thread, buffer, index, timeoutMs, result: null, place });
  }

  /**
   * The same wait, now that it is over.
   * @param place its line, if that is known only now
   */
  ended(cause: number, result: WaitResult, place = noPlace): number {
    const begun = this.causes[cause];
    if (!isAtomics(begun)) return cause;
    return this.put({ ...begun, result, place: begun.place === noPlace ? place : begun.place });
  }

  /** A call into the operating system that the thread is stopped in. */
  systemCall(name: string): number {
    return this.put(`system call ${name}`);
  }

  /** A wait that whoever saw it has put into words. */
  other(words: string, place = noPlace): number {
    return this.put(place === noPlace ? words : { text: words, place });
  }

  /** The same, of a wait that is over, by somebody who is known. */
  woken(cause: WokenCause): number {
    return this.put(cause);
  }

  /** @param endNs when the span ended, which tells who ended it; `null` while it lasts */
  text(cause: number, endNs: Nanoseconds | null): string | null {
    const found = this.causes[cause];
    if (!isAtomics(found)) return typeof found === 'object' ? found.text : (found ?? null);
    const waker = endNs === null ? null : this.wakerOf(cause, endNs);
    return this.words('Atomics.wait', found, waker?.thread ?? null);
  }

  /** Gives all buffers that were waited on their numbers, in the order of the waits and not in that of questions. */
  numberBuffers(): void {
    for (const cause of this.causes) if (isAtomics(cause)) this.buffers.identity(cause.thread, cause.buffer);
  }

  /** The `Atomics.wait` that a cause tells of; `null` for any other cause. */
  atomicsWaitOf(cause: number): BufferWait | null {
    const found = this.causes[cause];
    return isAtomics(found) ? found : null;
  }

  /** The line that waits; `null` when that is not known. */
  placeOf(cause: number): SourcePlace | null {
    return this.places.at(this.placeNumberOf(cause));
  }

  /** The same as its number among the trace's places. */
  placeNumberOf(cause: number): number {
    const found = this.causes[cause];
    return typeof found === 'object' ? found.place : noPlace;
  }

  /** Who ended the wait of that cause that was over at `endNs`; `null` when nobody did, or it is not known. */
  wakerOf(cause: number, endNs: Nanoseconds): Waker | null {
    const found = this.causes[cause];
    // When exactly is not told: the two are taken to be one moment.
    if (typeof found === 'object' && 'waker' in found)
      return { thread: found.waker, timeNs: endNs, at: this.places.at(found.wokenFrom) };
    if (!isAtomics(found) || found.result !== 'ok') return null;
    return this.wakeUps.wakerOf(found.thread, found.buffer, found.index, endNs);
  }

  /** A wait that blocks nobody, in the same words. */
  asyncWait(wait: BufferWait, waker: ThreadKey | null): string {
    return this.words('Atomics.waitAsync', wait, waker);
  }

  private words(call: string, wait: BufferWait, waker: ThreadKey | null): string {
    const { thread, buffer, index, timeoutMs, result } = wait;
    const where = `shared buffer ${this.buffers.identity(thread, buffer)} [${index}]`;
    const limit = Number.isFinite(timeoutMs) ? `, at most ${timeoutMs} ms` : '';
    const outcome = result === null ? '' : `: ${result}`;
    const who = result !== 'ok' || waker === null ? '' : `, woken by ${this.nameOf(waker)}`;
    return `${call} on ${where}${limit}${outcome}${who}`;
  }

  private put(cause: Cause): number {
    return made(this.byKey, keyOf(cause), () => this.causes.push(cause) - 1);
  }
}

function keyOf(cause: Cause): string {
  if (typeof cause === 'string') return cause;
  if (isAtomics(cause))
    return `${cause.thread} ${cause.buffer} ${cause.index} ${cause.timeoutMs} ${cause.result ?? ''} ${cause.place}`;
  const by = 'waker' in cause ? `${cause.waker} ${cause.wokenFrom}` : '';
  return `${cause.place} ${by} ${cause.text}`;
}

function isAtomics(cause: Cause | undefined): cause is AtomicsCause {
  return typeof cause === 'object' && 'buffer' in cause;
}
