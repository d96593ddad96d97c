import type { ThreadKey } from '../../protocol/panel.ts';
import type { Nanoseconds } from '../../protocol/words.ts';
import type { ThreadRecord, Vitals } from '../entities.ts';
import type { Trace } from '../trace.ts';
import { isEnding, placeOf, shownMs, type Detector, type Found, type Look } from './finding.ts';

/** So many threads that live for a moment only are a habit; those of Python cost a hundredth of a Worker. */
const leastShort = { node: 10, python: 300 };
/** Starting took this many times what they did then. */
const leastRatio = 2;
const mostShown = 20;
/** A pool is made for more than the next few seconds. */
const idleNs: Nanoseconds = 5e9;
const leastSiblings = 4;
const leastIdle = 2;
const leastIdleShare = 0.25;
/** Who ran for less in all that time, the probe's own timer included, did nothing. */
const mostRunNs: Nanoseconds = 50e6;
/** So often an idle thread tells how it is, at the least: one that was heard of longer ago may be gone. */
const heardEveryNs: Nanoseconds = 3e9;
/** Between what it told first and last; it tells every two seconds. */
const leastRestNs: Nanoseconds = 4e9;
/** With more threads than this that live, those are looked at that were made first. */
const mostLooked = 2000;

/** Threads of one process that one line made; `null` for a thread of which that is not told. */
function lineOf({ process, createdAt }: ThreadRecord): string | null {
  return createdAt === null ? null : `${process.key} ${createdAt.line}:${createdAt.column} ${createdAt.file}`;
}

interface Short {
  count: number;
  startedInNs: number;
  ranNs: number;
  first: ThreadRecord;
  readonly threads: ThreadKey[];
  found: Found | null;
}

/** Many threads of one line that took longer to start than they then lived. */
export class ShortLivedDetector implements Detector {
  readonly kind = 'short-lived-threads';
  private readonly open = new Set<ThreadRecord>();
  private known = 0;
  private readonly lines = new Map<string, Short>();

  look(trace: Trace, { isLast }: Look): readonly Found[] {
    for (; this.known < trace.threads.length; this.known++) {
      const thread = trace.threads[this.known] as ThreadRecord;
      if (thread.kind === 'program' && !thread.isMain) this.open.add(thread);
    }
    const changed = new Set<string>();
    for (const thread of this.open) {
      if (thread.endedNs === null) continue;
      this.open.delete(thread);
      const line = this.takes(thread);
      if (line !== null) changed.add(line);
    }
    for (const line of changed) this.judge(line, isLast);
    return [...this.lines.values()].flatMap(({ found }) => found ?? []);
  }

  /** Only threads that ended by themselves: one that was terminated may have been kept for more. */
  private takes(thread: ThreadRecord): string | null {
    const { createdNs, codeBeginsNs, endedNs, outcome, terminateCalled, python, key } = thread;
    const line = lineOf(thread);
    if (line === null || outcome !== 'finished' || terminateCalled) return null;
    const calledNs = python === null ? createdNs : (thread.startedNs ?? NaN);
    if (codeBeginsNs === null || endedNs === null || !(codeBeginsNs > calledNs)) return null;
    const short = this.lines.get(line) ?? {
      count: 0,
      startedInNs: 0,
      ranNs: 0,
      first: thread,
      threads: [],
      found: null,
    };
    this.lines.set(line, short);
    short.count++;
    short.startedInNs += codeBeginsNs - calledNs;
    short.ranNs += endedNs - codeBeginsNs;
    if (short.threads.length < mostShown) short.threads.push(key);
    return line;
  }

  private judge(line: string, isLast: boolean): void {
    const short = this.lines.get(line);
    if (short === undefined) return;
    const { count, startedInNs, ranNs, first, threads, found } = short;
    const isShort = count >= leastShort[first.process.runtime] && startedInNs > leastRatio * ranNs;
    if (!isShort) short.found = null;
    // Told anew when there are many more, and at the end.
    else if (found === null || isLast || count > 1.5 * Number(found.facts['count'])) {
      const sinceNs = first.createdNs;
      short.found = {
        key: `${first.key}`,
        sinceNs,
        untilNs: null,
        threads: [...threads],
        spans: [{ thread: first.key, startNs: first.createdNs, endNs: first.endedNs ?? first.createdNs }],
        places: placeOf('makes', first.key, first.createdAt),
        facts: { count, startMs: shownMs(startedInNs / count), runMs: shownMs(ranNs / count) },
      };
    }
  }
}

