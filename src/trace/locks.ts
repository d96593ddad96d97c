import type { LockView } from '../protocol/panel.ts';
import type { LockText } from '../protocol/texts.ts';
import type { Nanoseconds, SourcePlace } from '../protocol/words.ts';
import type { ProcessRecord, ThreadRecord } from './entities.ts';
import { made } from './made.ts';

/** A request for a lock that is not over, as far as was read. Absolute times. */
interface LockRequest {
  readonly lock: Lock;
  readonly thread: ThreadRecord;
  readonly text: LockText;
  readonly askedNs: Nanoseconds;
  grantedNs: Nanoseconds | null;
}

/** A lock of `navigator.locks`: a name that the threads of one process share. */
interface Lock {
  readonly name: string;
  readonly process: ProcessRecord;
  /** In the order in which they were read. */
  readonly open: Set<LockRequest>;
  requests: number;
  granted: number;
  longestWaitNs: number;
  longestHoldNs: number;
}

/** What became of a lock over the whole run so far. */
export interface LockFacts {
  readonly name: string;
  readonly process: ProcessRecord;
  readonly requests: number;
  readonly granted: number;
  readonly longestWaitNs: number;
  readonly longestHoldNs: number;
  readonly holders: readonly ThreadRecord[];
}

/** A request that is not over. Absolute times. */
export interface OpenRequest {
  /** The thread's own number of it. */
  readonly number: number;
  readonly name: string;
  readonly at: SourcePlace | null;
  readonly isHeld: boolean;
  /** When it was granted, or else asked for. */
  readonly sinceNs: Nanoseconds;
  /** Who has the lock meanwhile. */
  readonly behind: readonly ThreadRecord[];
}

/** Who holds which lock, and who waits for it behind whom and since when. Of what is over, the sums are kept. */
export class Locks {
  private readonly locks = new Map<ProcessRecord, Map<string, Lock>>();
  /** By the thread's own number, in the order of asking. */
  private readonly requests = new Map<ThreadRecord, Map<number, LockRequest>>();

  /** @param changed called with threads for which something is different now */
  constructor(private readonly changed: (thread: ThreadRecord) => void) {}

  requested(thread: ThreadRecord, number: number, timeNs: Nanoseconds, text: LockText): void {
    const lock = this.lockOf(thread.process, text.name);
    const request: LockRequest = { lock, thread, text, askedNs: timeNs, grantedNs: null };
    lock.requests++;
    lock.open.add(request);
    made(this.requests, thread, () => new Map<number, LockRequest>()).set(number, request);
    this.changed(thread);
  }

  granted(thread: ThreadRecord, number: number, timeNs: Nanoseconds): void {
    const request = this.requests.get(thread)?.get(number);
    if (request === undefined) return;
    request.grantedNs = timeNs;
    request.lock.granted++;
    this.tell(request.lock);
  }

  /** The lock is free again, or the thread does not wait for it any more. */
  ended(thread: ThreadRecord, number: number, timeNs: Nanoseconds): void {
    const requests = this.requests.get(thread);
    const request = requests?.get(number);
    if (request === undefined) return;
    const { lock } = request;
    this.tell(lock);
    requests?.delete(number);
    lock.open.delete(request);
    lock.longestWaitNs = Math.max(lock.longestWaitNs, waitOf(request, timeNs));
    lock.longestHoldNs = Math.max(lock.longestHoldNs, holdOf(request, timeNs));
  }

  /** What it held is free: those that waited for it have to be shown anew. */
  threadEnded(thread: ThreadRecord): void {
    for (const { lock } of this.requests.get(thread)?.values() ?? []) this.tell(lock);
  }

