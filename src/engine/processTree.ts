import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { readProcessTable } from './processTable.ts';
import type { ProcessEntry, ProcessTable } from './processTable.ts';

export interface EndOptions {
  /** How long a process may take to end by itself after the first, polite signal. */
  readonly graceMs?: number;
  /** How long to wait for what was killed to be gone. */
  readonly killMs?: number;
}

export interface EndResult {
  /** The signal that was sent to the root last, `null` when it was gone already. */
  readonly rootSignal: NodeJS.Signals | null;
  /** Processes that could not be ended. */
  readonly left: readonly number[];
}

const pollMs = 40;

/**
 * The process that was started for a run, and everything that descends from it. Made right after the start,
 * when the pid cannot have been given to another process yet; of no use once {@link end} has returned.
 */
export class ProcessTree {
  readonly rootPid: number;
  /** What was seen to belong to the tree, by pid, with its birth: children outlive the link to their parent. */
  readonly #members = new Map<number, string>();
  readonly #platform: NodeJS.Platform;

  private constructor(rootPid: number, platform: NodeJS.Platform) {
    this.rootPid = rootPid;
    this.#platform = platform;
  }

  static async of(rootPid: number, platform: NodeJS.Platform = process.platform): Promise<ProcessTree> {
    if (!Number.isSafeInteger(rootPid) || rootPid <= 1)
      throw new RangeError(`${rootPid} is no process of a user.`);
    const tree = new ProcessTree(rootPid, platform);
    if (platform !== 'win32') {
      const root = (await readProcessTable(platform)).get(rootPid);
      if (root !== undefined) tree.#members.set(rootPid, root.birth);
    }
    return tree;
  }

  /**
   * Asks every process of the tree to end (SIGTERM), and kills what is left of it after the grace time.
   * Processes that are born meanwhile are found too. Never rejects because something is gone.
   */
  async end({ graceMs = 2000, killMs = 2000 }: EndOptions = {}): Promise<EndResult> {
    if (this.#platform === 'win32') return this.#endOnWindows();
    let rootSignal: NodeJS.Signals | null = null;
    const asked = new Set<string>();
    const politeUntil = performance.now() + graceMs;
    const deadline = politeUntil + killMs;
    for (;;) {
      const now = performance.now();
      const living = this.#grow(await readProcessTable(this.#platform));
      if (living.length === 0 || now >= deadline) return { rootSignal, left: living.map(each => each.pid) };
      const signal = now < politeUntil ? 'SIGTERM' : 'SIGKILL';
      for (const { pid, birth } of living) {
        // Asked once: a program may take a second SIGTERM as "at once, without tidying up".
        const name = `${signal} ${pid} ${birth}`;
        if (asked.has(name)) continue;
        asked.add(name);
        if (sendSignal(pid, signal) && pid === this.rootPid) rootSignal = signal;
      }
      await delay(pollMs);
    }
  }

  /** Takes in the newly born, parents before children. @returns the members that live */
  #grow(table: ProcessTable): ProcessEntry[] {
    const living: ProcessEntry[] = [];
    const isMember = ({ pid, birth }: ProcessEntry) => this.#members.get(pid) === birth;
    const root = table.get(this.rootPid);
    // A session's number is not given away while anyone is in it: whoever is in the session that the root
    // leads descends from it, even when all between the two are gone.
    const leads =
      this.#members.has(this.rootPid) &&
      (root === undefined || (isMember(root) && root.leader === this.rootPid));
    for (let grew = true; grew;) {
      grew = false;
      for (const entry of table.values()) {
        if (isMember(entry) || entry.pid === this.rootPid) continue;
        const parent = table.get(entry.parent);
        const descends = parent !== undefined && isMember(parent);
        if (!descends && !(leads && entry.leader === this.rootPid)) continue;
        this.#members.set(entry.pid, entry.birth);
        grew = true;
      }
    }
    for (const entry of table.values()) if (isMember(entry) && !entry.isZombie) living.push(entry);
    return living;
  }

  /** Windows has no signals; a console program without a window can only be ended by force. */
  #endOnWindows(): Promise<EndResult> {
    return new Promise(resolve => {
      execFile('taskkill', ['/PID', String(this.rootPid), '/T', '/F'], { windowsHide: true }, error => {
        const isGone = error !== null && error.code === 128;
        resolve({
          rootSignal: isGone ? null : 'SIGKILL',
          left: error === null || isGone ? [] : [this.rootPid],
        });
      });
    });
  }
}

/** @returns whether the process was there to get it */
function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false; // Gone, or not ours (a program that changed its user).
  }
}
