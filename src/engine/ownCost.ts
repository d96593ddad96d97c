import { isMainThread } from 'node:worker_threads';

/** A share of less time is more noise than news; nobody reads it more often. */
const refreshMs = 500;

/** Newer versions of Node can say what one thread took. */
type NewerProcess = typeof process & { readonly threadCpuUsage?: () => NodeJS.CpuUsage };

/** What recording takes of a core, from outside of the program. */
export class OwnCost {
  private beganMs = performance.now();
  private beganCpuMs = cpuMs();
  private refreshedMs = this.beganMs;
  private present: number | null = null;

  /** The run begins now. */
  restart(): void {
    this.beganMs = this.refreshedMs = performance.now();
    this.beganCpuMs = cpuMs();
    this.present = null;
  }

  /** CPU time over time since the run began, as a share of one core; `null` when it is not known (yet). */
  get share(): number | null {
    const nowMs = performance.now();
    if (nowMs - this.refreshedMs >= refreshMs) {
      this.refreshedMs = nowMs;
      const nowCpuMs = cpuMs();
      this.present =
        nowCpuMs === null || this.beganCpuMs === null
          ? null
          : (nowCpuMs - this.beganCpuMs) / (nowMs - this.beganMs);
    }
    return this.present;
  }
}

/** Of this thread; of the process where it has one of its own. `null` where that cannot be told. */
function cpuMs(): number | null {
  const newer: NewerProcess = process;
  const usage = isMainThread ? process.cpuUsage() : newer.threadCpuUsage?.();
  return usage === undefined ? null : (usage.user + usage.system) / 1e3;
}
