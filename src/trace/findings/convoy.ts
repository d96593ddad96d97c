import type { FindingSpan } from '../../protocol/findings.ts';
import type { Nanoseconds, SourcePlace } from '../../protocol/words.ts';
import type { ThreadRecord } from '../entities.ts';
import { syncObjectName } from '../pythonLocks.ts';
import type { Trace } from '../trace.ts';
import { placeOf, type Detector, type Found, type Look } from './finding.ts';
import { Streaks } from './streak.ts';

/** Two that wait are a race; three are a line. */
const leastWaiting = 3;
/** For so long there has to be a line at every look. */
const convoyNs: Nanoseconds = 2e9;
/** And in that time it has to go from hand to hand so often: one that is held for long is no convoy. */
const leastHandovers = 20;
const mostThreads = 20;

interface Line {
  readonly lock: object;
  readonly key: string;
  readonly name: string;
  readonly threads: readonly ThreadRecord[];
  /** How often somebody who had waited got it, so far. */
  readonly handovers: number;
  readonly madeAt: SourcePlace | null;
  readonly waitsAt: SourcePlace | null;
}

/** A lock that several threads stand in line for nearly all the time, while it goes from one to the next. */
export class LockConvoyDetector implements Detector {
  readonly kind = 'lock-convoy';
  private readonly streaks = new Streaks<object, number>(convoyNs);

  look(trace: Trace, { nowNs, isLast }: Look): readonly Found[] {
    const seen = new Set<object>();
    for (const line of linesIn(trace)) {
      seen.add(line.lock);
      const streak = this.streaks.of(line.lock);
      const before = streak.sees(nowNs, line.handovers);
      if (before === null || streak.found !== null || line.handovers - before < leastHandovers) continue;
      streak.found = foundOf(trace, line, streak.sinceNs, nowNs);
    }
    return this.streaks.settle(nowNs, isLast, seen);
  }
}

function linesIn(trace: Trace): Line[] {
  const python = [...trace.pythonLocks.crowded(leastWaiting)].flatMap((object): Line[] => {
    const { text, waits, waited, process, number } = object;
    if (text.kind !== 'Lock' && text.kind !== 'RLock') return [];
    const threads = [...waits].map(({ thread }) => thread);
    const [first] = threads;
    return [
      {
        lock: object,
        key: `${process.key} ${number}`,
        name: syncObjectName(object),
        threads,
        handovers: waited - waits.size,
        madeAt: text.at,
        waitsAt: first === undefined ? null : trace.causes.placeOf(first.timeline.spans.lastCause),
      },
    ];
  });
  const node = trace.locks.crowded(leastWaiting).map(({ lock, name, granted, threads, at }): Line => {
    const process = threads[0]?.process.key ?? 0;
    return { lock, key: `${process} ${name}`, name, threads, handovers: granted, madeAt: null, waitsAt: at };
  });
  return [...python, ...node];
}

function foundOf(trace: Trace, line: Line, sinceNs: Nanoseconds, nowNs: Nanoseconds): Found {
  const threads = line.threads.slice(0, mostThreads).map(({ key }) => key);
  const [first = 0] = threads;
  const spans = threads.map((thread): FindingSpan => ({ thread, startNs: sinceNs, endNs: nowNs }));
  return {
    key: `${line.key} ${sinceNs - trace.originNs}`,
    sinceNs,
    untilNs: null,
    threads,
    spans,
    places: [...placeOf('makes', first, line.madeAt), ...placeOf('waits', first, line.waitsAt)],
    facts: { lock: line.name, waiting: line.threads.length },
  };
}
