import type { TraceUpdate } from '../engine/recording.ts';
import type { ProcessKey, ProcessView, ThreadKey, ThreadView } from '../protocol/panel.ts';

/** A process or a thread of the program. */
export type NodeId = `p${number}` | `t${number}`;

/** What of the tree has to be drawn anew: some nodes, with or without what is below them. */
export interface TreeChange {
  /** Their own words changed. */
  readonly nodes: ReadonlySet<NodeId>;
  /** They have other children than before; `null` stands for the top. */
  readonly parents: ReadonlySet<NodeId | null>;
}

/**
 * Processes, their main threads, and Workers under who made them, as a tree that is kept up to date. What
 * nobody can see has not changed: with hundreds of threads a view that is drawn anew as a whole flickers.
 * @param wordsOf what is shown of a node, as one text
 */
export class ThreadTree {
  readonly #processes = new Map<ProcessKey, ProcessView>();
  readonly #threads = new Map<ThreadKey, ThreadView>();
  readonly #children = new Map<NodeId | null, NodeId[]>();
  readonly #parents = new Map<NodeId, NodeId | null>();
  readonly #words = new Map<NodeId, string>();
  readonly #wordsOf: (node: ProcessView | ThreadView) => string;

  constructor(wordsOf: (node: ProcessView | ThreadView) => string) {
    this.#wordsOf = wordsOf;
  }

  get threads(): IterableIterator<ThreadView> {
    return this.#threads.values();
  }

  clear(): void {
    for (const map of [this.#processes, this.#threads, this.#children, this.#parents, this.#words])
      map.clear();
  }

  take(update: TraceUpdate): TreeChange {
    const nodes = new Set<NodeId>();
    const parents = new Set<NodeId | null>();
    if (update.snapshot) {
      this.clear();
      parents.add(null);
    }
    for (const process of update.processes) {
      this.#processes.set(process.key, process);
      this.#put(`p${process.key}`, null, process, nodes, parents);
    }
    for (const thread of update.threads) {
      if (thread.kind !== 'program') continue;
      this.#threads.set(thread.key, thread);
      this.#put(`t${thread.key}`, this.#parentOf(thread), thread, nodes, parents);
    }
    return { nodes, parents };
  }

  children(node: NodeId | null): readonly NodeId[] {
    return this.#children.get(node) ?? [];
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

  /** Under who made it; under its process when that one was not heard of. */
  #parentOf({ parent, process }: ThreadView): NodeId {
    return parent !== null && this.#threads.has(parent) ? `t${parent}` : `p${process}`;
  }

  #put(
    id: NodeId,
    parent: NodeId | null,
    view: ProcessView | ThreadView,
    nodes: Set<NodeId>,
    parents: Set<NodeId | null>,
  ): void {
    const words = this.#wordsOf(view);
    if (this.#words.get(id) !== words) nodes.add(id);
    this.#words.set(id, words);
    const before = this.#parents.get(id);
    if (before === parent) return;
    if (before !== undefined) {
      this.#children.set(
        before,
        this.children(before).filter(child => child !== id),
      );
      parents.add(before);
    }
    this.#parents.set(id, parent);
    this.#children.set(parent, [...this.children(parent), id]);
    parents.add(parent);
  }
}
