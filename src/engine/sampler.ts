import type { Nanoseconds } from '../protocol/words.ts';
import type { OsFacts, ThreadRecord } from '../trace/entities.ts';
import { monotonicNow } from './clock.ts';
import type { Intake } from './intake.ts';
import { RuntimeThreads } from './runtimeThreads.ts';
import { ThreadProbe } from './threadProbe.ts';

/** What is kept of a thread between two looks. */
interface Watched {
  readonly probe: ThreadProbe;
  shareSinceNs: Nanoseconds;
  shareSinceCpuNs: number;
  recentShare: number;
  switchesAtNs: Nanoseconds;
}

/** How often threads that move are looked at, and those that have not moved for some time. */
const intervalNs = 10e6;
const quietLooks = 10;
const quietEvery = { program: 2, runtime: 4 } as const;
/** The share of a core that looking may cost; with more threads it is done less often. */
const ownShare = 0.015;
/** A longer interval is said, when it lasts: a machine that is slow for a moment is no news. */
const tellFromNs = 21e6;
const tellAfterNs = 5e9;
const shareWindowNs = 500e6;
const switchesEveryNs = 2e9;

/**
 * Looks at the OS, from outside, at what the threads of a run do (Linux: `/proc`): CPU time, time without a
 * core, context switches, and for a thread that is stopped the call that stopped it. Asked by its owner again
 * and again, it decides when it is time.
 */
export class Sampler {
  private readonly watched = new Map<ThreadRecord, Watched | null>();
  /** Threads that are not over, and how many of the trace's were taken in. */
  private readonly current: ThreadRecord[] = [];
  private known = 0;
  private readonly runtimeThreads: RuntimeThreads;
  private readonly costs = new Array<number>(8).fill(Infinity);
  private looks = 0;
  private nextNs: Nanoseconds = 0;
  private presentIntervalNs = intervalNs;
  /** Since when looks are further apart than that without a break. */
  private slowSinceNs: Nanoseconds | null = null;
  private lastLookNs: Nanoseconds = 0;
  private callsAreHidden = false;
  private reason: string | null =
    process.platform === 'linux'
      ? null
      : 'What stops a thread outside of JavaScript, and for how long it has no core, is known on Linux only: what is not told by the probe is inferred.';

  constructor(private readonly intake: Intake) {
    this.runtimeThreads = new RuntimeThreads(intake);
  }

  /** What the OS does not tell and why, a sentence each. */
  get problems(): string[] {
    const problems: string[] = [];
    if (this.reason !== null) problems.push(this.reason);
    if (this.callsAreHidden)
      problems.push(
        'The system calls that threads are stopped in are not shown: /proc/PID/task/TID/syscall may not be read here.',
      );
    if (this.slowSinceNs !== null && this.lastLookNs - this.slowSinceNs > tellAfterNs)
      problems.push(
        `With so many threads the OS is looked at every ${Math.round(this.presentIntervalNs / 1e6)} ms only, so that looking costs less than 2 % of a core: sampled spans are that coarse.`,
      );
    return problems;
  }

  sample(): void {
    if (process.platform !== 'linux') return;
    const startNs = monotonicNow();
    if (startNs < this.nextNs) return;
    this.looks++;
    this.runtimeThreads.find(startNs);
    this.lookAtAll();
    this.presentIntervalNs = Math.max(intervalNs, this.cost(monotonicNow() - startNs) / ownShare);
    this.slowSinceNs = this.presentIntervalNs > tellFromNs ? (this.slowSinceNs ?? startNs) : null;
    this.lastLookNs = startNs;
    this.nextNs = startNs + this.presentIntervalNs;
  }

  /** The median of the last few: a look that took far longer was interrupted, which is not its own cost. */
  private cost(nanoseconds: number): number {
    this.costs[this.looks % this.costs.length] = nanoseconds;
    // The first looks open files and compile; that is not what a look costs.
    if (this.looks < this.costs.length) return 0;
    return [...this.costs].sort((a, b) => a - b)[this.costs.length >> 1] ?? 0;
  }

