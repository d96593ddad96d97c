import type { LaneShares, LaneSpans, ThreadView } from '../protocol/panel.ts';
import type { Nanoseconds, SourcePlace } from '../protocol/words.ts';
import { distanceTo, touches } from './arrows.ts';
import type { Arrow, Message, WakeUp } from './arrows.ts';
import { Boxes } from './boxes.ts';
import { sliceUnder } from './coreSlices.ts';
import type { CoreSlice } from './coreSlices.ts';
import { laneSlot } from './layout.ts';
import type { Row, RowBundle } from './layout.ts';
import type { Mark } from './marks.ts';
import type { MessageBundle } from './messageBundles.ts';
import type { Picture } from './picture.ts';

/** What can be pointed at. */
export type Target =
  | { readonly kind: 'mark'; readonly mark: Mark }
  | { readonly kind: 'message'; readonly message: Message; readonly arrow: Arrow | null }
  | {
      readonly kind: 'span';
      readonly thread: ThreadView;
      readonly lane: LaneSpans;
      readonly index: number;
      readonly fromNs: Nanoseconds;
      readonly toNs: Nanoseconds;
      /** The line that it waits on, where that is told. */
      readonly waitsAt: SourcePlace | null;
    }
  | {
      /** A stretch of a lane that has too many spans for its pixels. */
      readonly kind: 'stretch';
      readonly thread: ThreadView;
      readonly lane: LaneShares;
      readonly bucket: number;
      readonly fromNs: Nanoseconds;
      readonly toNs: Nanoseconds;
    }
  | {
      /** A stretch of what a process's runtime threads do together. */
      readonly kind: 'activity';
      readonly row: Row;
      readonly lane: LaneShares;
      readonly bucket: number;
      readonly fromNs: Nanoseconds;
      readonly toNs: Nanoseconds;
    }
  | { readonly kind: 'messages'; readonly bundle: MessageBundle; readonly arrow: Arrow }
  | { readonly kind: 'wakeUp'; readonly wakeUp: WakeUp; readonly arrow: Arrow }
  | { readonly kind: 'slice'; readonly slice: CoreSlice }
  | {
      /** A moment of the row of many threads. */
      readonly kind: 'bundle';
      readonly bundle: RowBundle;
      readonly atNs: Nanoseconds;
      readonly isFolded: boolean;
    }
  | { readonly kind: 'row'; readonly row: Row };

export type SpanTarget = Target & { readonly kind: 'span' };
/** What a lane is made of. */
export type LaneTarget = Target & { readonly kind: 'span' | 'stretch' };

const markReachPx = 6;
const arrowReachPx = 4;

/** What lies at a point of what is seen of the rows: marks before messages, messages before spans. */
export function targetAt(picture: Picture, x: number, y: number): Target | null {
  const { places } = picture;
  if (picture.cores) {
    const slice = sliceUnder(picture.cores, picture.scale.toNsAt(x), y + places.scrollTopPx);
    return slice && { kind: 'slice', slice };
  }
  const row = picture.rows[places.indexAt(y)];
  if (!row) return null;
  if (row.bundle)
    return { kind: 'bundle', bundle: row.bundle, atNs: picture.scale.toNsAt(x), isFolded: row.isFolded };
  return (
    markAt(picture, row, x) ??
    arrowAt(picture, x, y) ??
    (row.runtime && row.isFolded ? activityAt(picture, row, x) : laneTargetAt(picture, row, x, y)) ?? {
      kind: 'row',
      row,
    }
  );
}

function markAt(picture: Picture, row: Row, x: number): Target | null {
  let best: Target | null = null;
  let bestPx = markReachPx;
  for (const mark of picture.marksOf(row)) {
    const distance = Math.abs(picture.scale.toPx(mark.atNs) - x);
    if (distance > bestPx) continue;
    bestPx = distance;
    best = { kind: 'mark', mark };
  }
  return best;
}

