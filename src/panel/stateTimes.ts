import { threadStates } from '../protocol/words.ts';
import type { Nanoseconds, ThreadState } from '../protocol/words.ts';

export interface StateTime {
  readonly state: ThreadState;
  readonly ns: Nanoseconds;
  /** Part of the whole, 0 to 1. */
  readonly share: number;
}

/** The states a thread was in at all, in the order in which a thread passes through them. */
export function stateTimes(stateNs: Readonly<Record<ThreadState, number>>): readonly StateTime[] {
  const total = threadStates.reduce((sum, state) => sum + stateNs[state], 0);
  return threadStates
    .map(state => ({ state, ns: stateNs[state], share: total > 0 ? stateNs[state] / total : 0 }))
    .filter(({ ns }) => ns > 0);
}
