import type { ThreadKey, ThreadView, WindowQuery } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import type { TimeRange, TimeScale } from './timeScale.ts';
import type { Held, Wanted } from './windowClient.ts';

/** Asked beyond each edge, in widths of the view: panning finds its lanes there. */
const overscan = 0.5;
/** Asked again when less than this is left beyond an edge. */
const margin = 0.15;
/** By so little, of the device's pixels, the end of a lane of shares may be out of place. */
const mostShiftPx = 2;
/** More message arrows than this hide the lanes they are about. */
export const mostArrows = 300;
/** For the one thread that is selected, more is still of use. */
export const mostSelectedArrows = 1200;
/** Bundles are wide, and are there to be few. */
export const mostBundles = 80;
/** The queues of more lanes than this are no calm picture. */
const mostQueues = 16;
/** The overview is a sketch: finer than this nobody sees. */
const overviewBuckets = 240;
const mostOverviewThreads = 512;

export interface Situation {
  readonly scale: TimeScale;
  readonly pixelRatio: number;
  readonly nowNs: Nanoseconds;
  readonly isLive: boolean;
  readonly version: number;
  /** Set while the picture is held: nothing after this is asked for. */
  readonly heldAtNs?: Nanoseconds;
}

export function lanesQuery(
  { scale, pixelRatio, heldAtNs }: Situation,
  threads: readonly ThreadKey[],
): WindowQuery {
  const fromNs = Math.max(0, scale.fromNs - overscan * scale.durationNs);
  const wantedNs = Math.min(heldAtNs ?? Infinity, scale.toNs + overscan * scale.durationNs);
  const toNs = Math.max(fromNs + 1, wantedNs);
  const widthPx = Math.max(1, Math.round(((toNs - fromNs) / scale.nsPerPx) * pixelRatio));
  const queuesOf = threads.length <= mostQueues ? threads : [];
  return { fromNs, toNs, widthPx, threads, maxMessages: mostArrows, queuesOf };
}

/** Only the messages of one thread, or of a pair; its lane comes along and is of no use. */
export function messagesQuery(
  situation: Situation,
  thread: ThreadKey,
  partner: ThreadKey | null,
): WindowQuery {
  const query = { ...lanesQuery(situation, [thread]), maxMessages: mostSelectedArrows };
  return partner === null ? query : { ...query, between: [thread, partner] };
}

export function overviewQuery(nowNs: Nanoseconds, threads: readonly ThreadView[]): WindowQuery {
  return {
    fromNs: 0,
    toNs: Math.max(1, nowNs),
    widthPx: overviewBuckets,
    threads: threads.slice(0, mostOverviewThreads).map(thread => thread.key),
    maxMessages: 0,
  };
}

/**
 * Whether what is held (or about to be) can be drawn for what is seen, and nothing newer is to be had; or, when that
 * may wait, whether it can be drawn at all.
 */
export function serves(
  held: Wanted | Held | null,
  situation: Situation,
  threads: readonly ThreadKey[],
  mayWait = false,
): boolean {
  if (!held) return threads.length === 0;
  return (
    covers(held.query, needed(situation)) &&
    isFineEnough(held, situation, mayWait) &&
    (mayWait || !isStale(held, situation)) &&
    threads.every(thread => held.query.threads.includes(thread))
  );
}

/** Before the run began and after it ended there is nothing to ask for. */
function needed({ scale, nowNs, isLive }: Situation): TimeRange {
  const spare = margin * scale.durationNs;
  const lastNs = isLive ? Number.POSITIVE_INFINITY : nowNs;
  return { fromNs: Math.max(0, scale.fromNs - spare), toNs: Math.min(lastNs, scale.toNs + spare) };
}

function covers(query: WindowQuery, range: TimeRange): boolean {
  return range.toNs <= range.fromNs || (query.fromNs <= range.fromNs && query.toNs >= range.toNs);
}

function isFineEnough(held: Wanted | Held, { scale, pixelRatio }: Situation, mayWait: boolean): boolean {
  const { fromNs, toNs, widthPx } = held.query;
  const ratio = (toNs - fromNs) / widthPx / (scale.nsPerPx / pixelRatio);
  const hasShares = 'answer' in held && held.answer.lanes.some(lane => lane.kind === 'shares');
  // Shares are exact for pixels of their own size only. A zoomed-out view of fine spans is only more work to draw.
  return hasShares && !mayWait ? Math.abs(ratio - 1) * widthPx < mostShiftPx : ratio < 1.2 && ratio > 0.4;
}

/** What ended before the answer does not change any more. */
function isStale({ query, version, askedAtNs }: Wanted, situation: Situation): boolean {
  return version !== situation.version && query.toNs >= askedAtNs;
}
