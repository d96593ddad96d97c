import type { ThreadKey, ThreadView } from '../protocol/panel.ts';

export const rowSorts = ['created', 'busiest', 'name', 'state'] as const;
export type RowSort = (typeof rowSorts)[number];

type Compare = (a: ThreadView, b: ThreadView) => number;

/** What needs a look comes first. */
const stateRank: Readonly<Record<ThreadView['state'], number>> = {
  failed: 0,
  blocked: 1,
  ready: 2,
  running: 3,
  sleeping: 4,
  starting: 5,
  created: 6,
  waiting: 7,
  killed: 8,
  finished: 9,
};

const isOver = ({ endedNs }: ThreadView) => (endedNs === null ? 0 : 1);
const byCreation: Compare = (a, b) => a.key - b.key;

const comparisons: Readonly<Record<RowSort, Compare>> = {
  created: byCreation,
  // Who is alive comes before who was busy once.
  busiest: (a, b) =>
    isOver(a) - isOver(b) || (b.cpuShare ?? -1) - (a.cpuShare ?? -1) || b.stateNs.running - a.stateNs.running,
  name: (a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }),
  state: (a, b) => stateRank[a.state] - stateRank[b.state],
};

/** An order of creation is the last word of every other. */
export function compareThreads(sort: RowSort): Compare {
  return (a, b) => comparisons[sort](a, b) || byCreation(a, b);
}

/** A list that is sorted anew all the time cannot be read. */
const calmMs = 1000;

/** For each thread its place among its siblings, and how busy it is among all. */
export interface Ranks {
  readonly place: ReadonlyMap<ThreadKey, number>;
  readonly busy: ReadonlyMap<ThreadKey, number>;
}

/**
 * Keeps rows where they are: an order is made anew only when that is allowed and some time has passed. What is
 * new in between stands at the end.
 */
export class RowOrder {
  #ranks: Ranks = { place: new Map(), busy: new Map() };
  #sort: RowSort | null = null;
  #madeMs = Number.NEGATIVE_INFINITY;

  /** The next ranks are made anew, whatever else holds. */
  refresh(): void {
    this.#sort = null;
  }

  ranks(threads: Iterable<ThreadView>, sort: RowSort, mayMove: boolean, atMs: number): Ranks {
    const all = [...threads];
    if (sort !== this.#sort || (mayMove && atMs - this.#madeMs >= calmMs)) {
      this.#ranks = { place: ranked(all, sort), busy: ranked(all, 'busiest') };
      this.#sort = sort;
      this.#madeMs = atMs;
      return this.#ranks;
    }
    const { place, busy } = this.#ranks;
    const added = all.filter(thread => !place.has(thread.key)).sort(byCreation);
    if (added.length > 0) this.#ranks = { place: appended(place, added), busy: appended(busy, added) };
    return this.#ranks;
  }
}

function ranked(threads: readonly ThreadView[], sort: RowSort): ReadonlyMap<ThreadKey, number> {
  return new Map([...threads].sort(compareThreads(sort)).map((thread, rank) => [thread.key, rank]));
}

function appended(
  ranks: ReadonlyMap<ThreadKey, number>,
  added: readonly ThreadView[],
): ReadonlyMap<ThreadKey, number> {
  return new Map([...ranks, ...added.map((thread, i) => [thread.key, ranks.size + i] as const)]);
}
