import type { KernelView } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import type { OsSample } from './inputs.ts';
import { KernelFiles, kernelView, type Call, type Schedule } from './kernelFiles.ts';
import { OwnLoop } from './ownLoop.ts';
import { isPoll, isSleep } from './systemCalls.ts';

/** What a look at a thread brought: a sample, nothing new since the look before, or that the thread is gone. */
export type Look = OsSample | 'unchanged' | 'gone';

/** So much of the time between two looks on a core or wanting one is all of it. */
const allOfIt = 0.9;
/** Who was on a core for less of the time is not asked which one: asking costs more than looking. */
const worthTheCore = 0.02;

/**
 * Watches one thread from outside. A look costs one small read while the thread does not move; the call that
 * it is stopped in is asked for when it has moved since. Owned by the sampler.
 */
export class ThreadProbe {
  private readonly files: KernelFiles;
  private readonly ownLoop: OwnLoop;
  private readonly before: Schedule = { runNs: 0, readyNs: 0, slices: -1 };
  private readonly after: Schedule = { runNs: 0, readyNs: 0, slices: 0 };
  private lastNs: Nanoseconds = 0;
  private at: OsSample['at'] = 'off';
  private call: Call | null = null;
  /** The core that it was on last. */
  core: number | null = null;
  /** How long it was on a core between the last two looks that brought something new. */
  ranNs = 0;
  /** Of the time without a core, what the kernel has not counted yet. */
  private inQueueNs = 0;
  /** What it polls. */
  private descriptor: number | null = null;
  /** Set when the calls of this thread cannot be read. */
  callsAreHidden = false;
  quietLooks = 0;

  /**
   * @param idlesIn calls in which a thread that has nothing to do is stopped, beside polling: those of the
   * runtime's own threads
   * @throws the system's error when the thread cannot be looked at
   */
  constructor(
    pid: number,
    tid: number,
    private readonly idlesIn: readonly string[],
  ) {
    this.files = new KernelFiles(pid, tid);
    this.ownLoop = new OwnLoop(this.files);
  }

  /** When the thread was seen last. */
  get seenNs(): Nanoseconds {
    return this.lastNs;
  }

  /** CPU time so far. */
  get cpuNs(): number {
    return this.before.runNs;
  }

  look(nowNs: Nanoseconds): Look {
    const { before, after } = this;
    if (!this.files.readSchedule(after)) return 'gone';
    const sinceNs = nowNs - this.lastNs;
    const runNs = after.runNs - before.runNs;
    const readyNs = after.readyNs - before.readyNs;
    this.lastNs = nowNs;
    // Stopped all the time: then it is in the call that it was in.
    if (this.at !== 'runnable' && after.slices === before.slices && runNs === 0 && readyNs === 0) {
      this.quietLooks++;
      return 'unchanged';
    }
    this.quietLooks = 0;
    const wasRunnable = this.at === 'runnable';
    const stoodStill = after.slices === before.slices && runNs === 0 && readyNs === 0;
    before.runNs = after.runNs;
    before.readyNs = after.readyNs;
    before.slices = after.slices;
    if (this.core === null || runNs > worthTheCore * sinceNs) this.core = this.files.readCore();
    this.ranNs = runNs;
    this.find((runNs + readyNs) / sinceNs);
    // The kernel counts time in the queue for a core when it is over. Runnable at both looks and on none in between,
    // the thread stood in it all the time.
    this.inQueueNs = stoodStill && wasRunnable && this.at === 'runnable' ? this.inQueueNs + sinceNs : 0;
    const name = this.call?.name ?? null;
    const sample = {
      timeNs: nowNs,
      runNs: after.runNs,
      readyNs: after.readyNs + this.inQueueNs,
      at: this.at,
      call: this.at === 'runnable' ? null : name,
    };
    return this.withDescriptors(sample);
  }

  private withDescriptors(sample: OsSample): OsSample {
    const { descriptor } = this;
    const loop = this.ownLoop.seen(descriptor);
    if (descriptor === null && loop === null) return sample;
    return { ...sample, ...(descriptor === null ? {} : { descriptor }), ...(loop === null ? {} : { loop }) };
  }

  /** How it stands now, for who wants to look at it closely. */
  view(): KernelView {
    if (this.at !== 'runnable') return kernelView('stopped', this.core, this.call);
    const call = this.files.readCall();
    if (call !== null && typeof call === 'object') return kernelView('stopped', this.core, call);
    return kernelView(this.inQueueNs > 0 ? 'ready' : 'on a core', this.core, null);
  }

  readSwitches(): { voluntarySwitches: number; involuntarySwitches: number } {
    return this.files.readSwitches();
  }

  close(): void {
    this.files.close();
  }

  private find(share: number): void {
    this.descriptor = null;
    const answer = share >= allOfIt ? 'running' : this.files.readCall();
    if (answer === 'running') {
      this.at = 'runnable';
      this.call = null;
      return;
    }
    this.callsAreHidden = answer === 'hidden';
    const call = answer === 'hidden' ? null : answer;
    this.call = call;
    const name = call?.name ?? null;
    if (name !== null && isPoll(name)) {
      this.at = 'polling';
      this.descriptor = Number(call?.registers[0]);
    } else if (name !== null && isSleep(name)) {
      this.at = 'sleeping';
    } else {
      this.at = name !== null && this.idlesIn.includes(name) ? 'polling' : 'off';
    }
  }
}
