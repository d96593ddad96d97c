import { performance } from 'perf_hooks';
import { getHeapStatistics } from 'v8';
import { recordKinds } from '../../protocol/wire.ts';
import { fs } from './builtins.ts';
import { idleTime, now } from './clock.ts';
import type { ThreadStream } from './stream.ts';

/** How often a busy thread is asked, and an idle one. */
const shortestMs = 250;
const longestMs = 2000;
/** Fewer turns of the loop since the last time are no more than our own. */
const quietTurns = 4;

interface Timing {
  /** Node 20.18 and newer. */
  readonly uvMetricsInfo?: { readonly loopCount: number };
}
interface Usage {
  /** Node 22.19, 24.6 and newer. */
  threadCpuUsage?(): { readonly user: number; readonly system: number };
}

const { readFileSync } = fs;
const { nodeTiming } = performance;
const threadCpuUsage = (process as Usage).threadCpuUsage?.bind(process);

/**
 * Tells now and then how this thread is: CPU time, heap, turns of its event loop, and what the probe took of
 * it: more rarely to a thread that is idle.
 */
export class Vitals {
  private everyMs = shortestMs;
  private dueNs = 0;
  private turns = 0;

  constructor(
    private readonly stream: ThreadStream,
    /** What loading the probe took. */
    private readonly loadingNs: number,
  ) {}

  /** @returns in how many milliseconds it will be time again */
  tellWhenDue(): number {
    const leftMs = (this.dueNs - now()) / 1e6;
    if (leftMs > 0) return leftMs;
    const { turns } = this;
    this.tellNow();
    this.everyMs = this.turns - turns <= quietTurns ? Math.min(longestMs, this.everyMs * 2) : shortestMs;
    this.dueNs = now() + this.everyMs * 1e6;
    return this.everyMs;
  }

  tellNow(): void {
    const timeNs = now();
    const heap = getHeapStatistics();
    const cpu = threadCpuUsage?.();
    this.turns = (nodeTiming as Timing).uvMetricsInfo?.loopCount ?? NaN;
    this.stream.event(
      recordKinds.vitals,
      0,
      0,
      timeNs,
      cpu === undefined ? NaN : (cpu.user + cpu.system) * 1e3,
      heap.used_heap_size,
      heap.heap_size_limit,
      this.turns,
      idleTime(),
      this.loadingNs + this.stream.costNs,
      ...scheduleOfThread(),
    );
  }
}

/** The same counts that the engine reads from outside: the last of them, at the thread's end, it would miss. */
function scheduleOfThread(): [runNs: number, readyNs: number] {
  if (process.platform !== 'linux') return [NaN, NaN];
  try {
    const [runNs = NaN, readyNs = NaN] = readFileSync('/proc/thread-self/schedstat', 'latin1')
      .split(' ')
      .map(Number);
    return [runNs, readyNs];
  } catch {
    return [NaN, NaN];
  }
}
