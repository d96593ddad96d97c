import type { Nanoseconds } from '../protocol/words.ts';
import { padded } from './timeScale.ts';
import type { TimeRange } from './timeScale.ts';
import type { ViewState } from './viewState.ts';

/** A followed run is shown whole until it is this long; then its last ten seconds slide by. */
const slidingNs = 10e9;
/** A run that has just begun would otherwise fill the screen with microseconds. */
const shortestFitNs = 100e6;
/** Room to the right of the run's end, for the marks and words that stand there. */
const roomAfterPx = 84;
const roomBefore = 0.005;

/** Which stretch of time is on screen: what the user chose, or what follows from the run. */
export function visibleWindow(
  state: Pick<ViewState, 'window' | 'isFollowing'>,
  nowNs: Nanoseconds,
  isLive: boolean,
  widthPx: number,
): TimeRange {
  const roomAfter = Math.min(0.6, roomAfterPx / Math.max(1, widthPx - roomAfterPx));
  const follows = isLive && state.isFollowing;
  if (state.window) {
    if (!follows) return state.window;
    const durationNs = state.window.toNs - state.window.fromNs;
    const toNs = nowNs + durationNs * (roomAfter / (1 + roomAfter));
    return { fromNs: toNs - durationNs, toNs };
  }
  const fromNs = follows && nowNs > slidingNs ? nowNs - slidingNs : 0;
  const endNs = isLive ? Math.max(nowNs, shortestFitNs) : nowNs;
  return padded({ fromNs, toNs: endNs }, roomBefore, roomAfter);
}
