import type { PanelMessage, HostMessage, WindowAnswer, WindowQuery } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';

/** What windows are asked for: the timeline's, the overview's, and the selected thread's messages. */
export type Need = 'lanes' | 'overview' | 'messages';

export interface Wanted {
  readonly query: WindowQuery;
  /** The model's version and clock when it was asked. */
  readonly version: number;
  readonly askedAtNs: Nanoseconds;
}

/** An answer, and what was asked for when. */
export interface Held extends Wanted {
  readonly answer: WindowAnswer;
}

/** A webview that was hidden may have lost its question or the answer: after this it asks again. */
const patienceMs = 3000;

/**
 * Asks the host for windows, one at a time. What is wanted meanwhile waits, only the latest of its kind;
 * kinds take turns in the order in which they began to wait.
 */
export class WindowClient {
  readonly #waiting = new Map<Need, Wanted>();
  readonly #held = new Map<Need, Held>();
  #outstanding: { readonly request: number; readonly need: Need; readonly wanted: Wanted } | null = null;
  #lastRequest = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #post: (message: PanelMessage) => void;
  readonly #onAnswer: (need: Need) => void;

  constructor(post: (message: PanelMessage) => void, onAnswer: (need: Need) => void) {
    this.#post = post;
    this.#onAnswer = onAnswer;
  }

  held(need: Need): Held | null {
    return this.#held.get(need) ?? null;
  }

  /** What is being asked at this moment, if it is of this kind. */
  asked(need: Need): Wanted | null {
    return this.#outstanding?.need === need ? this.#outstanding.wanted : null;
  }

  want(need: Need, wanted: Wanted): void {
    this.#waiting.set(need, wanted);
    this.#askNext();
  }

  drop(need: Need): void {
    this.#waiting.delete(need);
    this.#held.delete(need);
  }

  receive(message: HostMessage & { type: 'window' }): void {
    const outstanding = this.#outstanding;
    if (message.request !== outstanding?.request) return;
    this.#settle();
    this.#held.set(outstanding.need, { ...outstanding.wanted, answer: message });
    this.#onAnswer(outstanding.need);
    this.#askNext();
  }

  /** Another run or a new snapshot: what is held or asked may be about other threads. */
  reset(): void {
    this.#settle();
    this.#waiting.clear();
    this.#held.clear();
  }

  #askNext(): void {
    if (this.#outstanding) return;
    const next = this.#waiting.entries().next();
    if (next.done) return;
    const [need, wanted] = next.value;
    this.#waiting.delete(need);
    const request = ++this.#lastRequest;
    this.#outstanding = { request, need, wanted };
    this.#timer = setTimeout(() => {
      this.#settle();
      if (!this.#waiting.has(need)) this.#waiting.set(need, wanted);
      this.#askNext();
    }, patienceMs);
    this.#post({ type: 'window', request, ...wanted.query });
  }

  #settle(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#outstanding = null;
  }
}
