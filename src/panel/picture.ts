import type { LaneShares, LaneSpans, MessageColumns, ThreadKey, ThreadView } from '../protocol/panel.ts';
import { threadStates } from '../protocol/words.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { creationArrows, messageArrows } from './arrows.ts';
import type { Arrow } from './arrows.ts';
import { layoutSpans } from './boxes.ts';
import type { Boxes } from './boxes.ts';
import { rowByThread } from './layout.ts';
import type { Row } from './layout.ts';
import { marksOf } from './marks.ts';
import type { Mark } from './marks.ts';
import type { TimeRange, TimeScale } from './timeScale.ts';
import type { Held } from './windowClient.ts';

export interface PictureParts {
  readonly scale: TimeScale;
  readonly pixelRatio: number;
  readonly rows: readonly Row[];
  readonly threads: ReadonlyMap<ThreadKey, ThreadView>;
  readonly nowNs: Nanoseconds;
  readonly isLive: boolean;
  readonly lanes: Held | null;
  /** The selected thread's messages, when those of all are too many. */
  readonly messages: Held | null;
  readonly selectedThread: ThreadKey | null;
}

/**
 * Everything that one frame shows, put together from the rows, the scale and the windows that are held.
 * Painting and pointing both read it, so that what is drawn is what can be hit. Lives for one frame.
 */
export class Picture {
  readonly scale: TimeScale;
  readonly pixelRatio: number;
  readonly rows: readonly Row[];
  readonly nowNs: Nanoseconds;
  readonly selectedThread: ThreadKey | null;
  readonly arrows: readonly Arrow[];
  /** Messages in view that are not drawn because they are too many. */
  readonly hiddenMessages: number;
  readonly #held: Held | null;
  readonly #lanes: ReadonlyMap<ThreadKey, LaneSpans | LaneShares>;
  readonly #children: ReadonlyMap<ThreadKey, readonly ThreadView[]>;
  readonly #isLive: boolean;

  constructor(parts: PictureParts) {
    this.scale = parts.scale;
    this.pixelRatio = parts.pixelRatio;
    this.rows = parts.rows;
    this.nowNs = parts.nowNs;
    this.selectedThread = parts.selectedThread;
    this.#isLive = parts.isLive;
    this.#held = parts.lanes;
    this.#lanes = new Map(parts.lanes?.answer.lanes.map(lane => [lane.thread, lane]));
    this.#children = childrenByParent(parts.threads.values());
    const byThread = rowByThread(parts.rows);
    const columns = shownMessages(parts);
    this.hiddenMessages = hiddenMessages(parts, columns);
    this.arrows = [
      ...creationArrows(parts.threads.values(), byThread, parts.scale),
      ...(columns ? messageArrows(columns, byThread, parts.scale) : []),
    ];
  }

  laneOf(thread: ThreadKey): LaneSpans | LaneShares | null {
    return this.#lanes.get(thread) ?? null;
  }

  cause(index: number): string | null {
    return this.#held?.answer.causes[index] ?? null;
  }

  /** The stretch of time that the held lanes are about. */
  get laneWindow(): TimeRange {
    return this.#held?.answer ?? this.scale;
  }

  marksOf(row: Row): readonly Mark[] {
    return row.lanes.flatMap(thread => marksOf(thread, this.#children.get(thread.key) ?? []));
  }

  /** The boxes of a lane, its present state included. */
  layoutLane(thread: ThreadView, lane: LaneSpans, out: Boxes): void {
    layoutSpans(lane, this.scale, this.pixelRatio, out);
    const fromNs = this.laneEnd(thread, lane);
    const toNs = this.tailEnd(thread, lane);
    const state = threadStates.findIndex(one => one === thread.state);
    if (toNs <= fromNs || state < 0) return;
    const snap = (ns: Nanoseconds) => Math.round(this.scale.toPx(ns) * this.pixelRatio) / this.pixelRatio;
    const x = Math.max(-4, snap(fromNs));
    const end = Math.min(this.scale.widthPx + 4, snap(toNs));
    const last = lane.startNs.length - 1;
    // One state, one box: an outline must not be cut where the telling stopped.
    const box = out.count - 1;
    if (box >= 0 && out.state[box] === state && out.span[box] === last) {
      out.width[box] = Math.max(out.width[box] ?? 0, end - (out.x[box] ?? 0));
    } else if (end > x) out.push(x, end - x, state, lane.known.at(-1) ?? 0, last);
  }

  /** Up to where the held lane reaches; from there on only {@link tailEnd} is known. */
  laneEnd(thread: ThreadView, lane: LaneSpans | LaneShares): Nanoseconds {
    if (lane.kind === 'spans') return lane.endNs.at(-1) ?? thread.createdNs;
    return Math.min(this.#held?.answer.toNs ?? 0, this.#held?.askedAtNs ?? 0);
  }

  /**
   * Up to where a thread's present state reaches: now, or its end. No further than the lane when what lies
   * between was not asked for.
   */
  tailEnd(thread: ThreadView, lane: LaneSpans | LaneShares): Nanoseconds {
    const laneEnd = this.laneEnd(thread, lane);
    const windowEnd = this.#held?.answer.toNs ?? 0;
    if (!this.#isLive || thread.endedNs !== null || laneEnd >= windowEnd) return laneEnd;
    return Math.max(laneEnd, this.nowNs);
  }
}

function hiddenMessages({ lanes }: PictureParts, shown: MessageColumns | null): number {
  // All of them came along, or there are none; that some lead to rows out of sight is no loss.
  if (!lanes || shown === lanes.answer.messages) return 0;
  return Math.max(0, lanes.answer.messageCount - (shown?.from.length ?? 0));
}

function shownMessages({ lanes, messages, selectedThread }: PictureParts): MessageColumns | null {
  if (!lanes) return null;
  const { answer } = lanes;
  if (answer.messages.from.length > 0 || answer.messageCount === 0) return answer.messages;
  const own = messages && messages.query.threads[0] === selectedThread ? messages.answer : null;
  return own && (own.messages.from.length > 0 || own.messageCount === 0) ? own.messages : null;
}

function childrenByParent(threads: Iterable<ThreadView>): ReadonlyMap<ThreadKey, readonly ThreadView[]> {
  const children = new Map<ThreadKey, ThreadView[]>();
  for (const thread of threads) {
    if (thread.parent === null) continue;
    const siblings = children.get(thread.parent);
    if (siblings) siblings.push(thread);
    else children.set(thread.parent, [thread]);
  }
  return children;
}
