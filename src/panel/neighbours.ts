import type { ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { messageAt } from './arrows.ts';
import type { Message } from './arrows.ts';
import { firstAbove } from './boxes.ts';
import type { Row } from './layout.ts';
import type { Picture } from './picture.ts';
import { laneTargetAt, spanTarget } from './targets.ts';
import type { LaneTarget } from './targets.ts';
import type { PickedSpan } from './viewState.ts';

/** The span of a row's thread after (or before) the picked one; without one, the first that is seen. */
export function neighbour(
  picture: Picture,
  row: Row,
  span: PickedSpan | null,
  step: 1 | -1,
): LaneTarget | null {
  const thread = row.thread;
  const lane = thread && picture.laneOf(thread.key);
  if (!lane) return null;
  if (lane.kind === 'shares') {
    const middle = (picture.scale.fromNs + picture.scale.toNs) / 2;
    const bucketNs = (picture.laneWindow.toNs - picture.laneWindow.fromNs) / lane.buckets;
    const ns = span ? (span.fromNs + span.toNs) / 2 + step * bucketNs : middle;
    return targetFrom(picture, row, thread.key, ns);
  }
  const first = firstAbove(lane.endNs, picture.scale.fromNs);
  const current = span ? firstAbove(lane.startNs, span.fromNs) - 1 : step > 0 ? first - 1 : first;
  const index = Math.min(lane.startNs.length - 1, Math.max(0, current + step));
  return lane.startNs.length === 0 ? null : spanTarget(picture, thread, lane, index);
}

/** What a thread's lane holds at a moment. */
export function targetFrom(picture: Picture, row: Row, key: ThreadKey, ns: Nanoseconds): LaneTarget | null {
  const thread = row.lanes.find(one => one.key === key);
  const lane = thread && picture.laneOf(key);
  if (!lane) return null;
  if (lane.kind === 'shares') return laneTargetAt(picture, row, picture.scale.toPx(ns), 0, thread);
  const index = Math.min(lane.startNs.length - 1, firstAbove(lane.endNs, ns));
  return index < 0 ? null : spanTarget(picture, thread, lane, index);
}

/** The messages of a thread that are known, in the order of sending. */
export function messagesOf({ messages }: Picture, thread: ThreadKey): readonly Message[] {
  const own: Message[] = [];
  for (let i = 0; i < (messages?.from.length ?? 0); i++) {
    if (messages?.from[i] === thread || messages?.to[i] === thread) own.push(messageAt(messages, i));
  }
  return own;
}

/** When it arrived, or as long as it has not, when it was sent. */
export function lastNs({ sentNs, receivedNs }: Message): Nanoseconds {
  return receivedNs ?? sentNs ?? 0;
}
