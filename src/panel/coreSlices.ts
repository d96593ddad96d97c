import type { CoreLane, CoresAnswer, ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { firstAbove } from './boxes.ts';
import { rowHeightPx } from './layout.ts';
import type { TimeRange } from './timeScale.ts';

/** A stretch of a core on which one thread had most of the time. */
export interface CoreSlice extends TimeRange {
  readonly core: number;
  readonly thread: ThreadKey;
  /** The part of it, 0 to 1, in which that thread was on the core, and in which any thread of the run was. */
  readonly ownShare: number;
  readonly busyShare: number;
}

export function sliceAt({ core, ...lane }: CoreLane, index: number): CoreSlice | null {
  const fromNs = lane.startNs[index];
  if (fromNs === undefined) return null;
  return {
    core,
    fromNs,
    toNs: lane.endNs[index] ?? fromNs,
    thread: lane.thread[index] ?? 0,
    ownShare: lane.ownShare[index] ?? 0,
    busyShare: lane.busyShare[index] ?? 0,
  };
}

/** The slices that touch a window, as indices: from `first` to before `end`. */
export function slicesIn({ startNs, endNs }: CoreLane, { fromNs, toNs }: TimeRange) {
  return { first: firstAbove(endNs, fromNs), end: firstAbove(startNs, toNs) };
}

/** What ran at a moment of the core whose row is at a height of the scrolled content. */
export function sliceUnder({ cores }: CoresAnswer, ns: Nanoseconds, y: number): CoreSlice | null {
  const lane = cores[Math.floor(y / rowHeightPx)];
  if (!lane) return null;
  const slice = sliceAt(lane, firstAbove(lane.endNs, ns));
  return slice && slice.fromNs <= ns ? slice : null;
}

/** The slice after (or before) a moment on a core; the one that holds the moment does not count. */
export function nextSlice(lane: CoreLane, from: TimeRange, step: 1 | -1): CoreSlice | null {
  const middle = (from.fromNs + from.toNs) / 2;
  return step > 0
    ? sliceAt(lane, firstAbove(lane.startNs, middle))
    : sliceAt(lane, firstAbove(lane.endNs, from.fromNs) - 1);
}

/** How busy a core was with threads of the run over a window, 0 to 1. */
export function busyShareIn(lane: CoreLane, window: TimeRange): number {
  let busyNs = 0;
  const { first, end } = slicesIn(lane, window);
  for (let i = first; i < end; i++) {
    const from = Math.max(window.fromNs, lane.startNs[i] ?? 0);
    const to = Math.min(window.toNs, lane.endNs[i] ?? 0);
    busyNs += Math.max(0, to - from) * (lane.busyShare[i] ?? 0);
  }
  return busyNs / Math.max(1, window.toNs - window.fromNs);
}
