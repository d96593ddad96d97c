import { noThread } from '../protocol/panel.ts';
import type { MessageColumns, ThreadKey, WakeUpColumns } from '../protocol/panel.ts';
import type { Nanoseconds, SourcePlace } from '../protocol/words.ts';
import { firstAbove } from './boxes.ts';
import { rowHeightPx } from './layout.ts';
import type { Row } from './layout.ts';
import type { MessageBundle } from './messageBundles.ts';
import type { RowPlaces } from './rowPlaces.ts';
import type { Scenery } from './scenery.ts';
import type { TimeScale } from './timeScale.ts';

/** A message with its times; those that are not known are `null`. */
export interface Message {
  readonly id: number;
  readonly from: ThreadKey;
  readonly to: ThreadKey | null;
  readonly sentNs: Nanoseconds | null;
  readonly receivedNs: Nanoseconds | null;
  readonly handledNs: Nanoseconds | null;
}

/** A line between two lanes, in pixels of the scrolled content. */
export interface Arrow {
  readonly kind: 'created' | 'message' | 'bundle' | 'wakeUp';
  readonly from: ThreadKey;
  readonly to: ThreadKey;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly message: Message | null;
  readonly bundle: MessageBundle | null;
  readonly wakeUp: WakeUp | null;
  /** Leads to a row that sticks to the top, or from one: others are scrolled under those. */
  readonly isStuck: boolean;
}

/** Where threads are drawn. */
export interface RowsInPlace {
  readonly byThread: ReadonlyMap<ThreadKey, Row>;
  readonly places: RowPlaces;
}

/** A wait that another thread ended. */
export interface WakeUp {
  readonly from: ThreadKey;
  readonly to: ThreadKey;
  /** When `notify` was called, and when the wait was over. */
  readonly calledNs: Nanoseconds;
  readonly wokenNs: Nanoseconds;
  /** On which lines; `null` where that is not told. */
  readonly calledAt: SourcePlace | null;
  readonly waitedAt: SourcePlace | null;
}

export function messageAt(columns: MessageColumns, index: number): Message {
  const time = (column: Float64Array) => {
    const ns = column[index] ?? Number.NaN;
    return Number.isNaN(ns) ? null : ns;
  };
  const to = columns.to[index] ?? noThread;
  return {
    id: columns.id[index] ?? 0,
    from: columns.from[index] ?? 0,
    to: to === noThread ? null : to,
    sentNs: time(columns.sentNs),
    receivedNs: time(columns.receivedNs),
    handledNs: time(columns.handledNs),
  };
}

/** Lines begin and end at the edge of the bars, so that heads lie on empty ground. */
const barHalfPx = 8;

/** Arrows of messages of which both ends and both times are known; others have no line to draw. */
export function messageArrows(
  columns: MessageColumns,
  rows: RowsInPlace,
  scale: TimeScale,
): readonly Arrow[] {
  const arrows: Arrow[] = [];
  for (let i = 0; i < columns.from.length; i++) {
    const arrow = messageArrow(messageAt(columns, i), rows, scale);
    if (arrow) arrows.push(arrow);
  }
  return arrows;
}

/** The arrow of one message, if it has a line and that is in sight. */
export function messageArrow(message: Message, rows: RowsInPlace, scale: TimeScale): Arrow | null {
  const { from, to, sentNs, receivedNs } = message;
  if (to === null || sentNs === null || receivedNs === null) return null;
  const line = lineBetween(from, to, sentNs, receivedNs, rows, scale);
  return line && { ...line, kind: 'message', message };
}

/** Of bundles and wake-ups, those that are in sight. */
export function bundleArrows(
  bundles: readonly MessageBundle[],
  rows: RowsInPlace,
  scale: TimeScale,
): readonly Arrow[] {
  return bundles.flatMap(bundle => {
    const line = lineBetween(bundle.from, bundle.to, bundle.sentNs, bundle.receivedNs, rows, scale);
    return line ? [{ ...line, kind: 'bundle' as const, bundle }] : [];
  });
}

function wakeUpAt(columns: WakeUpColumns, index: number): WakeUp {
  const { from, calledNs, to, wokenNs, calledAt, waitedAt, places } = columns;
  return {
    from: from[index] ?? noThread,
    to: to[index] ?? noThread,
    calledNs: calledNs[index] ?? 0,
    wokenNs: wokenNs[index] ?? 0,
    calledAt: places[calledAt[index] ?? -1] ?? null,
    waitedAt: places[waitedAt[index] ?? -1] ?? null,
  };
}

export function wakeUpArrows(columns: WakeUpColumns, rows: RowsInPlace, scale: TimeScale): readonly Arrow[] {
  const arrows: Arrow[] = [];
  columns.from.forEach((_, i) => {
    const wakeUp = wakeUpAt(columns, i);
    const line = lineBetween(wakeUp.from, wakeUp.to, wakeUp.calledNs, wakeUp.wokenNs, rows, scale);
    if (line) arrows.push({ ...line, kind: 'wakeUp', wakeUp });
  });
  return arrows;
}

function lineBetween(
  from: ThreadKey,
  to: ThreadKey,
  fromNs: Nanoseconds,
  toNs: Nanoseconds,
  rows: RowsInPlace,
  scale: TimeScale,
) {
  const x1 = scale.toPx(fromNs);
  const x2 = scale.toPx(toNs);
  if (x2 < 0 || x1 > scale.widthPx) return null;
  const ends = endsBetween(rows.byThread.get(from), rows.byThread.get(to), rows.places);
  return ends && { from, to, x1, x2, ...ends, message: null, bundle: null, wakeUp: null };
}

/** Who made whom. */
export function creationArrows(
  { made, madeNs, byThread }: Scenery,
  places: RowPlaces,
  scale: TimeScale,
): readonly Arrow[] {
  const arrows: Arrow[] = [];
  for (let i = firstAbove(madeNs, scale.fromNs - 1); i < made.length; i++) {
    const thread = made[i];
    if (!thread || thread.parent === null || thread.createdNs > scale.toNs) break;
    const child = byThread.get(thread.key);
    const ends = endsBetween(byThread.get(thread.parent), child, places);
    // Hundreds of lines to one row say less than its graph does.
    if (!ends || child?.bundle) continue;
    const x = scale.toPx(thread.createdNs);
    arrows.push({
      kind: 'created',
      from: thread.parent,
      to: thread.key,
      x1: x,
      x2: x,
      ...ends,
      message: null,
      bundle: null,
      wakeUp: null,
    });
  }
  return arrows;
}

function endsBetween(from: Row | undefined, to: Row | undefined, places: RowPlaces) {
  // Both folded into one row: there is no way to show it.
  if (!from || !to || from.index === to.index) return null;
  const middle = ({ index }: Row) => places.topOf(index) + places.scrollTopPx + rowHeightPx / 2;
  // By what is seen: a row that sticks stands above those that are scrolled, unless they are scrolled out of sight.
  const direction = middle(to) > middle(from) ? 1 : -1;
  return {
    y1: middle(from) + direction * barHalfPx,
    y2: middle(to) - direction * barHalfPx,
    isStuck: places.isStuck(from.index) || places.isStuck(to.index),
  };
}

export function touches(arrow: Arrow, thread: ThreadKey | null): boolean {
  return thread !== null && (arrow.from === thread || arrow.to === thread);
}

/** How far a point is from an arrow's line. */
export function distanceTo({ x1, y1, x2, y2 }: Arrow, x: number, y: number): number {
  const dx = x2 - x1;
  const dy = y2 - y1;
  const along = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - (x1 + t * dx), y - (y1 + t * dy));
}
