import type { KernelFiles } from './kernelFiles.ts';

/**
 * Finds out which descriptor is a thread's own event loop. A thread that runs a child synchronously polls, too: with
 * a loop that is made for this and closed before the thread goes on. So a loop is the thread's own that was there
 * before, while the thread polled nothing, or is still there after. Owned by who looks at the thread.
 */
export class OwnLoop {
  /** Those of the process from before the thread was seen to poll. */
  private before: ReadonlySet<number> | null = null;
  private polled: number | null = null;
  private found = false;

  constructor(private readonly files: Pick<KernelFiles, 'eventPolls' | 'isEventPoll'>) {}

  /**
   * @param descriptor what the thread polls now; `null` when it does not
   * @returns the loop, once: when it has become certain
   */
  seen(descriptor: number | null): number | null {
    if (this.found) return null;
    const { polled } = this;
    this.polled = descriptor;
    this.before ??= descriptor === null ? this.files.eventPolls() : new Set();
    if (descriptor !== null && this.before.has(descriptor)) return this.certain(descriptor);
    const isStillThere = polled !== null && polled !== descriptor && this.files.isEventPoll(polled);
    return isStillThere ? this.certain(polled) : null;
  }

  private certain(descriptor: number): number {
    this.found = true;
    return descriptor;
  }
}
