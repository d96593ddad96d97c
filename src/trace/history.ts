import type { ThreadHistory } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { Column } from './columns.ts';
import type { ThreadRecord } from './entities.ts';

/** Hostile or mistaken questions are cut to what a screen can show. */
const mostSteps = 10_000;

type Times = Column<Float64Array>;

/** CPU time and heap of one thread over time, as told or sampled every now and then. */
export class History {
  /** Made when there is something, for most threads of a program that makes thousands are over before that. */
  private rows: { readonly times: Times; readonly cpu: Times; readonly heap: Times } | null = null;

  /** CPU time so far and bytes of heap in use at `timeNs`; NaN for what is not known. A time before the last one is passed over. */
  add(timeNs: Nanoseconds, cpuNs: number, heapBytes: number): void {
    this.rows ??= {
      times: new Column(Float64Array),
      cpu: new Column(Float64Array),
      heap: new Column(Float64Array),
    };
    const { times, cpu, heap } = this.rows;
    const last = times.length - 1;
    if (last >= 0 && timeNs < times.at(last)) return;
    times.push(timeNs);
    cpu.push(cpuNs);
    heap.push(heapBytes);
  }

  /** In `steps` equal steps between two times: the share of CPU time in each, and the heap at the end of each. */
  over(
    fromNs: Nanoseconds,
    toNs: Nanoseconds,
    steps: number,
  ): Pick<ThreadHistory, 'cpuShare' | 'heapUsedBytes'> {
    const cpuShare = new Float32Array(steps).fill(NaN);
    const heapUsedBytes = new Float64Array(steps).fill(NaN);
    const stepNs = (toNs - fromNs) / steps;
    const busyNs = new Float64Array(steps);
    const coveredNs = new Float64Array(steps);
    // A life begins with no CPU time used.
    let lastNs = fromNs;
    let lastCpuNs = 0;
    const { rows } = this;
    for (let row = 0; rows !== null && row < rows.times.length; row++) {
      const timeNs = rows.times.at(row);
      const cpuNs = rows.cpu.at(row);
      const heap = rows.heap.at(row);
      const step = Math.min(steps - 1, Math.max(0, Math.floor((timeNs - fromNs) / stepNs)));
      if (!Number.isNaN(heap)) heapUsedBytes[step] = heap;
      if (Number.isNaN(cpuNs) || timeNs <= lastNs) continue;
      const share = Math.min(1, Math.max(0, (cpuNs - lastCpuNs) / (timeNs - lastNs)));
      spread(busyNs, coveredNs, (lastNs - fromNs) / stepNs, (timeNs - fromNs) / stepNs, stepNs, share);
      lastNs = timeNs;
      lastCpuNs = cpuNs;
    }
    for (let step = 0; step < steps; step++) {
      const covered = coveredNs[step] ?? 0;
      if (covered > 0) cpuShare[step] = (busyNs[step] ?? 0) / covered;
    }
    return { cpuShare, heapUsedBytes };
  }
}

/** Spreads a stretch of known share over the steps that it covers; positions count in steps. */
function spread(
  busyNs: Float64Array,
  coveredNs: Float64Array,
  from: number,
  to: number,
  stepNs: number,
  share: number,
): void {
  for (let step = Math.max(0, Math.floor(from)); step < Math.min(busyNs.length, to); step++) {
    const partNs = (Math.min(step + 1, to) - Math.max(step, from)) * stepNs;
    busyNs[step] = (busyNs[step] ?? 0) + partNs * share;
    coveredNs[step] = (coveredNs[step] ?? 0) + partNs;
  }
}

export function historyOf(
  thread: ThreadRecord,
  originNs: Nanoseconds,
  nowNs: Nanoseconds,
  steps: number,
): ThreadHistory {
  const startNs = thread.startedNs ?? thread.createdNs;
  const endNs = Math.max(startNs + 1, thread.endedNs ?? nowNs);
  const count = Math.min(mostSteps, Math.max(1, Math.floor(steps)));
  return {
    thread: thread.key,
    startNs: startNs - originNs,
    stepNs: (endNs - startNs) / count,
    ...thread.history.over(startNs, endNs, count),
  };
}
