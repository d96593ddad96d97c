import type { RangeAnswer, ThreadKey } from '../protocol/panel.ts';
import { threadStates } from '../protocol/words.ts';
import type { ThreadState } from '../protocol/words.ts';

/** What each thread did in an answer about a moment: the state that it was in for most of it. */
export function statesAt(answer: RangeAnswer | null): ReadonlyMap<ThreadKey, ThreadState> {
  const states = new Map<ThreadKey, ThreadState>();
  for (const { thread, stateNs } of answer?.threads ?? []) {
    const most = threadStates.reduce((best, state) => (stateNs[state] > stateNs[best] ? state : best));
    if (stateNs[most] > 0) states.set(thread, most);
  }
  return states;
}

/** How many of the threads were in which state, the most first; those of which nothing is known are left out. */
export function countedStates(
  threads: readonly ThreadKey[],
  states: ReadonlyMap<ThreadKey, ThreadState>,
): readonly { readonly state: ThreadState; readonly count: number }[] {
  return threadStates
    .map(state => ({ state, count: threads.filter(thread => states.get(thread) === state).length }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
}
