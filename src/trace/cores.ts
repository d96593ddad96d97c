import type { CoreLane, CoresAnswer, CoresQuery, ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { Column } from './columns.ts';

/** Finer than the OS is looked at there is nothing to see. */
const leastCellNs = 10e6;
/** Hostile or mistaken questions are cut to what a screen can show. */
const mostCells = 20_000;
/** Neighbours that differ by less are shown as one. */
const sameShare = 0.02;

/** What was on one core: between two looks, a thread had it for some time. As columns, nearly in order. */
class Core {
  readonly threads = new Column(Uint32Array);
  readonly starts = new Column(Float64Array);
  readonly durations = new Column(Float32Array);
  /** How long in that time. */
  readonly runs = new Column(Float32Array);
  longestNs = 0;
}

/** Which thread was on which core, as the OS was seen to tell. */
export class Cores {
  private readonly cores = new Map<number, Core>();

  /** Between two looks a thread was on a core for `runNs` in sum; the last time it was this one. */
  add(core: number, thread: ThreadKey, fromNs: Nanoseconds, toNs: Nanoseconds, runNs: number): void {
    if (!(toNs > fromNs) || !(runNs > 0)) return;
    let on = this.cores.get(core);
    if (on === undefined) this.cores.set(core, (on = new Core()));
    on.threads.push(thread);
    on.starts.push(fromNs);
    on.durations.push(toNs - fromNs);
    on.runs.push(Math.min(runNs, toNs - fromNs));
    on.longestNs = Math.max(on.longestNs, toNs - fromNs);
  }

  query(query: CoresQuery, originNs: Nanoseconds): CoresAnswer {
    const fromNs = Math.min(query.fromNs, query.toNs);
    const toNs = Math.max(query.fromNs, query.toNs, fromNs + 1);
    const cells = Math.max(
      1,
      Math.min(mostCells, Math.floor(query.widthPx), Math.ceil((toNs - fromNs) / leastCellNs)),
    );
    const cores = [...this.cores]
      .sort(([a], [b]) => a - b)
      .map(([core, on]) => coreLane(core, on, fromNs + originNs, toNs + originNs, cells, originNs));
    return { fromNs, toNs, cores };
  }
}

function coreLane(
  core: number,
  on: Core,
  fromNs: Nanoseconds,
  toNs: Nanoseconds,
  cells: number,
  originNs: Nanoseconds,
): CoreLane {
  const cellNs = (toNs - fromNs) / cells;
  const own = new Array<Map<ThreadKey, number> | undefined>(cells);
  const first = on.starts.countUpTo(fromNs - 2 * on.longestNs);
  for (let row = first; row < on.starts.length; row++) {
    const startNs = on.starts.at(row);
    const endNs = startNs + on.durations.at(row);
    // Threads are looked at one after the other, so that starts are in order but for the length of a look.
    if (startNs > toNs + on.longestNs) break;
    const share = on.runs.at(row) / on.durations.at(row);
    const thread = on.threads.at(row);
    const last = Math.min(cells - 1, Math.floor((endNs - fromNs) / cellNs));
    for (let cell = Math.max(0, Math.floor((startNs - fromNs) / cellNs)); cell <= last; cell++) {
      const cellFromNs = fromNs + cell * cellNs;
      const within = Math.min(endNs, cellFromNs + cellNs) - Math.max(startNs, cellFromNs);
      if (within <= 0) continue;
      const times = (own[cell] ??= new Map<ThreadKey, number>());
      times.set(thread, (times.get(thread) ?? 0) + (within * share) / cellNs);
    }
  }
  return joined(core, own, fromNs - originNs, cellNs);
}

/** Cells that say the same are one slice; those in which nothing ran are none. */
function joined(
  core: number,
  cells: readonly (ReadonlyMap<ThreadKey, number> | undefined)[],
  fromNs: Nanoseconds,
  cellNs: number,
): CoreLane {
  const slices: { start: number; end: number; thread: number; own: number; busy: number }[] = [];
  cells.forEach((times, cell) => {
    if (times === undefined) return;
    let thread = 0;
    let ownShare = 0;
    let busyShare = 0;
    for (const [key, share] of times) {
      busyShare += share;
      if (share > ownShare) [thread, ownShare] = [key, share];
    }
    if (!(busyShare > 0)) return;
    // Sums of shares that were rounded can be a hair more than all.
    const busy = Math.min(1, busyShare);
    const own = Math.min(busy, ownShare);
    const last = slices.at(-1);
    if (last?.end === cell && last.thread === thread && isSame(last.own, own) && isSame(last.busy, busy)) {
      last.end = cell + 1;
    } else {
      slices.push({ start: cell, end: cell + 1, thread, own, busy });
    }
  });
  return {
    core,
    startNs: Float64Array.from(slices, slice => fromNs + slice.start * cellNs),
    endNs: Float64Array.from(slices, slice => fromNs + slice.end * cellNs),
    thread: Uint32Array.from(slices, slice => slice.thread),
    ownShare: Float32Array.from(slices, slice => slice.own),
    busyShare: Float32Array.from(slices, slice => slice.busy),
  };
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= sameShare;
}
