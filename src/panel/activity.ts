import { wholeShare } from '../protocol/panel.ts';
import type { LaneShares, LaneSpans, WindowAnswer } from '../protocol/panel.ts';
import { threadStates } from '../protocol/words.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { makeShares } from './laneShares.ts';
import { busyStates } from './layout.ts';
import type { Row, RowId, RuntimeGroup } from './layout.ts';
import type { TimeRange } from './timeScale.ts';

const states = threadStates.length;

/**
 * What several lanes do together: for each of `buckets` equal stretches of a window how many of them were in
 * each state on average, `[bucket * threadStates.length + state]`.
 */
export function lanesPerState(
  lanes: readonly (LaneSpans | LaneShares)[],
  range: TimeRange,
  buckets: number,
): Float32Array {
  const counts = new Float32Array(buckets * states);
  const bucketNs = (range.toNs - range.fromNs) / buckets;
  const add = (fromNs: Nanoseconds, toNs: Nanoseconds, state: number, share: number) => {
    const from = Math.max(0, (fromNs - range.fromNs) / bucketNs);
    const to = Math.min(buckets, (toNs - range.fromNs) / bucketNs);
    for (let bucket = Math.floor(from); bucket < to; bucket++) {
      const part = Math.min(to, bucket + 1) - Math.max(from, bucket);
      const index = bucket * states + state;
      counts[index] = (counts[index] ?? 0) + part * share;
    }
  };
  for (const lane of lanes) {
    if (lane.kind === 'spans') {
      lane.state.forEach((state, i) => add(lane.startNs[i] ?? 0, lane.endNs[i] ?? 0, state, 1));
      continue;
    }
    const widthNs = (range.toNs - range.fromNs) / lane.buckets;
    const present = lane.states.length;
    lane.share.forEach((share, i) => {
      if (share <= 0) return;
      const fromNs = range.fromNs + Math.floor(i / present) * widthNs;
      add(fromNs, fromNs + widthNs, lane.states[i % present] ?? 0, share / wholeShare);
    });
  }
  return counts;
}

const idle: readonly number[] = threadStates.flatMap((state, i) => (busyStates.includes(state) ? [] : [i]));

/** Of the device: finer, what many threads do in turns is noise. */
const bucketPx = 4;

/** What share of a process's runtime threads is busy, as one lane; what is idle is left out. */
export class Activities {
  readonly #held = new WeakMap<WindowAnswer, Map<RowId, LaneShares>>();

  /** Made once for an answer: frames that show the same answer find it here. */
  of(row: Row, answer: WindowAnswer, widthPx: number): LaneShares {
    let lanes = this.#held.get(answer);
    if (!lanes) this.#held.set(answer, (lanes = new Map<RowId, LaneShares>()));
    let lane = lanes.get(row.id);
    if (!lane)
      lanes.set(row.id, (lane = activityOf(row, answer, Math.max(1, Math.ceil(widthPx / bucketPx)))));
    return lane;
  }
}

function activityOf(row: Row, answer: WindowAnswer, buckets: number): LaneShares {
  const own = new Set(row.lanes.map(lane => lane.key));
  const lanes = answer.lanes.filter(lane => own.has(lane.thread));
  const share = lanesPerState(lanes, answer, buckets).map((count, i) =>
    idle.includes(i % states) ? 0 : count / Math.max(1, own.size),
  );
  return makeShares(-1, buckets, share);
}

/** The same for what they do now. */
export function activityNow({ threads }: RuntimeGroup): LaneShares {
  const share = new Float32Array(states);
  for (const { state } of threads) {
    const index = busyStates.some(one => one === state) ? threadStates.findIndex(one => one === state) : -1;
    if (index >= 0) share[index] = (share[index] ?? 0) + 1 / threads.length;
  }
  return makeShares(-1, 1, share);
}
