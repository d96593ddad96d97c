import type { Nanoseconds } from '../../protocol/words.ts';
import type { Trace } from '../trace.ts';
import { placeOf, type Detector, type Found, type Look } from './finding.ts';
import { Streaks } from './streak.ts';

/** Fewer that wait are a queue like any other. */
const leastDepth = 1000;
/** For so long it has to grow from look to look, and to this many times what it was: a burst is over by then. */
const growsNs: Nanoseconds = 2e9;
const leastGrowth = 1.5;

interface Depth {
  readonly depth: number;
  readonly received: number;
}

/** Messages that are sent faster than they are received, for long. */
export class GrowingBacklogDetector implements Detector {
  readonly kind = 'growing-backlog';
  private readonly streaks = new Streaks<string, Depth>(growsNs);
  private readonly last = new Map<string, number>();

  look(trace: Trace, { nowNs, isLast }: Look): readonly Found[] {
    const seen = new Set<string>();
    const depths = new Map<string, number>();
    for (const { from, to, depth } of trace.channels.backlogs(leastDepth)) {
      const key = `${from} ${to}`;
      depths.set(key, (depths.get(key) ?? 0) + depth);
    }
    for (const [key, depth] of depths) {
      const grows = depth > (this.last.get(key) ?? 0);
      this.last.set(key, depth);
      const [from = 0, to = 0] = key.split(' ').map(Number);
      if (!grows) continue;
      seen.add(key);
      const received = trace.messages.pairs.receivedBy(to).find(pair => pair.from === from)?.length ?? 0;
      const streak = this.streaks.of(key);
      const then = streak.sees(nowNs, { depth, received });
      // Whoever receives none may be gone: nobody tells that a port was closed.
      if (then === null || depth < then.depth * leastGrowth || received === then.received) continue;
      const { found } = streak;
      const sinceNs = found?.sinceNs ?? streak.sinceNs;
      if (found !== null && depth < Number(found.facts['depth']) * leastGrowth) continue;
      streak.found = {
        key: `${key} ${sinceNs - trace.originNs}`,
        sinceNs,
        untilNs: null,
        threads: [to, from],
        spans: [to, from].map(thread => ({ thread, startNs: sinceNs, endNs: nowNs })),
        places: [from, to].flatMap(thread => placeOf('makes', thread, trace.threads[thread]?.createdAt)),
        facts: { depth },
      };
    }
    for (const key of this.last.keys()) if (!depths.has(key)) this.last.delete(key);
    return this.streaks.settle(nowNs, isLast, seen);
  }
}
