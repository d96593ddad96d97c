import type { CoresAnswer, HostMessage, PanelMessage } from '../protocol/panel.ts';
import { Inquiry } from './inquiry.ts';
import { lanesQuery, serves } from './windowNeeds.ts';
import type { Situation } from './windowNeeds.ts';
import type { Wanted } from './windowClient.ts';

/** Asks what ran on the cores in the window on screen. What is held is drawn until the exact answer comes. */
export class CoresKeeper {
  readonly #inquiry: Inquiry<CoresAnswer | null, string>;
  #asked: Wanted | null = null;

  constructor(post: (message: PanelMessage) => void, onNews: () => void) {
    this.#inquiry = new Inquiry<CoresAnswer | null, string>({
      post: (request, key) => {
        const [fromNs = 0, toNs = 1, widthPx = 1] = key.split(' ').map(Number);
        post({ type: 'ask', request, question: { name: 'cores', argument: { fromNs, toNs, widthPx } } });
      },
      onAnswer: onNews,
      onDue: onNews,
    });
  }

  /** The last answer, be it about another window; `null` until there is one. */
  get held(): CoresAnswer | null {
    return this.#inquiry.latest?.answer ?? null;
  }

  receive({ request, answer }: HostMessage & { type: 'answer' }): void {
    // Whoever hands it on has looked at its name.
    this.#inquiry.receive(request, answer as CoresAnswer | null);
  }

  reset(): void {
    this.#inquiry.reset();
    this.#asked = null;
  }

  keep(situation: Situation, atMs: number): void {
    if (!this.#asked || !serves(this.#asked, { ...situation, version: this.#asked.version }, [])) {
      this.#asked = {
        query: lanesQuery(situation, []),
        version: situation.version,
        askedAtNs: situation.nowNs,
      };
    }
    const { fromNs, toNs, widthPx } = this.#asked.query;
    // What ended before the answer does not change any more.
    const stamp = toNs >= this.#asked.askedAtNs ? situation.version : this.#asked.version;
    this.#inquiry.keep({ key: `${fromNs} ${toNs} ${widthPx}`, stamp }, atMs);
  }
}