function arrowAt(picture: Picture, x: number, y: number): Target | null {
  let best: Target | null = null;
  let bestPx = arrowReachPx;
  const { stuckPx, scrollTopPx } = picture.places;
  for (const arrow of picture.arrows) {
    const { kind } = arrow;
    if (kind === 'created' || (y < stuckPx && !arrow.isStuck)) continue;
    // Of many messages those that stand out can be pointed at; wake-ups are few.
    const isFaint = picture.selectedThread !== null && !touches(arrow, picture.selectedThread);
    if (isFaint && kind !== 'wakeUp') continue;
    const distance = distanceTo(arrow, x, y + scrollTopPx);
    if (distance > bestPx) continue;
    bestPx = distance;
    best = targetOf(arrow);
  }
  return best;
}

function targetOf(arrow: Arrow): Target | null {
  const { message, bundle, wakeUp } = arrow;
  if (message) return { kind: 'message', message, arrow };
  if (bundle) return { kind: 'messages', bundle, arrow };
  return wakeUp && { kind: 'wakeUp', wakeUp, arrow };
}

function activityAt(picture: Picture, row: Row, x: number): Target | null {
  const lane = picture.activityOf(row);
  const stretch = lane && bucketAt(picture, lane, picture.scale.toNsAt(x));
  return stretch && { kind: 'activity', row, lane, ...stretch };
}

const boxes = new Boxes();

/** The span or stretch of the lane at a point, marks and arrows left aside. */
export function laneTargetAt(
  picture: Picture,
  row: Row,
  x: number,
  y: number,
  thread = laneThreadAt(row, y - picture.places.topOf(row.index)),
): LaneTarget | null {
  const lane = thread && picture.laneOf(thread.key);
  if (!lane) return null;
  if (lane.kind === 'shares') return stretchAt(picture, thread, lane, picture.scale.toNsAt(x));
  picture.layoutLane(thread, lane, boxes);
  const box = boxes.at(x, 2);
  return box < 0 ? null : spanTarget(picture, thread, lane, boxes.span[box] ?? 0);
}

function laneThreadAt(row: Row, y: number): ThreadView | null {
  const index = row.lanes.filter((_, lane) => laneSlot(row, lane).topPx <= y).length - 1;
  return row.lanes[Math.max(0, index)] ?? null;
}

export function spanTarget(picture: Picture, thread: ThreadView, lane: LaneSpans, index: number): SpanTarget {
  const fromNs = lane.startNs[index] ?? 0;
  const isLast = index === lane.startNs.length - 1;
  const toNs = isLast
    ? Math.max(lane.endNs[index] ?? 0, picture.tailEnd(thread, lane))
    : (lane.endNs[index] ?? 0);
  const waitsAt = picture.causePlace(lane.cause[index] ?? -1);
  return { kind: 'span', thread, lane, index, fromNs, toNs, waitsAt };
}

function stretchAt(
  picture: Picture,
  thread: ThreadView,
  lane: LaneShares,
  ns: Nanoseconds,
): LaneTarget | null {
  const stretch = bucketAt(picture, lane, ns);
  return stretch && { kind: 'stretch', thread, lane, ...stretch };
}

function bucketAt(picture: Picture, lane: LaneShares, ns: Nanoseconds) {
  const window = picture.laneWindow;
  const bucketNs = (window.toNs - window.fromNs) / lane.buckets;
  const bucket = Math.floor((ns - window.fromNs) / bucketNs);
  if (bucket < 0 || bucket >= lane.buckets) return null;
  const fromNs = window.fromNs + bucket * bucketNs;
  return { bucket, fromNs, toNs: fromNs + bucketNs };
}

/** Where a click on it leads. */
export function placeOf(target: Target): SourcePlace | null {
  switch (target.kind) {
    case 'mark':
      return target.mark.place;
    case 'span':
      return target.waitsAt ?? target.thread.createdAt;
    case 'stretch':
      return target.thread.createdAt;
    case 'message':
    case 'messages':
    case 'wakeUp':
    case 'slice':
    case 'bundle':
    case 'activity':
    case 'row':
      return null;
  }
}
