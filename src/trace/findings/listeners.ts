import { firstUserPlace } from '../stackFrames.ts';
import type { Trace } from '../trace.ts';
import { placeOf, type Detector, type Found } from './finding.ts';

/** The runtime's own words, on all lines that are supported: of an emitter, and of a target of events. */
const words =
  /^Possible Event(?:Emitter|Target) memory leak detected\. (\d+) (\S+) listeners added to \[(\w+)/;
/** What carries messages between threads; the program's own emitters are its own matter. */
const carriers = ['Worker', 'MessagePort', 'BroadcastChannel'];

/** A port or a Worker that has gathered listeners: the runtime counts them, and warns once of each. */
export class ListenerLeakDetector implements Detector {
  readonly kind = 'listener-leak';
  private found: readonly Found[] = [];
  /** How many warnings of each thread were looked at. */
  private readonly seen: number[] = [];

  look({ threads }: Trace): readonly Found[] {
    for (const { key, listenerWarnings, endedNs } of threads) {
      const first = this.seen[key] ?? 0;
      if (first === listenerWarnings.length) continue;
      this.seen[key] = listenerWarnings.length;
      for (const [index, { timeNs, message, stack }] of listenerWarnings.entries()) {
        const [, count, event = '', target = ''] = words.exec(message) ?? [];
        if (index < first || !carriers.includes(target)) continue;
        const at = stack === null ? null : firstUserPlace(stack);
        const found: Found = {
          key: `${key} ${index}`,
          sinceNs: timeNs,
          untilNs: null,
          threads: [key],
          spans: [{ thread: key, startNs: timeNs, endNs: endedNs ?? timeNs }],
          places: placeOf('listens', key, at),
          facts: { count: Number(count), event, target },
        };
        this.found = [...this.found, found];
      }
    }
    return this.found;
  }
}
