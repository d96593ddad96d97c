import type { ProcessView, ThreadKey, ThreadView } from '../protocol/panel.ts';
import { branchOf, branchesOf, threadsWithin } from './branches.ts';
import type { Branch } from './branches.ts';
import { parseFilter } from '../trace/filter.ts';
import type { ThreadFilter } from '../trace/filter.ts';
import type { Ranks } from '../trace/rowOrder.ts';
import { hiddenRowId, runtimeGroup } from './rows.ts';
import type { Row, RowId } from './rows.ts';

export * from './rows.ts';

/** More siblings than this are a wall: then the busiest are shown, and the rest is one row. */
export const mostSiblings = 100;
export const fewSiblings = 60;

/** How the user, and the calm of the view, arrange the rows. */
export interface Arrangement {
  readonly ranks: Ranks;
  readonly pinned: readonly RowId[];
  readonly hidden: readonly RowId[];
  /** Rows that stay although the filter does not find them any more: the pointer is on them. */
  readonly kept: ReadonlySet<RowId>;
  /** Is shown, however many there are. */
  readonly selected: RowId | null;
}

const asCreated: Arrangement = {
  ranks: { place: new Map(), busy: new Map() },
  pinned: [],
  hidden: [],
  kept: new Set(),
  selected: null,
};

/**
 * Process → main thread → Workers under who made them. Forked processes follow the process that started
 * them, at the same depth: indentation is for threads. Runtime threads come last in their process, folded into
 * one row unless asked for. Pinned threads stand on top, what was hidden is a row at the end. `toggled` names
 * the rows whose fold is not what it is by default: several threads in one row are folded, all else is not.
 */
export function layoutRows(
  processes: Iterable<ProcessView>,
  threads: Iterable<ThreadView>,
  toggled: ReadonlySet<RowId>,
  filter: string,
  arrangement: Arrangement = asCreated,
): readonly Row[] {
  const branches = branchesOf([...processes], [...threads], arrangement.ranks.place);
  return new RowLayout(toggled, parseFilter(filter), arrangement).layout(branches);
}

class RowLayout {
  readonly #rows: Row[] = [];
  readonly #hiddenBranches: Branch[] = [];
  readonly #toggled: ReadonlySet<RowId>;
  readonly #filter: ThreadFilter;
  readonly #arrangement: Arrangement;
  readonly #pinned: ReadonlySet<RowId>;
  readonly #hidden: ReadonlySet<RowId>;

  constructor(toggled: ReadonlySet<RowId>, filter: ThreadFilter, arrangement: Arrangement) {
    this.#toggled = toggled;
    this.#filter = filter;
    this.#arrangement = arrangement;
    this.#pinned = new Set(arrangement.pinned);
    this.#hidden = new Set(arrangement.hidden);
  }

