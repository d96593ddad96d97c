import { readdirSync, readFileSync } from 'node:fs';
import type { Nanoseconds } from '../protocol/words.ts';
import type { ProcessRecord, ThreadRecord } from '../trace/entities.ts';
import type { Intake } from './intake.ts';

const intervalNs = 250e6;
/** A Worker's thread is there before the Worker says which one it is. So long nobody else's claim is believed. */
const patienceNs = 300e6;

interface Found {
  readonly seenNs: Nanoseconds;
  /** Since when it is there, as far as is known. */
  readonly sinceNs: Nanoseconds;
  isTold: boolean;
}

/**
 * Finds the threads that the runtime made for itself: those of a process that no probe told of. Linux only.
 * Owned by the sampler, which then looks at them like at all others.
 */
export class RuntimeThreads {
  private readonly found = new Map<string, Found>();
  private nextNs: Nanoseconds = 0;

  constructor(private readonly intake: Intake) {}

  find(nowNs: Nanoseconds): void {
    if (nowNs < this.nextNs) return;
    this.nextNs = nowNs + intervalNs;
    for (const process of this.intake.trace.livingProcesses) this.findIn(process, nowNs);
  }

  dispose(): void {
    this.found.clear();
  }

  private findIn(process: ProcessRecord, nowNs: Nanoseconds): void {
    const main = process.threads.get(0);
    // Before it told of itself, nothing can be told from it.
    if (main === undefined || main.osThreadId === null) return;
    const told = new Set<number>();
    for (const { osThreadId } of process.threads.values()) if (osThreadId !== null) told.add(osThreadId);
    const isAwaited = [...process.threads.values()].some(isUntold);
    // Ids are given in the order of birth, but for a machine that has run through all of them.
    const untold = threadsOf(process.pid).filter(tid => !told.has(tid));
    for (const [place, tid] of untold.sort((a, b) => a - b).entries()) {
      const key = `${process.key} ${tid}`;
      let found = this.found.get(key);
      if (found === undefined) {
        const isFirstLook = nowNs - (main.codeBeginsNs ?? nowNs) < patienceNs;
        found = { seenNs: nowNs, sinceNs: isFirstLook ? process.startedNs : nowNs, isTold: false };
        this.found.set(key, found);
      }
      if (found.isTold) continue;
      const kind = kindOf(nameOf(process.pid, tid));
      // What has a name of the runtime's own is certainly none of the program's; all else may be a Worker's.
      if (kind === null && (isAwaited || nowNs - found.seenNs < patienceNs)) continue;
      found.isTold = true;
      this.intake.runtimeThreadFound(process.key, tid, kind ?? guess(process, place), found.sinceNs);
    }
  }
}

function threadsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [];
  }
}

function nameOf(pid: number, tid: number): string {
  try {
    return readFileSync(`/proc/${pid}/task/${tid}/comm`, 'latin1').trim();
  } catch {
    return '';
  }
}

/** Newer Nodes name their threads; the kernel keeps 15 letters of it. */
function kindOf(name: string): string | null {
  if (/^libuv-worker/.test(name)) return 'I/O pool (libuv)';
  if (/V8Worker$/.test(name)) return 'V8 helper';
  if (/^DelayedTaskSche/.test(name)) return 'V8 timer';
  if (/^SignalInspector/.test(name)) return 'inspector signal';
  return null;
}

/**
 * Where they have no names (Node 20): before anything else the runtime makes four threads for V8, one for V8's
 * timers and one for the inspector's signal; those of the pool come when it is used first.
 */
const fromTheStart = 6;
/** From this Node on all threads of the runtime have names; what has none was made by native code. */
const firstWithNames = 24;

/** It was made, and has not said yet which of the OS's threads it is. */
function isUntold({ osThreadId, endedNs }: ThreadRecord): boolean {
  return osThreadId === null && endedNs === null;
}

function guess({ runtimeVersion }: ProcessRecord, place: number): string {
  if (Number.parseInt(runtimeVersion, 10) >= firstWithNames) return 'native thread';
  return place < fromTheStart ? 'V8 helper' : 'I/O pool (libuv)';
}
