import type { Nanoseconds } from '../../protocol/words.ts';
import type { ProcessRecord, ThreadRecord } from '../entities.ts';
import type { Trace } from '../trace.ts';
import { livingThreads, placeOf, type Detector, type Found, type Look } from './finding.ts';
import { Streaks } from './streak.ts';

/** Whoever ran, or wanted to, for less of the time does something else, too. */
const busyShare = 0.8;
/** What is over sooner is over before anybody has done something about it. */
const gilNs: Nanoseconds = 2e9;
const coresNs: Nanoseconds = 5e9;
/** Two threads that only compute in Python wait half of the time; one that has it mostly for itself is well. */
const leastGilShare = 0.4;
const leastReadyShare = 0.25;
/** Up to twice as many threads as cores are made on purpose: some of them may wait now and then. */
const threadsPerCore = 2;
const mostShown = 20;

/** What a thread had been doing so far. */
interface Times {
  readonly ranNs: number;
  readonly readyNs: number;
  readonly gilNs: number;
}

type Seen = ReadonlyMap<ThreadRecord, Times>;

/** What a thread did since it was seen last, and its share of that time. */
interface Busy extends Times {
  readonly thread: ThreadRecord;
}

function timesOf({ timeline: { spans }, python }: ThreadRecord, nowNs: Nanoseconds): Times {
  const withoutGilNs = python?.timeline.withoutGilNs ?? 0;
  const readyNs = spans.totalNs('ready', nowNs);
  return {
    ranNs: spans.totalNs('running', nowNs),
    readyNs: Math.max(0, readyNs - withoutGilNs),
    gilNs: Math.min(withoutGilNs, readyNs),
  };
}

function seenOf(threads: readonly ThreadRecord[], nowNs: Nanoseconds): Seen {
  return new Map(threads.map(thread => [thread, timesOf(thread, nowNs)]));
}

/** Those that ran or wanted to nearly all the time since then. */
function busySince(then: Seen, now: Seen, forNs: Nanoseconds): Busy[] {
  const busy: Busy[] = [];
  for (const [thread, times] of now) {
    const before = then.get(thread);
    if (before === undefined) continue;
    const ranNs = times.ranNs - before.ranNs;
    const readyNs = times.readyNs - before.readyNs;
    const waitedNs = times.gilNs - before.gilNs;
    if (ranNs + readyNs + waitedNs >= busyShare * forNs)
      busy.push({ thread, ranNs, readyNs, gilNs: waitedNs });
  }
  return busy;
}

/** For how much of the time that they ran or waited for it they waited for it. */
function shareOf(busy: readonly Busy[], what: 'readyNs' | 'gilNs'): number {
  const waitedNs = busy.reduce((sum, each) => sum + each[what], 0);
  const ranNs = busy.reduce((sum, each) => sum + each.ranNs, 0);
  return waitedNs === 0 ? 0 : waitedNs / (waitedNs + ranNs);
}

function foundOf(
  trace: Trace,
  about: string,
  sinceNs: Nanoseconds,
  nowNs: Nanoseconds,
  busy: readonly Busy[],
  facts: Found['facts'],
): Found {
  const threads = busy.slice(0, mostShown).map(({ thread }) => thread);
  return {
    key: `${about} ${sinceNs - trace.originNs}`,
    sinceNs,
    untilNs: null,
    threads: threads.map(({ key: thread }) => thread),
    spans: threads.map(({ key: thread }) => ({ thread, startNs: sinceNs, endNs: nowNs })),
    places: threads.flatMap(({ key: thread, createdAt }) => placeOf('makes', thread, createdAt)),
    facts,
  };
}

/** Threads of Python that want to run all the time, and take turns at it for lack of the GIL. */
export class GilBoundDetector implements Detector {
  readonly kind = 'gil-bound';
  private readonly streaks = new Streaks<ProcessRecord, Seen>(gilNs);

  look(trace: Trace, { nowNs, isLast }: Look): readonly Found[] {
    const seen = new Set<ProcessRecord>();
    for (const process of trace.livingProcesses) {
      if (process.runtime !== 'python') continue;
      const threads = livingThreads(process.threads.values());
      if (threads.length < 2 || threads.some(({ python }) => python?.timeline.withoutGilNs === null))
        continue;
      const now = seenOf(threads, nowNs);
      const streak = this.streaks.of(process);
      const then = streak.sees(nowNs, now);
      const busy = then === null ? [] : busySince(then, now, gilNs);
      const share = shareOf(busy, 'gilNs');
      if (then !== null && (busy.length < 2 || share < leastGilShare)) continue;
      seen.add(process);
      if (then === null || streak.found !== null) continue;
      const facts = { count: busy.length, share: Math.round(share * 100) };
      streak.found = foundOf(trace, `${process.key}`, nowNs - gilNs, nowNs, busy, facts);
    }
    return this.streaks.settle(nowNs, isLast, seen);
  }
}

/** More threads that want to run all the time than there are cores. */
export class OversubscriptionDetector implements Detector {
  readonly kind = 'oversubscription';
  private readonly streaks = new Streaks<string, Seen>(coresNs);

  look(trace: Trace, { nowNs, isLast, cores }: Look): readonly Found[] {
    const seen = new Set<string>();
    const threads = livingThreads(trace.threads);
    if (threads.length > cores * threadsPerCore) {
      const now = seenOf(threads, nowNs);
      const streak = this.streaks.of('run');
      const then = streak.sees(nowNs, now);
      // Of threads that wait for the GIL one at a time wants a core.
      const busy = then === null ? [] : busySince(then, now, coresNs).filter(isForCores);
      const share = shareOf(busy, 'readyNs');
      const isOver = then !== null && (busy.length <= cores * threadsPerCore || share < leastReadyShare);
      if (!isOver) seen.add('run');
      if (then !== null && !isOver && streak.found === null) {
        const facts = { busy: busy.length, cores, share: Math.round(share * 100) };
        streak.found = foundOf(trace, 'run', nowNs - coresNs, nowNs, busy, facts);
      }
    }
    return this.streaks.settle(nowNs, isLast, seen);
  }
}

function isForCores({ ranNs, readyNs, gilNs: waitedNs }: Busy): boolean {
  return waitedNs < 0.2 * (ranNs + readyNs);
}
