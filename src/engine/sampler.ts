import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import type { Nanoseconds } from '../protocol/words.ts';
import type { ThreadRecord } from '../trace/entities.ts';
import { noCause } from '../trace/spans.ts';
import type { Trace } from '../trace/trace.ts';
import { monotonicNow } from './clock.ts';
import { systemCallName } from './systemCalls.ts';

/** What is kept of a thread between two looks. */
interface Probed {
  readonly schedstat: number;
  lastNs: Nanoseconds;
  lastCpuNs: number;
  /** Time spent wanting a core: on one, or in the queue for one. */
  lastDemandNs: number;
  shareSinceNs: Nanoseconds;
  shareSinceCpuNs: number;
  recentShare: number;
}

const intervalNs = 20e6;
/** The share of a core that looking may cost; with more threads it is done less often. */
const ownShare = 0.015;
const shareWindowNs = 500e6;

/**
 * Looks at the OS, from outside, at what the threads of a run do (Linux: `/proc`): CPU time, context
 * switches, and for a thread that is stopped the call that stopped it. Asked by its owner again and again,
 * it decides when it is time.
 */
export class Sampler {
  private readonly probed = new Map<ThreadRecord, Probed | null>();
  private readonly buffer = Buffer.alloc(256);
  private readonly costs = new Array<number>(8).fill(Infinity);
  private looks = 0;
  private nextNs: Nanoseconds = 0;
  private reason: string | null =
    process.platform === 'linux'
      ? null
      : 'CPU times and what stops a thread outside of JavaScript are known on Linux only: CPU shares are inferred from what the probe tells.';

  constructor(private readonly trace: Trace) {}

  /** Why the OS cannot be asked, or `null`. */
  get problem(): string | null {
    return this.reason;
  }

  sample(): void {
    if (process.platform !== 'linux') return;
    const startNs = monotonicNow();
    if (startNs < this.nextNs) return;
    for (const thread of this.trace.threads) this.look(thread);
    this.nextNs = startNs + Math.max(intervalNs, this.cost(monotonicNow() - startNs) / ownShare);
  }

  /** The least of the last few: a look that took longer was interrupted, which is not its own cost. */
  private cost(nanoseconds: number): number {
    this.costs[this.looks++ % this.costs.length] = nanoseconds;
    return Math.min(...this.costs);
  }

  dispose(): void {
    for (const [thread, probed] of this.probed) this.release(thread, probed);
  }

  private look(thread: ThreadRecord): void {
    let probed = this.probed.get(thread);
    if (probed === null) return;
    if (probed === undefined) {
      if (thread.osThreadId === null || thread.endedNs !== null) return;
      probed = this.open(thread);
      this.probed.set(thread, probed);
      if (probed === null) return;
    }
    const nowNs = monotonicNow();
    const times = this.readTimes(probed);
    const cpuNs = times?.cpuNs ?? probed.lastCpuNs;
    if (times === null || thread.endedNs !== null) {
      // The last word on its CPU time, for the share of its whole life.
      if (thread.os !== null) this.trace.setOsFacts(thread, { ...thread.os, cpuNs });
      this.release(thread, probed);
      return;
    }
    this.judge(thread, probed, nowNs, times.demandNs);
    this.tellShare(thread, probed, nowNs, cpuNs);
    probed.lastNs = nowNs;
    probed.lastCpuNs = cpuNs;
    probed.lastDemandNs = times.demandNs;
  }

  private judge(thread: ThreadRecord, probed: Probed, nowNs: Nanoseconds, demandNs: number): void {
    if (probed.lastNs === 0) return;
    const share = (demandNs - probed.lastDemandNs) / (nowNs - probed.lastNs);
    // Between the two it now wanted a core and now not: what the probe says is finer than that.
    if (share > 0.02 && share < 0.6) return;
    const activity = share >= 0.6 ? 'running' : 'off';
    const isNews = (thread.timeline.spans.lastState === 'running') === (activity === 'off');
    if (!isNews) return;
    const cause = activity === 'off' ? this.causeOf(thread) : noCause;
    // Off a core but in no call at all is waiting for a core, which is not known well enough yet to be told.
    if (activity === 'off' && cause === noCause) return;
    thread.timeline.sampled(probed.lastNs, activity, cause);
    this.trace.saw(nowNs);
    this.trace.touched(thread);
  }

  private tellShare(thread: ThreadRecord, probed: Probed, nowNs: Nanoseconds, cpuNs: number): void {
    const sinceNs = nowNs - probed.shareSinceNs;
    const isFirst = thread.os === null;
    if (!isFirst && sinceNs < shareWindowNs) return;
    if (sinceNs > 0) probed.recentShare = (cpuNs - probed.shareSinceCpuNs) / sinceNs;
    probed.shareSinceNs = nowNs;
    probed.shareSinceCpuNs = cpuNs;
    const switches = this.readSwitches(thread);
    this.trace.setOsFacts(thread, { cpuNs, ...switches, recentShare: probed.recentShare, kernel: null });
  }

  private open(thread: ThreadRecord): Probed | null {
    try {
      const schedstat = openSync(`${taskFolder(thread)}/schedstat`, 'r');
      return {
        schedstat,
        lastNs: 0,
        lastCpuNs: 0,
        lastDemandNs: 0,
        // The first share is that of the life so far.
        shareSinceNs: thread.startedNs ?? monotonicNow(),
        shareSinceCpuNs: 0,
        recentShare: 0,
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.reason = 'CPU times are missing: /proc does not let this process read those of the threads.';
      }
      return null;
    }
  }

  private release(thread: ThreadRecord, probed: Probed | null): void {
    this.probed.set(thread, null);
    if (probed === null) return;
    try {
      closeSync(probed.schedstat);
    } catch {
      // It was closed with the thread it belonged to.
    }
  }

  /** Nanoseconds so far on a core, and on one or in the queue for one; `null` when the thread is gone. */
  private readTimes(probed: Probed): { cpuNs: number; demandNs: number } | null {
    try {
      const length = readSync(probed.schedstat, this.buffer, 0, this.buffer.length, 0);
      const [cpuNs = NaN, queuedNs = NaN] = this.buffer.toString('latin1', 0, length).split(' ').map(Number);
      return Number.isFinite(cpuNs + queuedNs) ? { cpuNs, demandNs: cpuNs + queuedNs } : null;
    } catch {
      return null;
    }
  }

  private readSwitches(thread: ThreadRecord): { voluntarySwitches: number; involuntarySwitches: number } {
    try {
      const status = readFileSync(`${taskFolder(thread)}/status`, 'latin1');
      return {
        voluntarySwitches: Number(/^voluntary_ctxt_switches:\s*(\d+)/m.exec(status)?.[1] ?? 0),
        involuntarySwitches: Number(/^nonvoluntary_ctxt_switches:\s*(\d+)/m.exec(status)?.[1] ?? 0),
      };
    } catch {
      return { voluntarySwitches: 0, involuntarySwitches: 0 };
    }
  }

  private causeOf(thread: ThreadRecord): number {
    try {
      const call = readFileSync(`${taskFolder(thread)}/syscall`, 'latin1');
      const number = Number.parseInt(call, 10);
      return number >= 0 ? this.trace.causes.systemCall(systemCallName(number)) : noCause;
    } catch {
      // Forbidden, or gone meanwhile.
      return noCause;
    }
  }
}

function taskFolder(thread: ThreadRecord): string {
  return `/proc/${thread.process.pid}/task/${thread.osThreadId ?? 0}`;
}
