import type { FindingView } from '../protocol/findings.ts';
import type { ThreadView } from '../protocol/panel.ts';
import { h, setText } from './dom.ts';
import { FindingNews } from './findingNews.ts';
import { ThreadNews } from './threadNews.ts';

/** Between two pieces of news. Who listens to something else is interrupted no more often. */
const newsEveryMs = 5000;
/** Threads that are made together are told of together. */
const gatherMs = 500;

/**
 * Says to a screen reader what a sighted person would see happen: at once what follows from the user's own keys and
 * how the run is; from time to time what became of its threads. The two do not overwrite each other.
 */
export class Announcer {
  readonly element: HTMLElement;
  readonly #answer = h('div', { role: 'status', 'aria-live': 'polite' });
  readonly #tidings = h('div', { class: 'news', 'aria-live': 'polite' });
  readonly #news = new ThreadNews();
  readonly #findings = new FindingNews();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #saidAtMs = -Infinity;

  constructor() {
    this.element = h('div', { class: 'visually-hidden' }, this.#answer, this.#tidings);
  }

  say(text: string): void {
    setText(this.#answer, text);
  }

  /** What has become of the threads, and what was found; is told when its time has come. */
  follow(threads: Iterable<ThreadView>, findings: readonly FindingView[]): void {
    this.#news.gather(threads);
    this.#findings.gather(findings);
    this.#await();
  }

  /** Another run, or one that is heard of anew. */
  forget(): void {
    this.#news.reset();
    this.#findings.reset();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #await(): void {
    if (this.#news.isEmpty && this.#findings.isEmpty) return;
    const waitMs = Math.max(gatherMs, this.#saidAtMs + newsEveryMs - performance.now());
    this.#timer ??= setTimeout(() => this.#tell(), waitMs);
  }

  #tell(): void {
    this.#timer = null;
    this.#saidAtMs = performance.now();
    // The same words again are news only as another text.
    const text = [this.#findings.take(), this.#news.take()].filter(part => part !== '').join(', ');
    this.#tidings.replaceChildren(h('span', {}, text));
  }
}
