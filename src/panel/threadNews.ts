import type { ThreadKey, ThreadView } from '../protocol/panel.ts';
import type { Outcome } from '../protocol/words.ts';
import * as strings from './strings.ts';

/** More names than these are not listened to. */
const mostNames = 3;

/**
 * What has happened to the program's threads since it was last asked: who began, who ended, who failed. In one
 * sentence, however much it was.
 */
export class ThreadNews {
  /** How each thread was when that was last gathered; `null` before the first time. */
  #known: Map<ThreadKey, Outcome> | null = null;
  #began = 0;
  #ended = 0;
  #failed: string[] = [];

  /** Another run, or one that is heard of anew: what there is already is no news. */
  reset(): void {
    this.#known = null;
    this.#began = 0;
    this.#ended = 0;
    this.#failed = [];
  }

  gather(threads: Iterable<ThreadView>): void {
    const before = this.#known;
    const now = new Map<ThreadKey, Outcome>();
    for (const thread of threads) {
      now.set(thread.key, thread.outcome);
      if (before === null) continue;
      const was = before.get(thread.key);
      if (was === undefined) this.#began++;
      if (thread.outcome === 'running' || was === thread.outcome) continue;
      if (thread.outcome === 'failed') this.#failed.push(failureText(thread));
      else this.#ended++;
    }
    this.#known = now;
  }

  get isEmpty(): boolean {
    return this.#began === 0 && this.#ended === 0 && this.#failed.length === 0;
  }

  /** Tells it, and forgets it. */
  take(): string {
    const { began, ended, failed } = strings.news;
    const parts = [
      // What went wrong first.
      this.#failed.length === 0
        ? null
        : this.#failed.length > mostNames
          ? failed(this.#failed.length)
          : this.#failed.join(', '),
      this.#began === 0 ? null : began(this.#began),
      this.#ended === 0 ? null : ended(this.#ended),
    ];
    this.#began = 0;
    this.#ended = 0;
    this.#failed = [];
    return parts.filter(part => part !== null).join(', ');
  }
}

function failureText(thread: ThreadView): string {
  return strings.news.failedBy(strings.threadName(thread), strings.endLabel(thread));
}