  layout(branches: readonly Branch[]): readonly Row[] {
    for (const branch of this.#pinnedBranches(branches)) {
      if (this.#matches(branch, this.#filter)) this.#add(branch, 0, { isPinned: true });
    }
    for (const branch of branches) this.#push(branch, 0, this.#filter);
    this.#pushHidden();
    return this.#rows;
  }

  /** In the order of pinning. What is hidden, too, is hidden. */
  #pinnedBranches(branches: readonly Branch[]): readonly Branch[] {
    if (this.#pinned.size === 0) return [];
    const found = new Map<RowId, Branch>();
    const visit = (branch: Branch) => {
      if (this.#hidden.has(branch.id)) return;
      if (this.#pinned.has(branch.id)) found.set(branch.id, branch);
      branch.children.forEach(visit);
    };
    branches.forEach(visit);
    return this.#arrangement.pinned.flatMap(id => found.get(id) ?? []);
  }

  #push(branch: Branch, depth: number, filter: ThreadFilter): void {
    if (this.#hidden.has(branch.id)) {
      this.#hiddenBranches.push(branch);
      return;
    }
    // A filter is about the program, unless the runtime threads were asked for.
    if (branch.runtime && !filter.isEmpty && !this.#toggled.has(branch.id)) return;
    const isMatch = this.#matches(branch, filter);
    const below = branch.children.filter(child => this.#matchesWithin(child, filter));
    if (!isMatch && below.length === 0) return;
    const isPinned = this.#pinned.has(branch.id);
    if (!isPinned) this.#add(branch, depth, { isContext: !isMatch });
    if (this.#isFolded(branch, filter)) return;
    // Whoever filters for a process wants its threads, too.
    const inner = isMatch && branch.thread === null && !branch.bundle ? parseFilter('') : filter;
    const children = inner.isEmpty ? branch.children : below;
    for (const child of this.#fewer(branch, children)) this.#push(child, depth + 1, inner);
  }

  /** The busiest of too many siblings in their order, and one branch with the rest. */
  #fewer(above: Branch, children: readonly Branch[]): readonly Branch[] {
    const { ranks, selected } = this.#arrangement;
    const threads = children.filter(
      ({ id, thread }) => thread && !this.#hidden.has(id) && !this.#pinned.has(id),
    );
    if (above.bundle || above.runtime || threads.length <= mostSiblings) return children;
    const busyRank = ({ thread }: Branch) => ranks.busy.get(thread?.key ?? -1) ?? Infinity;
    const busiest = [...threads].sort((a, b) => busyRank(a) - busyRank(b)).slice(0, fewSiblings);
    const shown = new Set(busiest);
    const id: RowId = `m${above.id as `p${number}` | `t${number}`}`;
    // Where the rest is unfolded, whoever is selected in it stays where it is.
    const kept = this.#toggled.has(id) ? null : selected;
    const rest = threads.filter(branch => !shown.has(branch) && branch.id !== kept);
    const folded = new Set(rest);
    const more = branchOf(id, above.process, {
      bundle: { kind: 'more', ...runtimeGroup(rest.flatMap(threadsWithin)) },
      children: rest,
    });
    const others = children.filter(branch => branch.runtime);
    return [...children.filter(branch => !folded.has(branch) && !branch.runtime), more, ...others];
  }

  #pushHidden(): void {
    const branches = this.#hiddenBranches;
    const [first] = branches;
    if (!first || !(this.#filter.isEmpty || this.#toggled.has(hiddenRowId))) return;
    const bundle = { kind: 'hidden', ...runtimeGroup(branches.flatMap(threadsWithin)) } as const;
    const branch = branchOf(hiddenRowId, first.process, { bundle, children: branches });
    this.#add(branch, 0, {});
    if (this.#isFolded(branch, this.#filter)) return;
    const visit = (one: Branch, depth: number) => {
      this.#add(one, depth, {});
      if (!this.#isFolded(one, this.#filter)) for (const child of one.children) visit(child, depth + 1);
    };
    for (const child of branches) visit(child, 1);
  }

  #add(branch: Branch, depth: number, change: Partial<Row>): void {
    const { id, process, thread, runtime, bundle } = branch;
    const isFolded = this.#isFolded(branch, this.#filter);
    this.#rows.push({
      id,
      process,
      thread,
      runtime,
      bundle,
      depth,
      isFoldable: branch.children.length > 0,
      isFolded,
      isContext: false,
      isPinned: false,
      lanes: this.#lanes(branch, isFolded),
      index: this.#rows.length,
      ...change,
    });
  }

  #lanes({ thread, runtime, bundle, children }: Branch, isFolded: boolean): readonly ThreadView[] {
    const own = thread ? [thread] : [];
    // So many lanes in one row show nothing: it is drawn how many there were.
    if (!isFolded || bundle) return own;
    if (runtime) return runtime.threads;
    const shown = (branch: Branch): readonly ThreadView[] => {
      if (this.#hidden.has(branch.id) || branch.runtime) return [];
      const below = branch.children.flatMap(shown);
      return branch.thread && !this.#pinned.has(branch.id) ? [branch.thread, ...below] : below;
    };
    return [...own, ...children.flatMap(shown)];
  }

  /** A filter looks into folded rows too: a match must not stay hidden. Of bundles it is told how many. */
  #isFolded({ id, children, runtime, bundle }: Branch, filter: ThreadFilter): boolean {
    if (children.length === 0) return false;
    if (bundle) return !this.#toggled.has(id);
    return filter.isEmpty && this.#toggled.has(id) !== (runtime !== null);
  }

  #matches({ id, process, thread, runtime, bundle }: Branch, filter: ThreadFilter): boolean {
    if (filter.isEmpty || bundle) return true;
    if (runtime) return false;
    if (this.#arrangement.kept.has(id)) return true;
    return thread ? filter.matchesThread(thread) : filter.matchesProcess(process);
  }

  #matchesWithin(branch: Branch, filter: ThreadFilter): boolean {
    if (this.#hidden.has(branch.id)) return filter.isEmpty;
    if (branch.runtime && !this.#toggled.has(branch.id)) return filter.isEmpty;
    return this.#matches(branch, filter) || branch.children.some(child => this.#matchesWithin(child, filter));
  }
}

/** Every thread that is somewhere in a row, its own or folded. */
export function keysIn(rows: readonly Row[]): ReadonlySet<ThreadKey> {
  return new Set(rows.flatMap(row => [...row.lanes, ...(row.bundle?.threads ?? [])].map(({ key }) => key)));
}