/** Threads of a pool that never got anything to do, while others of it did. */
export class IdleThreadsDetector implements Detector {
  readonly kind = 'idle-threads';
  private readonly found = new Map<string, Found>();
  /** What each told of itself since when it has done nothing. */
  private readonly restsSince = new Map<ThreadRecord, Vitals>();

  look(trace: Trace, { nowNs }: Look): readonly Found[] {
    const lines = new Map<string, ThreadRecord[]>();
    let looked = 0;
    for (const thread of trace.threads) {
      if (thread.isMain || thread.kind !== 'program' || thread.endedNs !== null) continue;
      if (isEnding(thread.process)) continue;
      if (++looked > mostLooked) break;
      const line = lineOf(thread);
      if (line === null) continue;
      const siblings = lines.get(line);
      if (siblings === undefined) lines.set(line, [thread]);
      else siblings.push(thread);
    }
    for (const [line, siblings] of lines) {
      if (siblings.length < leastSiblings || siblings.some(({ lostRecords }) => lostRecords > 0)) continue;
      const idle = siblings.filter(thread =>
        thread.python === null ? this.isUnused(thread, nowNs) : isUnusedInPython(thread, nowNs),
      );
      const isIdle = idle.length >= Math.max(leastIdle, leastIdleShare * siblings.length);
      // Whoever was given something since is not idle any more; of those that ended nothing is taken back.
      const known = this.found.get(line);
      if (
        known !== undefined &&
        siblings.some(thread => known.threads.includes(thread.key) && hasWorked(thread, nowNs))
      )
        this.found.delete(line);
      const isUsed = siblings.some(thread => !idle.includes(thread) && hasWorked(thread, nowNs));
      if (!isIdle || !isUsed || idle.length <= (this.found.get(line)?.threads.length ?? 0)) continue;
      this.found.set(line, foundIdle(siblings, idle, nowNs));
    }
    return [...this.found.values()];
  }

  /** Its loop told that it waited all the time, for long, and it never received anything. */
  private isUnused(thread: ThreadRecord, nowNs: Nanoseconds): boolean {
    const { vitals, received } = thread;
    if (vitals === null || received > 0 || nowNs - vitals.timeNs > heardEveryNs) return false;
    const since = this.restsSince.get(thread);
    const restedNs = since === undefined ? NaN : vitals.timeNs - since.timeNs;
    if (since === undefined || !(restedNs - (vitals.idleNs - since.idleNs) < mostRunNs)) {
      this.restsSince.set(thread, vitals);
      return false;
    }
    return restedNs >= leastRestNs;
  }
}

/** It has only waited, for long, and never received anything. */
function isUnusedInPython(
  { codeBeginsNs, python, timeline: { spans } }: ThreadRecord,
  nowNs: Nanoseconds,
): boolean {
  return (
    codeBeginsNs !== null &&
    python?.tasks === 0 &&
    spans.lastState === 'waiting' &&
    nowNs - spans.lastStartNs >= idleNs
  );
}

function hasWorked({ received, python, timeline }: ThreadRecord, nowNs: Nanoseconds): boolean {
  return python === null
    ? received > 0
    : python.tasks > 0 || timeline.spans.totalNs('running', nowNs) > mostRunNs;
}

function foundIdle(
  siblings: readonly ThreadRecord[],
  idle: readonly ThreadRecord[],
  nowNs: Nanoseconds,
): Found {
  const since = idle.map(({ codeBeginsNs }) => codeBeginsNs ?? nowNs);
  const [first] = siblings;
  return {
    key: `${first?.key ?? 0}`,
    sinceNs: Math.max(...since),
    untilNs: null,
    threads: idle.slice(0, mostShown).map(({ key }) => key),
    spans: idle
      .slice(0, mostShown)
      .map(({ key, codeBeginsNs }) => ({ thread: key, startNs: codeBeginsNs ?? nowNs, endNs: nowNs })),
    places: placeOf('makes', first?.key ?? 0, first?.createdAt),
    facts: {
      idle: idle.length,
      of: siblings.length,
      seconds: Math.round((nowNs - Math.max(...since)) / 1e9),
    },
  };
}
