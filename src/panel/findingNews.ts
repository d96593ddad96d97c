import type { FindingView } from '../protocol/findings.ts';
import { titleOf } from './findingTexts.ts';
import * as strings from './strings.ts';

/** More names than these are not listened to. */
const mostNames = 3;

/** What was found since it was last asked, in one sentence. What there was at the beginning is no news. */
export class FindingNews {
  #known: Set<FindingView['id']> | null = null;
  #fresh: FindingView[] = [];

  /** Another run, or one that is heard of anew. */
  reset(): void {
    this.#known = null;
    this.#fresh = [];
  }

  gather(findings: readonly FindingView[]): void {
    const known = this.#known;
    if (known) this.#fresh.push(...findings.filter(({ id }) => !known.has(id)));
    // What is muted and shown again was heard of before.
    this.#known = new Set([...(known ?? []), ...findings.map(({ id }) => id)]);
  }

  get isEmpty(): boolean {
    return this.#fresh.length === 0;
  }

  /** Tells it, and forgets it. */
  take(): string {
    const titles = new Set(this.#fresh.map(({ kind }) => titleOf(kind)));
    const { length } = this.#fresh;
    this.#fresh = [];
    if (length === 0) return '';
    const { news, newsMany } = strings.findings;
    return titles.size > mostNames ? newsMany(length) : news([...titles].join(', '));
  }
}
