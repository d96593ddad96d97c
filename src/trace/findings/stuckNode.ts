import type { Nanoseconds } from '../../protocol/words.ts';
import type { ThreadRecord } from '../entities.ts';
import type { Trace } from '../trace.ts';
import { graceNs } from './grace.ts';
import type { Stuck } from './stuck.ts';

/** Who is busier in a stretch of the grace's length does something. The probe's own timer, and a look at it, is less. */
const mostBusyNs: Nanoseconds = 0.1 * graceNs;
/** And who did not wait for so long was in one callback. */
const leastIdleNs: Nanoseconds = 0.04 * graceNs;

export function stuckInNode(trace: Trace, living: readonly ThreadRecord[], nowNs: Nanoseconds): Stuck[] {
  const inWait = living.flatMap(thread => inAtomicsWait(trace, thread, nowNs));
  const behindLocks = living.flatMap(thread => behindLock(trace, thread, nowNs));
  if (inWait.length === 0) return behindLocks;
  const blocked = new Set(inWait.map(each => each.thread));
  const taken = new Set([...blocked, ...behindLocks.map(each => each.thread)]);
  const unheard = living
    .filter(thread => !taken.has(thread))
    .flatMap(thread => unheardBy(trace, thread, blocked, nowNs));
  return [...inWait, ...behindLocks, ...unheard];
}

/** `Atomics.wait` without a limit: whoever has the buffer can end it, and who has it is not known. */
function inAtomicsWait(trace: Trace, thread: ThreadRecord, nowNs: Nanoseconds): Stuck[] {
  const { spans } = thread.timeline;
  if (!spans.isInToldWait || spans.isStopped || thread.lostRecords > 0) return [];
  const wait = trace.causes.atomicsWaitOf(spans.lastCause);
  if (wait === null || wait.result !== null || Number.isFinite(wait.timeoutMs)) return [];
  const sinceNs = spans.lastStartNs;
  // It may be woken already, and wait for a core.
  const call = trace.wakeUps.wakerOf(thread.key, wait.buffer, wait.index, nowNs, sinceNs);
  return [
    {
      thread,
      sinceNs,
      quietSinceNs: Math.max(sinceNs, call?.timeNs ?? sinceNs),
      by: null,
      needsAll: false,
      what: 'Atomics.wait',
      name: '',
      outcome: () => {
        if (spans.isInToldWait && spans.lastStartNs === sinceNs) return null;
        const ended = trace.causes.atomicsWaitOf(spans.causeAt(spans.rowAt(sinceNs)));
        return ended === null || ended.result === null ? 'broken off' : 'done';
      },
    },
  ];
}

/**
 * A thread that is in no callback, that has locks of `navigator.locks`, and asked for one more after
 * it had got them, which others have. It could be that two things in it have nothing to do with each other: that
 * there is but one request, and that nothing moves, is what speaks against it.
 */
function behindLock(trace: Trace, thread: ThreadRecord, nowNs: Nanoseconds): Stuck[] {
  const requests = trace.locks.openOf(thread);
  const queued = requests.filter(request => !request.isHeld);
  const [request] = queued;
  if (request === undefined || queued.length > 1 || request.behind.length === 0) return [];
  const held = requests.filter(each => each.isHeld);
  if (held.length === 0 || held.some(each => each.sinceNs > request.sinceNs)) return [];
  if (request.behind.includes(thread) || !isTurning(thread, nowNs)) return [];
  return [
    {
      thread,
      sinceNs: request.sinceNs,
      quietSinceNs: request.sinceNs,
      by: request.behind,
      needsAll: true,
      what: 'navigator.locks',
      name: request.name,
      outcome: () =>
        trace.locks.openOf(thread).some(each => each.number === request.number && !each.isHeld)
          ? null
          : 'done',
    },
  ];
}

/**
 * A thread that only messages can wake, and that sent messages to one that is blocked: it waits for the answer. Any
 * other thread may give it one: so this counts only where all of its process are stuck.
 */
function unheardBy(
  trace: Trace,
  thread: ThreadRecord,
  blocked: ReadonlySet<ThreadRecord>,
  nowNs: Nanoseconds,
): Stuck[] {
  if (!isQuiet(thread, nowNs) || thread.onlyPortsSinceNs === null) return [];
  const unheard = trace.channels.unreceivedFrom(thread.key);
  // What it had to do when it sent may have been over before the next look.
  if (unheard === null || (thread.vitals?.timeNs ?? 0) <= unheard.lastSentNs) return [];
  const receivers = [...blocked].filter(each => unheard.receivers.has(each.key));
  if (receivers.length === 0) return [];
  return [
    {
      thread,
      sinceNs: unheard.lastSentNs,
      quietSinceNs: unheard.lastSentNs,
      by: null,
      needsAll: false,
      what: 'message',
      name: '',
      outcome: () => null,
    },
  ];
}

/**
 * Its event loop had nothing to do now and then. Threads that queue for locks in Node 24 and 25 wake each other all
 * the time, though there is nothing to be had.
 */
function isTurning({ timeline: { spans } }: ThreadRecord, nowNs: Nanoseconds): boolean {
  return !spans.isStopped && spans.timeNs('waiting', nowNs - graceNs, nowNs) > leastIdleNs;
}

function isQuiet({ timeline: { spans } }: ThreadRecord, nowNs: Nanoseconds): boolean {
  if (spans.ownState !== 'waiting' || spans.isStopped) return false;
  const fromNs = nowNs - graceNs;
  return spans.timeNs('running', fromNs, nowNs) < mostBusyNs;
}
