import type { HeapInfo } from 'v8';
import { recordKinds } from '../../protocol/wire.ts';
import { builtin } from './builtins.ts';
import { idleTime, loadFastClock, loopTurns, now } from './clock.ts';
import { scheduleOfThread } from './schedule.ts';
import type { ThreadStream } from './stream.ts';

/** How often a busy thread is asked, and an idle one. */
const shortestMs = 250;
const longestMs = 2000;
/** So few turns of the loop since the last time, beside our own, are as good as none. */
const quietTurns = 4;

interface Usage {
  /** Node 22.19, 24.6 and newer. */
  threadCpuUsage?(): { readonly user: number; readonly system: number };
}

const threadCpuUsage = (process as Usage).threadCpuUsage?.bind(process);

/**
 * Tells now and then how this thread is: CPU time, heap, turns of its event loop, and what the probe took of
 * it: more rarely to a thread that is idle.
 */
export class Vitals {
  private everyMs = shortestMs;
  private dueNs = 0;
  private turns = 0;
  /** Turns of the loop since the last time that the probe's timer made. Counted by whoever has that. */
  ownTurns = 0;
  private heap: (() => HeapInfo) | null = null;
  private readonly begunNs = now();
  /** What loading the probe took. */
  loadingNs = 0;

  constructor(private readonly stream: ThreadStream) {}

  /** @returns in how many milliseconds it will be time again */
  tellWhenDue(): number {
    const leftMs = (this.dueNs - now()) / 1e6;
    if (leftMs > 0) return leftMs;
    const isQuiet = loopTurns() - this.turns - this.ownTurns <= quietTurns;
    // There may be thousands of things: only who has nothing to do is asked what it waits for.
    this.tellNow(isQuiet && hasOnlyPorts() ? 1 : 0);
    this.ownTurns = 0;
    this.everyMs = !isQuiet ? shortestMs : this.everyMs * 2 < longestMs ? this.everyMs * 2 : longestMs;
    this.dueNs = now() + this.everyMs * 1e6;
    return this.everyMs;
  }

  tellNow(detail = 0): void {
    const timeNs = now();
    if (timeNs - this.begunNs > shortestMs * 1e6) {
      // What takes half a millisecond to load, a thread that lives for ten need not spend.
      loadFastClock();
      this.heap ??= loadHeapStatistics();
    }
    const heap = this.heap?.();
    const cpu = threadCpuUsage?.();
    this.turns = loopTurns();
    const { runNs, readyNs } = scheduleOfThread();
    this.stream.event(
      recordKinds.vitals,
      detail,
      0,
      timeNs,
      cpu === undefined ? NaN : (cpu.user + cpu.system) * 1e3,
      heap?.used_heap_size ?? NaN,
      heap?.heap_size_limit ?? NaN,
      this.turns,
      idleTime(),
      this.loadingNs + this.stream.costNs,
      runNs,
      readyNs,
    );
  }
}

interface Handle {
  readonly fd?: number;
  readonly _handle?: unknown;
}

/** Beside ports it may have the standard outputs, which nobody hears anything from. */
function hasOnlyPorts(): boolean {
  return (
    process.getActiveResourcesInfo().every(name => /^(MessagePort|(Pipe|TTY)Wrap)$/.test(name)) &&
    (process as unknown as { _getActiveHandles(): Handle[] })
      ._getActiveHandles()
      .every(({ fd, _handle }) => !_handle || (fd as number) > 0)
  );
}

function loadHeapStatistics(): () => HeapInfo {
  return (builtin('v8') as typeof import('v8')).getHeapStatistics;
}
