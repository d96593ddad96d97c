import type { HostMessage, PanelMessage, RangeAnswer, ThreadView, WaitView } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import type { Announcer } from './announcer.ts';
import { duration, moment } from './format.ts';
import type { RunModel } from './model.ts';
import type { Navigator } from './navigator.ts';
import * as strings from './strings.ts';

interface JumpParts {
  readonly model: RunModel;
  readonly navigator: Navigator;
  readonly announcer: Announcer;
  readonly post: (message: PanelMessage) => void;
  readonly nextRange: () => number;
}

type Failure = ThreadView & { readonly endedNs: Nanoseconds };

/** So many of the longest waits can be gone through. */
const mostWaits = 50;
/** A run that goes on has other waits by then. */
const staleNs = 2e9;

/** Threads that failed, in the order in which they did. */
export function failuresOf(threads: readonly ThreadView[]): readonly Failure[] {
  return threads
    .filter((thread): thread is Failure => thread.outcome === 'failed' && thread.endedNs !== null)
    .sort((a, b) => a.endedNs - b.endedNs || a.key - b.key);
}

/** Leads from error to error in order of time, and from the longest wait to the next shorter one. */
export class Jumps {
  readonly #parts: JumpParts;
  #failure: ThreadView['key'] | null = null;
  #waits: { readonly list: readonly WaitView[]; readonly askedAtNs: Nanoseconds } | null = null;
  #wait = -1;
  #asked: number | null = null;

  constructor(parts: JumpParts) {
    this.#parts = parts;
  }

  /** Another run, or a new snapshot. */
  reset(): void {
    this.#failure = null;
    this.#waits = null;
    this.#wait = -1;
    this.#asked = null;
  }

  /** After the last comes the first. */
  toError(step: 1 | -1): void {
    const { model, navigator, announcer } = this.#parts;
    const failures = failuresOf(model.programThreads);
    const current = failures.findIndex(thread => thread.key === this.#failure);
    const first = step > 0 ? 0 : failures.length - 1;
    const index = current < 0 ? first : (current + step + failures.length) % failures.length;
    const failure = failures[index];
    if (!failure) {
      announcer.say(strings.jumps.noError);
      return;
    }
    this.#failure = failure.key;
    navigator.goToMoment(failure.key, failure.endedNs);
    const what = failure.error?.name ?? strings.endLabel(failure);
    const where = strings.jumps.error(what, strings.threadName(failure), moment(failure.endedNs));
    announcer.say(`${where}, ${strings.jumps.of(index + 1, failures.length)}`);
  }

  /** The longest first, then the next shorter one with each step. */
  toWait(step: 1 | -1): void {
    const { model } = this.#parts;
    const isStale = this.#waits === null || (model.isLive && model.nowNs - this.#waits.askedAtNs > staleNs);
    if (isStale) this.#ask();
    else this.#goToWait(step);
  }

  receive({ request, answer }: HostMessage & { type: 'answer' }): void {
    if (request !== this.#asked) return;
    this.#asked = null;
    // Whoever hands it on has looked at its name.
    const { longestWaits } = (answer as RangeAnswer | null) ?? { longestWaits: [] };
    this.#waits = { list: longestWaits, askedAtNs: this.#parts.model.nowNs };
    this.#wait = -1;
    this.#goToWait(1);
  }

  #ask(): void {
    const { model, post, nextRange } = this.#parts;
    this.#asked = nextRange();
    const threads = model.programThreads.map(thread => thread.key);
    const argument = { fromNs: 0, toNs: Math.max(1, model.nowNs), threads, mostWaits, mostLines: 0 };
    post({ type: 'ask', request: this.#asked, question: { name: 'range', argument } });
  }

  #goToWait(step: 1 | -1): void {
    const { model, navigator, announcer } = this.#parts;
    const list = this.#waits?.list ?? [];
    if (list.length === 0) {
      announcer.say(strings.jumps.noWait);
      return;
    }
    this.#wait = (Math.max(this.#wait, step > 0 ? -1 : 0) + step + list.length) % list.length;
    const wait = list[this.#wait];
    const thread = wait && model.threads.get(wait.thread);
    if (!wait || !thread) return;
    navigator.goTo({ thread: wait.thread, fromNs: wait.startNs, toNs: wait.endNs });
    const words = [
      `${strings.threadName(thread)}: ${strings.waitText(wait)}`,
      duration(wait.endNs - wait.startNs),
      strings.jumps.of(this.#wait + 1, list.length),
    ];
    announcer.say(words.join(', '));
  }
}