  dispose(): void {
    for (const [thread, watched] of this.watched) this.release(thread, watched);
    this.runtimeThreads.dispose();
  }

  /** Of thousands of threads that a program had, only those that are not over cost anything. */
  private lookAtAll(): void {
    const { threads } = this.intake.trace;
    for (; this.known < threads.length; this.known++) this.current.push(threads[this.known] as ThreadRecord);
    let kept = 0;
    for (const thread of this.current) {
      this.look(thread);
      const isOver =
        this.watched.get(thread) === null || (thread.endedNs !== null && !this.watched.has(thread));
      if (!isOver) this.current[kept++] = thread;
    }
    this.current.length = kept;
  }

  private look(thread: ThreadRecord): void {
    let watched = this.watched.get(thread);
    if (watched === null) return;
    if (watched === undefined) {
      if (thread.osThreadId === null || thread.endedNs !== null) return;
      watched = this.open(thread);
      this.watched.set(thread, watched);
      if (watched === null) return;
    }
    const { probe } = watched;
    if (probe.quietLooks > quietLooks && this.looks % quietEvery[thread.kind] !== 0) return;
    const nowNs = monotonicNow();
    const beforeNs = probe.seenNs;
    const look = probe.look(nowNs);
    if (look === 'gone' || thread.endedNs !== null) {
      this.intake.threadGone(thread.key, probe.seenNs, probe.cpuNs);
      this.release(thread, watched);
      return;
    }
    if (look !== 'unchanged') {
      const { core, ranNs } = probe;
      const use = core !== null && beforeNs > 0 ? { core, fromNs: beforeNs, ranNs } : null;
      this.intake.sampled(thread.key, look, use);
    } else {
      this.intake.stoodStill(thread.key, nowNs);
    }
    if (probe.callsAreHidden) this.callsAreHidden = true;
    // Of a thread that stands still there is nothing new to tell, once its share has come down to nothing.
    if (look === 'unchanged' && thread.os !== null && watched.recentShare === 0) return;
    this.tellFacts(thread, watched, nowNs);
  }

  private tellFacts(thread: ThreadRecord, watched: Watched, nowNs: Nanoseconds): void {
    const { probe } = watched;
    const sinceNs = nowNs - watched.shareSinceNs;
    const before = thread.os;
    if (before !== null && sinceNs < shareWindowNs) return;
    const { cpuNs } = probe;
    if (sinceNs > 0) watched.recentShare = (cpuNs - watched.shareSinceCpuNs) / sinceNs;
    watched.shareSinceNs = nowNs;
    watched.shareSinceCpuNs = cpuNs;
    // The file that has them takes the kernel ten times as long as the others.
    const isTime = before === null || nowNs - watched.switchesAtNs > switchesEveryNs;
    if (isTime) watched.switchesAtNs = nowNs;
    const switches = isTime ? probe.readSwitches() : switchesOf(before);
    this.intake.osFactsRead(thread.key, nowNs, {
      cpuNs,
      ...switches,
      recentShare: watched.recentShare,
      kernel: probe.view(),
    });
  }

  private open(thread: ThreadRecord): Watched | null {
    try {
      const idlesIn = thread.kind === 'runtime' ? ['futex'] : [];
      const { pid } = thread.process;
      return {
        probe: new ThreadProbe(pid, thread.osThreadId ?? 0, idlesIn),
        // The first share is that of the life so far.
        shareSinceNs: thread.startedNs ?? monotonicNow(),
        shareSinceCpuNs: 0,
        recentShare: 0,
        switchesAtNs: 0,
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.reason =
          'CPU times and what the OS knows of threads are missing: /proc does not let this process read it.';
      }
      return null;
    }
  }

  private release(thread: ThreadRecord, watched: Watched | null): void {
    this.watched.set(thread, null);
    watched?.probe.close();
  }
}

type Switches = Pick<OsFacts, 'voluntarySwitches' | 'involuntarySwitches'>;

function switchesOf({ voluntarySwitches, involuntarySwitches }: OsFacts): Switches {
  return { voluntarySwitches, involuntarySwitches };
}
