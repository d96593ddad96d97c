import type { HostMessage, PanelMessage, ThreadKey, ThreadView } from '../protocol/panel.ts';
import type { Row } from './layout.ts';
import { rowsBetween } from './layout.ts';
import { WindowClient } from './windowClient.ts';
import type { Held, Need } from './windowClient.ts';
import { lanesQuery, messagesQuery, overviewQuery, serves } from './windowNeeds.ts';
import type { Situation } from './windowNeeds.ts';

/** The overview is about the whole run: a moment of it is not worth a question. */
const overviewEveryMs = 400;

export interface Viewport {
  readonly rows: readonly Row[];
  readonly topPx: number;
  readonly heightPx: number;
}

/** Sees to it that what is on screen is held, and asks for it when it is not. */
export class WindowKeeper {
  readonly #client: WindowClient;
  #overviewAskedMs = Number.NEGATIVE_INFINITY;

  constructor(post: (message: PanelMessage) => void, onAnswer: (need: Need) => void) {
    this.#client = new WindowClient(post, onAnswer);
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
  }

  keepLanes(situation: Situation, { rows, topPx, heightPx }: Viewport): void {
    const visible = keysOf(rowsBetween(rows, topPx, topPx + heightPx));
    if (this.#isServed('lanes', situation, visible)) return;
    // Scrolling, too, finds the next lanes there.
    const around = keysOf(rowsBetween(rows, topPx - heightPx / 2, topPx + 1.5 * heightPx));
    const { version, nowNs } = situation;
    this.#client.want('lanes', { query: lanesQuery(situation, around), version, askedAtNs: nowNs });
  }

  /** The messages of the selected thread, when those of all lanes were too many to be sent. */
  keepMessages(situation: Situation, selected: ThreadKey | null): void {
    const answer = this.held('lanes')?.answer;
    const isShort = answer !== undefined && answer.messageCount > answer.messages.from.length;
    if (selected === null || !isShort) {
      this.#client.drop('messages');
      return;
    }
    if (this.#isServed('messages', situation, [selected])) return;
    const { version, nowNs } = situation;
    this.#client.want('messages', { query: messagesQuery(situation, selected), version, askedAtNs: nowNs });
  }

  keepOverview({ isLive, nowNs, version }: Situation, threads: readonly ThreadView[], atMs: number): void {
    const latest = this.#client.asked('overview') ?? this.held('overview');
    const isStale = latest?.version !== version || latest.query.toNs < nowNs;
    if (!isStale || (isLive && atMs - this.#overviewAskedMs < overviewEveryMs)) return;
    this.#overviewAskedMs = atMs;
    this.#client.want('overview', { query: overviewQuery(nowNs, threads), version, askedAtNs: nowNs });
  }

  #isServed(need: Need, situation: Situation, threads: readonly ThreadKey[]): boolean {
    const asked = this.#client.asked(need);
    return (
      serves(this.held(need), situation, threads) || (asked !== null && serves(asked, situation, threads))
    );
  }
}

function keysOf(rows: readonly Row[]): readonly ThreadKey[] {
  return rows.flatMap(row => row.lanes.map(lane => lane.key));
}
