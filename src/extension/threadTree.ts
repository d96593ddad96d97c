import type { TraceUpdate } from '../engine/recording.ts';
import type { ProcessKey, ProcessView, ThreadKey, ThreadView } from '../protocol/panel.ts';
import type { ThreadFilter } from '../trace/filter.ts';
import { RowOrder } from '../trace/rowOrder.ts';
import type { RowSort } from '../trace/rowOrder.ts';

/** A process or a thread of the program. */
export type NodeId = `p${number}` | `t${number}`;

/** Which rows are wanted, and in which order. */
export interface Arrangement {
  readonly filter: ThreadFilter;
  readonly sort: RowSort;
}

type Children = ReadonlyMap<NodeId | null, readonly NodeId[]>;

/**
 * Processes, their main threads, and Workers under who made them, of one run, as a tree that is kept up to date; and
 * of that the rows that a filter leaves, in an order. What of it has changed is told row by row: with hundreds of
 * threads a view that is drawn anew as a whole flickers.
 */
export class ThreadTree {
  readonly #processes = new Map<ProcessKey, ProcessView>();
  readonly #threads = new Map<ThreadKey, ThreadView>();
  readonly #family = new Map<NodeId | null, NodeId[]>();
  readonly #parents = new Map<NodeId, NodeId | null>();
  readonly #order = new RowOrder();
  #rows: Children = new Map();
  #changed = new Set<NodeId>();
  #isFamilyChanged = false;
  #arrangement: Arrangement | null = null;

  get threads(): IterableIterator<ThreadView> {
    return this.#threads.values();
  }

  take(update: TraceUpdate): void {
    if (update.snapshot) {
      for (const map of [this.#processes, this.#threads, this.#family, this.#parents]) map.clear();
      this.#isFamilyChanged = true;
    }
    for (const process of update.processes) {
      this.#processes.set(process.key, process);
      this.#put(`p${process.key}`, null);
    }
    for (const thread of update.threads) {
      if (thread.kind !== 'program') continue;
      this.#threads.set(thread.key, thread);
      this.#put(`t${thread.key}`, this.#parentOf(thread));
    }
  }

  /** Nodes that something was told of since this was asked last. */
  takeChanged(): ReadonlySet<NodeId> {
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  /**
   * Brings the rows up to date with what was told.
   * @returns the nodes that have other rows below them than before; `null` stands for the top
   */
  arrange(arrangement: Arrangement, atMs: number): readonly (NodeId | null)[] {
    const { filter, sort } = arrangement;
    const isAsGiven = filter.isEmpty && sort === 'created';
    const isAsBefore =
      filter === this.#arrangement?.filter && sort === this.#arrangement.sort && !this.#isFamilyChanged;
    if (isAsBefore && isAsGiven) return [];
    this.#arrangement = arrangement;
    this.#isFamilyChanged = false;
    const before = this.#rows;
    // Copies, for the rows before are compared with those after.
    const given = () => new Map([...this.#family].map(([parent, children]) => [parent, [...children]]));
    const rows = isAsGiven ? given() : this.#arranged(arrangement, atMs);
    this.#rows = rows;
    const parents = new Set([...before.keys(), ...rows.keys()]);
    return [...parents].filter(parent => !isSame(before.get(parent) ?? [], rows.get(parent) ?? []));
  }

  children(node: NodeId | null): readonly NodeId[] {
    return this.#rows.get(node) ?? [];
  }

  parent(node: NodeId): NodeId | null {
    return this.#parents.get(node) ?? null;
  }

  process(node: NodeId): ProcessView | null {
    return node.startsWith('p') ? (this.#processes.get(Number(node.slice(1))) ?? null) : null;
  }

  thread(node: NodeId): ThreadView | null {
    return node.startsWith('t') ? (this.#threads.get(Number(node.slice(1))) ?? null) : null;
  }

  /** The process that a thread belongs to. */
  processOf(thread: ThreadView): ProcessView | null {
    return this.#processes.get(thread.process) ?? null;
  }

  /** Under who made it; under its process when that one was not heard of. */
  #parentOf({ parent, process }: ThreadView): NodeId {
    return parent !== null && this.#threads.has(parent) ? `t${parent}` : `p${process}`;
  }

  #put(id: NodeId, parent: NodeId | null): void {
    this.#changed.add(id);
    const before = this.#parents.get(id);
    if (before === parent) return;
    if (before !== undefined) {
      const siblings = this.#family.get(before) ?? [];
      this.#family.set(
        before,
        siblings.filter(sibling => sibling !== id),
      );
    }
    this.#parents.set(id, parent);
    const siblings = this.#family.get(parent);
    if (siblings === undefined) this.#family.set(parent, [id]);
    else siblings.push(id);
    this.#isFamilyChanged = true;
  }

  #arranged({ filter, sort }: Arrangement, atMs: number): Map<NodeId | null, readonly NodeId[]> {
    const rows = new Map<NodeId | null, readonly NodeId[]>();
    const { place } = this.#order.ranks(this.#threads.values(), sort, true, atMs);
    const rank = (node: NodeId) => (node.startsWith('t') ? (place.get(Number(node.slice(1))) ?? 0) : -1);
    /** @returns whether the node has a row: it is wanted itself, or something below it is */
    const visit = (node: NodeId | null, isWanted: boolean): boolean => {
      const shown = (this.#family.get(node) ?? []).filter(child => {
        const thread = this.thread(child);
        const process = this.process(child);
        // Whoever filters for a process wants its threads, too.
        const wantsAll = isWanted || (process !== null && filter.matchesProcess(process));
        const isMatch = wantsAll || (thread !== null && filter.matchesThread(thread));
        return visit(child, wantsAll) || isMatch;
      });
      if (node !== null) shown.sort((a, b) => rank(a) - rank(b));
      if (shown.length > 0) rows.set(node, shown);
      return shown.length > 0;
    };
    visit(null, filter.isEmpty);
    return rows;
  }
}

function isSame(before: readonly NodeId[], after: readonly NodeId[]): boolean {
  return (
    before === after ||
    (before.length === after.length && before.every((node, index) => node === after[index]))
  );
}
