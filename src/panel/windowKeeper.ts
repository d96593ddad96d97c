import type { HostMessage, PanelMessage, ThreadKey, ThreadView, WindowQuery } from '../protocol/panel.ts';
import type { Row } from './layout.ts';
import type { RowPlaces } from './rowPlaces.ts';
import { effectiveMode } from './arrowSources.ts';
import type { ArrowWish } from './arrowSources.ts';
import { WindowClient } from './windowClient.ts';
import type { Held, Need, Wanted } from './windowClient.ts';
import { lanesQuery, messagesQuery, overviewQuery, serves } from './windowNeeds.ts';
import type { Situation } from './windowNeeds.ts';

/** The overview is about the whole run: a moment of it is not worth a question. */
const overviewEveryMs = 400;
/** More lanes than this are, while the run lives, asked for not with each update, but so often. */
const fewLanes = 12;
const manyLanesEveryMs = 100;

export interface Viewport {
  readonly rows: readonly Row[];
  readonly places: RowPlaces;
  readonly heightPx: number;
}

/** Sees to it that what is on screen is held, and asks for it when it is not. */
export class WindowKeeper {
  readonly #client: WindowClient;
  #overviewAskedMs = Number.NEGATIVE_INFINITY;
  #lanesAskedMs = Number.NEGATIVE_INFINITY;

  readonly #onNeed: (need: Need) => void;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** @param onNeed an answer came, or it is time to ask again */
  constructor(post: (message: PanelMessage) => void, onNeed: (need: Need) => void) {
    this.#client = new WindowClient(post, onNeed);
    this.#onNeed = onNeed;
  }

  held(need: Need): Held | null {
    return this.#client.held(need);
  }

  receive(message: HostMessage & { type: 'window' }): void {
    this.#client.receive(message);
  }

  reset(): void {
    this.#client.reset();
    this.#overviewAskedMs = Number.NEGATIVE_INFINITY;
    this.#lanesAskedMs = Number.NEGATIVE_INFINITY;
  }

  keepLanes(situation: Situation, { rows, places, heightPx }: Viewport, atMs: number): void {
    const visible = keysOf(places.seen(rows, heightPx));
    if (this.#isServed('lanes', situation, visible)) return;
    const restMs = this.#lanesAskedMs + manyLanesEveryMs - atMs;
    const mayWait = situation.isLive && visible.length > fewLanes && restMs > 0;
    if (mayWait && this.#isServed('lanes', situation, visible, { mayWait })) {
      this.#wait(restMs);
      return;
    }
    this.#lanesAskedMs = atMs;
    // Scrolling, too, finds the next lanes there.
    const around = keysOf(places.seen(rows, heightPx, heightPx / 2));
    const { version, nowNs } = situation;
    this.#client.want('lanes', { query: lanesQuery(situation, around), version, askedAtNs: nowNs });
  }

  /** There may be no other reason for a frame by then. */
  #wait(ms: number): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#onNeed('lanes');
    }, ms);
  }

  /**
   * The messages of the selected thread or pair, when those of all lanes were too many to be sent, or others are
   * not wanted; and its queue.
   */
  keepMessages(situation: Situation, wish: ArrowWish): void {
    const { selected, partner } = wish;
    const mode = effectiveMode(wish);
    const lanes = this.held('lanes');
    const isShort = lanes !== null && lanes.answer.messageCount > lanes.answer.messages.from.length;
    const isHeld = mode === 'all' && !isShort && lanes?.query.queuesOf?.includes(selected ?? -1) === true;
    if (selected === null || isHeld) {
      this.#client.drop('messages');
      return;
    }
    const query = messagesQuery(situation, selected, mode === 'pair' ? partner : null);
    if (this.#isServed('messages', situation, [selected], query)) return;
    const { version, nowNs } = situation;
    this.#client.want('messages', { query, version, askedAtNs: nowNs });
  }

  keepOverview({ isLive, nowNs, version }: Situation, threads: readonly ThreadView[], atMs: number): void {
    const latest = this.#client.asked('overview') ?? this.held('overview');
    const isStale = latest?.version !== version || latest.query.toNs < nowNs;
    if (!isStale || (isLive && atMs - this.#overviewAskedMs < overviewEveryMs)) return;
    this.#overviewAskedMs = atMs;
    this.#client.want('overview', { query: overviewQuery(nowNs, threads), version, askedAtNs: nowNs });
  }

  #isServed(
    need: Need,
    situation: Situation,
    threads: readonly ThreadKey[],
    { between, mayWait }: { between?: WindowQuery['between']; mayWait?: boolean } = {},
  ): boolean {
    const [held, asked] = [this.held(need), this.#client.asked(need)];
    const isServed = (one: Wanted | Held | null) =>
      serves(one, situation, threads, mayWait) && one?.query.between?.[1] === between?.[1];
    return isServed(held) || (asked !== null && isServed(asked));
  }
}

function keysOf(rows: readonly Row[]): readonly ThreadKey[] {
  return rows.flatMap(row => row.lanes.map(lane => lane.key));
}
