import type { Nanoseconds } from '../../protocol/words.ts';
import type { ProcessRecord, ThreadRecord } from '../entities.ts';
import type { Trace } from '../trace.ts';
import { isEnding, livingThreads, placeOf, type Detector, type Found, type Look } from './finding.ts';

/** Whoever shuts something down in an orderly way is done by then. */
const keptNs: Nanoseconds = 5e9;
/** So often an idle thread tells how it is, at the least: one that was heard of longer ago may be gone. */
const heardEveryNs: Nanoseconds = 3e9;
const mostShown = 20;

/**
 * A process that does not end although nothing can happen in it any more: of Python, main is over and waits for
 * threads that wait for something; of Node, no thread has anything but ports that could give it something to do.
 */
export class KeptAliveDetector implements Detector {
  readonly kind = 'kept-alive';
  private readonly found = new Map<ProcessRecord, Found>();

  look(trace: Trace, { nowNs, isLast }: Look): readonly Found[] {
    for (const [process, found] of this.found) {
      if (found.untilNs !== null) continue;
      // What went on by itself was not kept.
      if (process.endedNs === null && !isLast && keepersOf(trace, process, nowNs) === null)
        this.found.delete(process);
      else if (process.endedNs !== null || isLast)
        this.found.set(process, ended(found, process.endedNs ?? nowNs));
    }
    for (const process of trace.livingProcesses) {
      if (this.found.has(process)) continue;
      const keepers = keepersOf(trace, process, nowNs);
      if (keepers !== null) this.found.set(process, foundOf(trace, process, keepers, nowNs));
    }
    return [...this.found.values()];
  }
}

interface Keepers {
  readonly sinceNs: Nanoseconds;
  readonly threads: readonly ThreadRecord[];
}

function keepersOf(trace: Trace, process: ProcessRecord, nowNs: Nanoseconds): Keepers | null {
  if (isEnding(process)) return null;
  const living = livingThreads(process.threads.values());
  const keepers =
    process.runtime === 'python' ? keepersInPython(trace, process, living) : keepersInNode(living, nowNs);
  return keepers === null || nowNs - keepers.sinceNs < keptNs ? null : keepers;
}

function keepersInPython(
  trace: Trace,
  process: ProcessRecord,
  living: readonly ThreadRecord[],
): Keepers | null {
  if (process.runtimeThreads.some(({ endedNs }) => endedNs === null)) return null;
  const threads: ThreadRecord[] = [];
  let sinceNs = -Infinity;
  let isOver = false;
  for (const thread of living) {
    const wait = trace.pythonWaits.of(thread);
    if (wait === null || wait.result !== null || Number.isFinite(wait.timeoutMs)) return null;
    if (thread.timeline.spans.isStopped || thread.lostRecords > 0) return null;
    if (wait.verb === 'exit') isOver = true;
    else if (wait.verb !== 'get' && wait.verb !== 'wait') return null;
    else if (thread.python?.constructed?.daemon === false) threads.push(thread);
    sinceNs = Math.max(sinceNs, wait.sinceNs);
  }
  return isOver && threads.length > 0 ? { sinceNs, threads } : null;
}

function keepersInNode(living: readonly ThreadRecord[], nowNs: Nanoseconds): Keepers | null {
  let sinceNs = -Infinity;
  for (const { onlyPortsSinceNs, lostRecords, timeline, vitals } of living) {
    if (onlyPortsSinceNs === null || lostRecords > 0) return null;
    // That a process is gone may be heard late.
    if (vitals === null || nowNs - vitals.timeNs > heardEveryNs) return null;
    if (timeline.spans.isStopped || timeline.spans.isInToldWait) return null;
    sinceNs = Math.max(sinceNs, onlyPortsSinceNs);
  }
  const workers = living.filter(({ isMain }) => !isMain);
  return living.length === 0 ? null : { sinceNs, threads: workers.length > 0 ? workers : living };
}

function ended(found: Found, untilNs: Nanoseconds): Found {
  return { ...found, untilNs, spans: found.spans.map(span => ({ ...span, endNs: untilNs })) };
}

function foundOf(
  trace: Trace,
  process: ProcessRecord,
  { threads, sinceNs }: Keepers,
  nowNs: Nanoseconds,
): Found {
  const shown = threads.slice(0, mostShown);
  return {
    key: `${process.key}`,
    sinceNs,
    untilNs: null,
    threads: shown.map(({ key }) => key),
    spans: shown.map(({ key }) => ({ thread: key, startNs: sinceNs, endNs: nowNs })),
    places: shown.flatMap(({ key, createdAt, timeline }) => [
      ...placeOf('waits', key, trace.causes.placeOf(timeline.spans.lastCause)),
      ...placeOf('makes', key, createdAt),
    ]),
    facts: { form: process.runtime, count: threads.length },
  };
}
