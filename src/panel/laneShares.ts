import { wholeShare } from '../protocol/panel.ts';
import type { LaneShares, ThreadKey } from '../protocol/panel.ts';
import { threadStates } from '../protocol/words.ts';

const states = threadStates.length;

/** The share of a state in a bucket, 0 to 1. `state` is an index in `threadStates`. */
export function shareAt(lane: LaneShares, bucket: number, state: number): number {
  const place = lane.states.indexOf(state);
  return place < 0 ? 0 : (lane.share[bucket * lane.states.length + place] ?? 0) / wholeShare;
}

/** @param shares 0 to 1, `[bucket * threadStates.length + state]` */
export function makeShares(thread: ThreadKey, buckets: number, shares: Readonly<Float32Array>): LaneShares {
  const present = Uint8Array.from(threadStates.keys()).filter(state =>
    shares.some((share, i) => i % states === state && share > 0),
  );
  const share = new Uint16Array(buckets * present.length);
  for (let i = 0; i < share.length; i++) {
    const bucket = Math.floor(i / present.length);
    const exact = shares[bucket * states + (present[i % present.length] ?? 0)] ?? 0;
    share[i] = exact > 0 ? Math.min(wholeShare, Math.max(1, Math.round(exact * wholeShare))) : 0;
  }
  return { kind: 'shares', thread, buckets, states: present, share };
}
