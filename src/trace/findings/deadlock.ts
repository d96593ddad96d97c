import type { FindingPlace } from '../../protocol/findings.ts';
import type { Nanoseconds } from '../../protocol/words.ts';
import type { ThreadRecord } from '../entities.ts';
import type { Trace } from '../trace.ts';
import { isEnding, placeOf, type Detector, type Found, type Look } from './finding.ts';
import { graceNs } from './grace.ts';
import { stuckThreads, type Stuck } from './stuck.ts';

interface Deadlock {
  readonly found: Found;
  readonly members: readonly Stuck[];
}

/**
 * Threads that can go on only when one of themselves does: those that wait in a circle, and those of a process in
 * which nobody is left who does not wait. Once it is found it stays, with its end when it was broken up from outside;
 * one that undoes itself was none, and is taken back.
 */
export class DeadlockDetector implements Detector {
  readonly kind = 'deadlock';
  private deadlocks: Deadlock[] = [];

  look(trace: Trace, look: Look): readonly Found[] {
    this.deadlocks = this.deadlocks.flatMap(each => goesOn(each, look));
    for (const process of trace.livingProcesses) {
      if (isEnding(process)) continue;
      const stuck = stuckThreads(trace, process, look.nowNs);
      if (stuck.size === 0) continue;
      const circles = circlesIn(stuck);
      if (circles.length === 0) this.add(trace, [...stuck.values()], stuck, 'nobody', look.nowNs);
      for (const circle of circles) this.add(trace, circle, stuck, 'circle', look.nowNs);
    }
    return this.deadlocks.map(({ found }) => found);
  }

  private add(
    trace: Trace,
    members: readonly Stuck[],
    stuck: ReadonlyMap<ThreadRecord, Stuck>,
    form: string,
    nowNs: Nanoseconds,
  ): void {
    const quietSinceNs = Math.max(...members.map(each => each.quietSinceNs));
    if (nowNs - quietSinceNs < graceNs) return;
    const key = members.map(({ thread, sinceNs }) => `${thread.key}@${sinceNs - trace.originNs}`).join(' ');
    const isPart = (member: Stuck): boolean =>
      this.deadlocks.some(
        ({ found, members: known }) =>
          found.untilNs === null &&
          known.some(each => each.thread === member.thread && each.sinceNs === member.sinceNs),
      );
    if (members.every(isPart)) return;
    const found: Found = {
      key,
      sinceNs: Math.max(...members.map(each => each.sinceNs)),
      untilNs: null,
      threads: members.map(({ thread }) => thread.key),
      spans: members.map(({ thread, sinceNs }) => ({ thread: thread.key, startNs: sinceNs, endNs: nowNs })),
      places: members.flatMap(member => placesOf(trace, member)),
      facts: {
        form,
        others: stuck.size - members.length,
        ...Object.fromEntries(
          members.flatMap(({ what, name }, at) => [
            [`what${at}`, what],
            [`name${at}`, name],
          ]),
        ),
      },
    };
    this.deadlocks.push({ found, members });
  }
}

/** As of now; nothing if it came undone by itself. */
function goesOn(deadlock: Deadlock, { nowNs, isLast }: Look): Deadlock[] {
  const { found, members } = deadlock;
  if (found.untilNs !== null) return [deadlock];
  const outcomes = members.map(({ thread, outcome }) => (thread.endedNs === null ? outcome() : 'broken off'));
  const isOver = isLast || outcomes.some(outcome => outcome !== null);
  if (!isOver) return [deadlock];
  if (!isLast && !outcomes.includes('broken off')) return [];
  const untilNs = Math.min(nowNs, ...members.map(({ thread }) => thread.endedNs ?? nowNs));
  const spans = found.spans.map(span => ({ ...span, endNs: untilNs }));
  return [{ ...deadlock, found: { ...found, untilNs, spans } }];
}

/** Threads each of which needs the next, and the last of which needs the first. */
function circlesIn(stuck: ReadonlyMap<ThreadRecord, Stuck>): Stuck[][] {
  const circles: Stuck[][] = [];
  const seen = new Set<ThreadRecord>();
  for (const start of stuck.values()) {
    const path: Stuck[] = [];
    let at: Stuck | undefined = start;
    while (at !== undefined && !seen.has(at.thread)) {
      seen.add(at.thread);
      path.push(at);
      at = nextOf(at, stuck);
    }
    const begin = at === undefined ? -1 : path.indexOf(at);
    if (begin >= 0) circles.push(fromFirst(path.slice(begin)));
  }
  return circles;
}

function nextOf({ by }: Stuck, stuck: ReadonlyMap<ThreadRecord, Stuck>): Stuck | undefined {
  const next = by?.find(helper => stuck.has(helper));
  return next === undefined ? undefined : stuck.get(next);
}

/** A circle has no beginning: the thread that was heard of first is taken for it. */
function fromFirst(circle: readonly Stuck[]): Stuck[] {
  const first = Math.min(...circle.map(({ thread }) => thread.key));
  const at = circle.findIndex(({ thread }) => thread.key === first);
  return [...circle.slice(at), ...circle.slice(0, at)];
}

function placesOf(trace: Trace, { thread, what }: Stuck): FindingPlace[] {
  const { key } = thread;
  if (what === 'navigator.locks')
    return trace.locks
      .openOf(thread)
      .flatMap(({ isHeld, at }) => placeOf(isHeld ? 'holds' : 'waits', key, at));
  if (what === 'message') return [];
  const waits = placeOf('waits', key, trace.causes.placeOf(thread.timeline.spans.lastCause));
  const wait = trace.pythonWaits.of(thread);
  const made = wait?.object?.text.at ?? wait?.joined?.createdAt;
  return [...waits, ...placeOf('makes', wait?.joined?.key ?? key, made)];
}