  /** What a thread holds or waits for now. */
  of(thread: ThreadRecord, originNs: Nanoseconds): LockView[] {
    if (thread.endedNs !== null) return [];
    return [...(this.requests.get(thread)?.values() ?? [])].flatMap(request => {
      const { text, grantedNs, askedNs, lock } = request;
      const holders = holdersOf(lock);
      const isHeld = holders.includes(request);
      // Had, and had by somebody else now: it was stolen, or its end is about to be read.
      if (grantedNs !== null && !isHeld) return [];
      return {
        name: text.name,
        mode: text.mode,
        state: isHeld ? 'held' : 'queued',
        sinceNs: (grantedNs ?? askedNs) - originNs,
        at: text.at,
        behind: isHeld ? [] : [...new Set(holders.map(holder => holder.thread.key))],
      } satisfies LockView;
    });
  }

  /** What a thread holds or has asked for, in the order of asking. */
  openOf(thread: ThreadRecord): OpenRequest[] {
    return [...(this.requests.get(thread) ?? [])].flatMap(([number, request]): OpenRequest[] => {
      const { text, grantedNs, askedNs, lock } = request;
      const holders = holdersOf(lock);
      const isHeld = holders.includes(request);
      if (grantedNs !== null && !isHeld) return [];
      const behind = isHeld ? [] : [...new Set(holders.map(holder => holder.thread))];
      return [{ number, name: text.name, at: text.at, isHeld, sinceNs: grantedNs ?? askedNs, behind }];
    });
  }

  /** The locks that so many threads queue for now, with how often each was granted so far. */
  crowded(
    least: number,
  ): { lock: object; name: string; granted: number; threads: ThreadRecord[]; at: SourcePlace | null }[] {
    return [...this.locks.values()].flatMap(locks =>
      [...locks.values()].flatMap(lock => {
        if (lock.open.size < least) return [];
        const queued = [...lock.open].filter(
          ({ grantedNs, thread }) => grantedNs === null && thread.endedNs === null,
        );
        const threads = [...new Set(queued.map(({ thread }) => thread))];
        if (threads.length < least) return [];
        return [{ lock, name: lock.name, granted: lock.granted, threads, at: queued[0]?.text.at ?? null }];
      }),
    );
  }

  facts(nowNs: Nanoseconds): LockFacts[] {
    const locks = [...this.locks.values()].flatMap(ofProcess => [...ofProcess.values()]);
    return locks.map(({ open, ...lock }) => {
      const longest = (soFar: number, of: typeof waitOf): number =>
        [...open].reduce((most, each) => Math.max(most, of(each, each.thread.endedNs ?? nowNs)), soFar);
      return {
        ...lock,
        longestWaitNs: longest(lock.longestWaitNs, waitOf),
        longestHoldNs: longest(lock.longestHoldNs, holdOf),
        holders: [...new Set(holdersOf({ open }).map(request => request.thread))],
      };
    });
  }

  private tell({ open }: Lock): void {
    for (const { thread } of open) this.changed(thread);
  }

  private lockOf(process: ProcessRecord, name: string): Lock {
    const locks = made(this.locks, process, () => new Map<string, Lock>());
    return made(locks, name, () => ({
      name,
      process,
      open: new Set<LockRequest>(),
      requests: 0,
      granted: 0,
      longestWaitNs: 0,
      longestHoldNs: 0,
    }));
  }
}

/**
 * Threads are read one after the other, and a thread hears late that its lock was stolen: so the end of a lock may
 * be read after somebody else has it. Whoever was granted it last has it, and with it only those that share.
 */
function holdersOf({ open }: Pick<Lock, 'open'>): LockRequest[] {
  const granted = [...open].filter(({ grantedNs, thread }) => grantedNs !== null && thread.endedNs === null);
  const latest = granted.reduce<LockRequest | undefined>(
    (one, other) => ((other.grantedNs ?? 0) >= (one?.grantedNs ?? 0) ? other : one),
    undefined,
  );
  return latest?.text.mode === 'exclusive' ? [latest] : granted.filter(({ text }) => text.mode === 'shared');
}

function waitOf({ askedNs, grantedNs }: LockRequest, untilNs: Nanoseconds): number {
  return Math.max(0, (grantedNs ?? untilNs) - askedNs);
}

function holdOf({ grantedNs }: LockRequest, untilNs: Nanoseconds): number {
  return grantedNs === null ? 0 : Math.max(0, untilNs - grantedNs);
}
