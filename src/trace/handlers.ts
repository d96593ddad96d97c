import type { ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import type { Deliveries } from './deliveries.ts';

/**
 * Finds out when a thread was done with what it received. Nobody tells that. But a handler is over when the next
 * delivery begins, when its slice ends, and before the event loop waits: how long that waited is told now and then.
 */
export class Handlers {
  /** How long the loop had waited by the last time that this was told, and when that was. */
  private idleNs = NaN;
  private lookedNs: Nanoseconds = NaN;
  /** The slice's end will be told: until then the loop does not wait. */
  private isPromised = false;
  /** Of the waiting that is told next, so much may have been before the last delivery. */
  private doubtNs = 0;

  constructor(
    private readonly deliveries: Deliveries,
    private readonly thread: ThreadKey,
  ) {}

  /** @param idleNs NaN where it is not told */
  delivery(timeNs: Nanoseconds, idleNs: number): void {
    if (Number.isNaN(idleNs)) {
      this.deliveries.handled(this.thread, timeNs);
      this.doubtNs = this.isPromised ? 0 : timeNs - this.lookedNs;
    } else {
      this.deliveries.handled(this.thread, timeNs - this.waited(idleNs));
      this.looked(timeNs, idleNs);
    }
  }

  sliceBegins(timeNs: Nanoseconds, idleNs: number, isPromised: boolean): void {
    this.idleSoFar(timeNs, idleNs);
    this.isPromised = isPromised;
  }

  sliceEnds(timeNs: Nanoseconds, idleNs: number): void {
    this.deliveries.handled(this.thread, timeNs - this.waited(idleNs));
    this.looked(timeNs, idleNs);
    this.isPromised = false;
  }

  /** Told in the middle of a handler, perhaps: then the loop has not waited since it began. */
  idleSoFar(timeNs: Nanoseconds, idleNs: number): void {
    if (Number.isNaN(idleNs)) return;
    const waitedNs = this.waited(idleNs);
    if (waitedNs > this.doubtNs) this.deliveries.handled(this.thread, timeNs - waitedNs);
    this.looked(timeNs, idleNs);
  }

  private waited(idleNs: number): number {
    const waitedNs = idleNs - this.idleNs;
    return waitedNs > 0 ? waitedNs : 0;
  }

  private looked(timeNs: Nanoseconds, idleNs: number): void {
    this.idleNs = idleNs;
    this.lookedNs = timeNs;
    this.doubtNs = 0;
  }
}
