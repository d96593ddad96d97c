import type {
  CoresAnswer,
  LaneShares,
  LaneSpans,
  MessageColumns,
  ThreadKey,
  ThreadView,
  WindowAnswer,
} from '../protocol/panel.ts';
import { threadStates } from '../protocol/words.ts';
import type { Nanoseconds, SourcePlace } from '../protocol/words.ts';
import type { Activities } from './activity.ts';
import { bundleArrows, creationArrows, messageArrow, messageArrows, wakeUpArrows } from './arrows.ts';
import type { Arrow, Message, WakeUp } from './arrows.ts';
import { arrowSources } from './arrowSources.ts';
import type { ArrowWish } from './arrowSources.ts';
import { layoutSpans } from './boxes.ts';
import type { Boxes } from './boxes.ts';
import type { Row } from './layout.ts';
import type { RowPlaces } from './rowPlaces.ts';
import { marksOf } from './marks.ts';
import type { Mark } from './marks.ts';
import { queuesOfAnswer } from './queueDepths.ts';
import type { ThreadQueue } from './queueDepths.ts';
import type { Scenery } from './scenery.ts';
import type { TimeRange, TimeScale } from './timeScale.ts';
import type { Held } from './windowClient.ts';

export interface PictureParts {
  readonly scale: TimeScale;
  readonly pixelRatio: number;
  readonly scenery: Scenery;
  readonly activities: Activities;
  readonly nowNs: Nanoseconds;
  readonly isLive: boolean;
  readonly lanes: Held | null;
  /** The selected thread's messages, when those of all are too many. */
  readonly messages: Held | null;
  readonly wish: ArrowWish;
  /** What ran on the cores, when those are what the lanes are of. */
  readonly cores: CoresAnswer | null;
  /** Where the rows are on screen. */
  readonly places: RowPlaces;
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
  readonly cores: CoresAnswer | null;
  readonly places: RowPlaces;
  readonly arrows: readonly Arrow[];
  /** Messages in view that are not known one by one because they are too many. */
  readonly hiddenMessages: number;
  /** The messages that are known here, drawn or not. */
  readonly messages: MessageColumns | null;
  readonly #scenery: Scenery;
  readonly #activities: Activities;
  readonly #held: Held | null;
  readonly #lanes: ReadonlyMap<ThreadKey, LaneSpans | LaneShares>;
  readonly #isLive: boolean;
  readonly #queues: readonly WindowAnswer[];

  constructor(parts: PictureParts) {
    this.scale = parts.scale;
    this.pixelRatio = parts.pixelRatio;
    this.#scenery = parts.scenery;
    this.#activities = parts.activities;
    this.rows = parts.scenery.rows;
    this.nowNs = parts.nowNs;
    this.selectedThread = parts.wish.selected;
    this.cores = parts.cores;
    this.#isLive = parts.isLive;
    this.#held = parts.lanes;
    this.#lanes = new Map(parts.lanes?.answer.lanes.map(lane => [lane.thread, lane]));
    const { scale, places } = parts;
    this.places = places;
    const rows = { byThread: parts.scenery.byThread, places };
    const sources = arrowSources(parts.lanes, parts.messages, parts.wish);
    const { messages, bundles, wakeUps } = sources;
    this.messages = messages;
    this.hiddenMessages = sources.hiddenMessages;
    this.#queues = [parts.lanes, parts.messages].filter(held => held !== null).map(({ answer }) => answer);
    this.arrows = [
      ...creationArrows(parts.scenery, places, scale),
      ...(messages ? messageArrows(messages, rows, scale) : []),
      ...bundleArrows(bundles, rows, scale),
      ...(wakeUps ? wakeUpArrows(wakeUps, rows, scale) : []),
    ].filter(({ from, to }) => sources.wants(from, to));
  }

  /** How many messages wait for a thread, with the window that this is about; `null` where it is not known. */
  queueOf(thread: ThreadKey): { readonly queue: ThreadQueue; readonly window: TimeRange } | null {
    for (const answer of this.#queues) {
      const queue = queuesOfAnswer(answer).get(thread);
      if (queue) return { queue, window: answer };
    }
    return null;
  }

  /** The row that a thread is drawn in: its own, or the one it is folded into. */
  rowOf(thread: ThreadKey): Row | null {
    return this.#scenery.byThread.get(thread) ?? null;
  }

  /** Whether somewhere there are too many spans for the pixels, so that these show shares. */
  get hasShares(): boolean {
    return (
      this.#held?.answer.lanes.some(lane => lane.kind === 'shares' && this.#isOfProgram(lane.thread)) ?? false
    );
  }

  #isOfProgram(thread: ThreadKey): boolean {
    return this.rowOf(thread)?.runtime === null;
  }

  get byThread(): ReadonlyMap<ThreadKey, Row> {
    return this.#scenery.byThread;
  }

  /** The line of one message, if it has one and that is in sight. */
  arrowOf(message: Message): Arrow | null {
    return messageArrow(message, this, this.scale);
  }

  laneOf(thread: ThreadKey): LaneSpans | LaneShares | null {
    return this.#lanes.get(thread) ?? null;
  }

  cause(index: number): string | null {
    return this.#held?.answer.causes[index] ?? null;
  }

  /** The line that waits, of a span's cause. */
  causePlace(index: number): SourcePlace | null {
    return this.#held?.answer.causePlaces[index] ?? null;
  }

  /** The wake-up that ended a thread's wait at that moment, if its arrow is drawn. */
  wakeUpOf(thread: ThreadKey, wokenNs: Nanoseconds): WakeUp | null {
    return (
      this.arrows.find(({ wakeUp }) => wakeUp?.to === thread && wakeUp.wokenNs === wokenNs)?.wakeUp ?? null
    );
  }

  /** What the runtime threads of a folded row do together; `null` when nothing is known yet. */
  activityOf(row: Row): LaneShares | null {
    const { answer, query } = this.#held ?? {};
    return answer && query ? this.#activities.of(row, answer, query.widthPx) : null;
  }

  /** The stretch of time that the held lanes are about. */
  get laneWindow(): TimeRange {
    return this.#held?.answer ?? this.scale;
  }

  marksOf(row: Row): readonly Mark[] {
    return row.lanes.flatMap(thread => marksOf(thread, this.#scenery.children.get(thread.key) ?? []));
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
    return lane.kind === 'spans' ? (lane.endNs.at(-1) ?? thread.createdNs) : this.sharesEnd;
  }

  /** The same of lanes that are told as shares. */
  get sharesEnd(): Nanoseconds {
    return Math.min(this.#held?.answer.toNs ?? 0, this.#held?.askedAtNs ?? 0);
  }

  /** Up to where what runtime threads do now reaches. */
  get activityEnd(): Nanoseconds {
    const isCut = this.sharesEnd >= (this.#held?.answer.toNs ?? 0);
    return this.#isLive && !isCut ? Math.max(this.sharesEnd, this.nowNs) : this.sharesEnd;
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
