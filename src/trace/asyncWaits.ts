import type { ThreadKey } from '../protocol/panel.ts';
import type { WaitResult } from '../protocol/wire.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import type { Causes } from './causes.ts';
import type { WakeUps } from './wakeUps.ts';

interface AsyncWait {
  readonly buffer: number;
  readonly index: number;
  readonly timeoutMs: number;
  readonly begunNs: Nanoseconds;
}

interface SettledWait extends AsyncWait {
  readonly result: WaitResult;
  readonly endedNs: Nanoseconds;
}

/** As many of a thread's settled waits are kept: the last ones are what one asks for. */
const mostSettled = 5;

interface Waits {
  readonly open: Map<number, AsyncWait>;
  readonly settled: SettledWait[];
}

/** `Atomics.waitAsync`: who waits where without being blocked, and who ended the last of those waits. */
export class AsyncWaits {
  private readonly threads = new Map<ThreadKey, Waits>();

  constructor(
    private readonly causes: Causes,
    private readonly wakeUps: WakeUps,
  ) {}

  begins(
    thread: ThreadKey,
    number: number,
    timeNs: Nanoseconds,
    buffer: number,
    index: number,
    timeoutMs: number,
  ): void {
    this.of(thread).open.set(number, { buffer, index, timeoutMs, begunNs: timeNs });
  }

  ends(thread: ThreadKey, number: number, timeNs: Nanoseconds, result: WaitResult): void {
    const { open, settled } = this.of(thread);
    const wait = open.get(number);
    if (wait === undefined) return;
    open.delete(number);
    settled.unshift({ ...wait, result, endedNs: timeNs });
    settled.splice(mostSettled);
  }

  /** Those that have not settled, in words, in the order in which they began. */
  open(thread: ThreadKey): string[] {
    return [...(this.threads.get(thread)?.open.values() ?? [])].map(wait =>
      this.causes.asyncWait({ thread, ...wait, result: null }, null),
    );
  }

  /** The last ones that have, the latest first, with how they ended. */
  settled(thread: ThreadKey): string[] {
    return (this.threads.get(thread)?.settled ?? []).map(wait => {
      const { buffer, index, begunNs, endedNs } = wait;
      const waker = this.wakeUps.wakerOf(thread, buffer, index, endedNs, begunNs);
      return this.causes.asyncWait({ thread, ...wait }, waker?.thread ?? null);
    });
  }

  private of(thread: ThreadKey): Waits {
    let waits = this.threads.get(thread);
    if (waits === undefined) this.threads.set(thread, (waits = { open: new Map(), settled: [] }));
    return waits;
  }
}
