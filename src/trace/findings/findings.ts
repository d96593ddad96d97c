import type { FindingView } from '../../protocol/findings.ts';
import type { Nanoseconds } from '../../protocol/words.ts';
import type { Trace } from '../trace.ts';
import { GrowingBacklogDetector } from './backlog.ts';
import { GilBoundDetector, OversubscriptionDetector } from './busy.ts';
import { LockConvoyDetector } from './convoy.ts';
import { DeadlockDetector } from './deadlock.ts';
import { DelayedMessageDetector, StarvedLoopDetector } from './delays.ts';
import { OutOfMemoryDetector, UnhandledErrorDetector } from './ends.ts';
import type { Detector, Found, Look } from './finding.ts';
import { KeptAliveDetector } from './keptAlive.ts';
import { ListenerLeakDetector } from './listeners.ts';
import { IdleThreadsDetector, ShortLivedDetector } from './siblings.ts';
import { SlowMessages } from './slowMessages.ts';

/** Nobody reads more of a kind; what they have in common is in the first ones. */
const mostPerKind = 20;

/**
 * What is wrong in a program, as far as its trace shows: runs the detectors and keeps what they found. Owned by the
 * trace. Looks are inputs of it, so that the same trace, opened again, has the same findings.
 */
export class Findings {
  private readonly slowMessages = new SlowMessages();
  /** In the order of `findingKinds`. */
  private readonly detectors: readonly Detector[] = [
    new DeadlockDetector(),
    new OutOfMemoryDetector(),
    new UnhandledErrorDetector(),
    new StarvedLoopDetector(this.slowMessages),
    new GrowingBacklogDetector(),
    new DelayedMessageDetector(this.slowMessages),
    new LockConvoyDetector(),
    new GilBoundDetector(),
    new OversubscriptionDetector(),
    new KeptAliveDetector(),
    new ListenerLeakDetector(),
    new ShortLivedDetector(),
    new IdleThreadsDetector(),
  ];
  private found: (readonly Found[])[] = this.detectors.map(() => []);
  private changes = 0;

  /** Grows whenever what was found is another. */
  get version(): number {
    return this.changes;
  }

  look(trace: Trace, look: Look): void {
    const found = this.detectors.map(detector => detector.look(trace, look).slice(0, mostPerKind));
    if (!isSame(found, this.found)) this.changes++;
    this.found = found;
  }

  /** All, the gravest kind first, then in the order of finding. Times are relative to `originNs`. */
  views(originNs: Nanoseconds): FindingView[] {
    return this.found.flatMap((ofKind, index) => {
      const { kind } = this.detectors[index] as Detector;
      return ofKind.map(({ key, sinceNs, untilNs, spans, ...found }) => ({
        ...found,
        id: `${kind} ${key}`,
        kind,
        sinceNs: sinceNs - originNs,
        untilNs: untilNs === null ? null : untilNs - originNs,
        spans: spans.map(({ thread, startNs, endNs }) => ({
          thread,
          startNs: startNs - originNs,
          endNs: endNs - originNs,
        })),
      }));
    });
  }
}

function isSame(one: readonly (readonly Found[])[], other: readonly (readonly Found[])[]): boolean {
  return one.every((ofKind, kind) => {
    const others = other[kind] ?? [];
    return ofKind.length === others.length && ofKind.every((found, index) => found === others[index]);
  });
}
