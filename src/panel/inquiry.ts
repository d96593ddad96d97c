/** What is to be known: about what, and as of when. */
export interface Wanted<K extends number | string = number> {
  readonly key: K;
  /** Differs from that of an older answer when there is something newer to be had. */
  readonly stamp: number;
}

export interface Answered<A, K extends number | string = number> extends Wanted<K> {
  readonly answer: A;
}

interface InquiryParts<K> {
  readonly post: (request: number, key: K) => void;
  readonly onAnswer: () => void;
  /** It is time to say again what is wanted. */
  readonly onDue: () => void;
  /** What is wanted must have been the same for so long: while it is being drawn out, nobody is asked. */
  readonly restMs?: number;
  /** How long an answer about the same thing is good enough; half a second unless something else is said. */
  readonly refreshMs?: number;
  /** Gives each question its number, where answers of several inquiries come the same way. */
  readonly number?: () => number;
}

/** The stamp of what will not change any more: it is asked for once. */
export const finalStamp = -1;

/** An answer about the same thing is not asked for anew before this. */
const refreshMs = 500;
/** A webview that was hidden may have lost its question or the answer: after this it asks again. */
const patienceMs = 3000;

/**
 * Keeps the answer to one kind of question up to date while somebody wants it. Questions are numbered, at most
 * one is under way, and answers to others than that are dropped.
 */
export class Inquiry<A, K extends number | string = number> {
  readonly #parts: InquiryParts<K>;
  #held: Answered<A, K> | null = null;
  #outstanding: { readonly request: number; readonly wanted: Wanted<K> } | null = null;
  #lastRequest = 0;
  #lastAskedMs = Number.NEGATIVE_INFINITY;
  #lastKey: K | null = null;
  #wantedKey: K | null = null;
  #wantedSinceMs = 0;
  #patience: ReturnType<typeof setTimeout> | null = null;
  #due: ReturnType<typeof setTimeout> | null = null;

  constructor(parts: InquiryParts<K>) {
    this.#parts = parts;
  }

  /** What is known of it so far, be it older than what is wanted. */
  held(key: K): Answered<A, K> | null {
    return this.#held?.key === key ? this.#held : null;
  }

  /** The last answer, whatever it is about. */
  get latest(): Answered<A, K> | null {
    return this.#held;
  }

  /** Says what is wanted now; asks for it if it is not held and its time has come. */
  keep(wanted: Wanted<K> | null, atMs: number): void {
    this.#cancelDue();
    if (wanted?.key !== this.#wantedKey) {
      this.#wantedKey = wanted?.key ?? null;
      this.#wantedSinceMs = atMs;
    }
    if (!wanted) return;
    const held = this.held(wanted.key);
    if (held?.stamp === wanted.stamp || this.#outstanding) return;
    const restedMs = this.#wantedSinceMs + (this.#parts.restMs ?? 0);
    const dueMs =
      wanted.key === this.#lastKey ? this.#lastAskedMs + (this.#parts.refreshMs ?? refreshMs) : restedMs;
    const waitMs = dueMs - atMs;
    if (waitMs > 0) {
      this.#due = setTimeout(() => this.#parts.onDue(), waitMs);
      return;
    }
    this.#ask(wanted, atMs);
  }

  receive(request: number, answer: A): void {
    const outstanding = this.#outstanding;
    if (request !== outstanding?.request) return;
    this.#settle();
    this.#held = { ...outstanding.wanted, answer };
    this.#parts.onAnswer();
  }

  /** Another run: keys mean other things. */
  reset(): void {
    this.#settle();
    this.#cancelDue();
    this.#held = null;
    this.#lastKey = null;
    this.#wantedKey = null;
  }

  #ask(wanted: Wanted<K>, atMs: number): void {
    const request = this.#parts.number?.() ?? ++this.#lastRequest;
    this.#outstanding = { request, wanted };
    this.#lastAskedMs = atMs;
    this.#lastKey = wanted.key;
    this.#patience = setTimeout(() => {
      this.#settle();
      this.#parts.onDue();
    }, patienceMs);
    this.#parts.post(request, wanted.key);
  }

  #settle(): void {
    if (this.#patience !== null) clearTimeout(this.#patience);
    this.#patience = null;
    this.#outstanding = null;
  }

  #cancelDue(): void {
    if (this.#due !== null) clearTimeout(this.#due);
    this.#due = null;
  }
}
