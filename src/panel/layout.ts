import type { ProcessKey, ProcessView, ThreadKey, ThreadView } from '../protocol/panel.ts';
import type { ThreadState } from '../protocol/words.ts';

/** Of a process, a thread, or the runtime threads of a process. */
export type RowId = `p${number}` | `t${number}` | `r${number}`;

/** The runtime threads of a process, as one. */
export interface RuntimeGroup {
  readonly threads: readonly ThreadView[];
  /** How many of them do something now. */
  readonly busy: number;
}

/** One row of the tree and, beside it, of the timeline. */
export interface Row {
  readonly id: RowId;
  readonly process: ProcessView;
  /** `null` for the row of a process and for that of its runtime threads. */
  readonly thread: ThreadView | null;
  /** Set in the row that holds a process's runtime threads. */
  readonly runtime: RuntimeGroup | null;
  readonly depth: number;
  readonly isFoldable: boolean;
  readonly isFolded: boolean;
  /** Shown only because a row below it matches the filter. */
  readonly isContext: boolean;
  /** The threads whose lanes are drawn here: its own, and those that were folded into it. */
  readonly lanes: readonly ThreadView[];
  readonly index: number;
}

export const rowHeightPx = 22;

export const processRowId = (key: ProcessKey): RowId => `p${key}`;
export const threadRowId = (key: ThreadKey): RowId => `t${key}`;
export const runtimeRowId = (key: ProcessKey): RowId => `r${key}`;

/** What a thread does when it does not just wait for something to do. */
export const busyStates: readonly ThreadState[] = ['running', 'ready', 'blocked'];

interface Branch {
  readonly id: RowId;
  readonly process: ProcessView;
  readonly thread: ThreadView | null;
  readonly runtime: RuntimeGroup | null;
  readonly children: Branch[];
}

/**
 * Process → main thread → Workers under who made them. Forked processes follow the process that started
 * them, at the same depth: indentation is for threads. Runtime threads come last in their process, folded into
 * one row unless asked for. `toggled` names the rows whose fold is not what it is by default.
 */
export function layoutRows(
  processes: Iterable<ProcessView>,
  threads: Iterable<ThreadView>,
  toggled: ReadonlySet<RowId>,
  filter: string,
): readonly Row[] {
  const rows: Row[] = [];
  const needle = filter.trim().toLowerCase();
  for (const branch of branches([...processes], [...threads])) {
    pushRows(branch, 0, rows, toggled, needle);
  }
  return rows;
}

function branches(processes: readonly ProcessView[], threads: readonly ThreadView[]): readonly Branch[] {
  const byProcess = new Map<ProcessKey, Branch>();
  for (const process of processes) {
    byProcess.set(process.key, branchOf(processRowId(process.key), process));
  }
  const byThread = new Map<ThreadKey, Branch>();
  const runtimes = new Map<Branch, ThreadView[]>();
  const inOrder = [...threads].sort((a, b) => a.key - b.key);
  for (const thread of inOrder) {
    const above = byProcess.get(thread.process);
    if (!above) continue;
    if (thread.kind === 'program') {
      byThread.set(thread.key, branchOf(threadRowId(thread.key), above.process, thread));
    } else {
      const others = runtimes.get(above);
      if (others) others.push(thread);
      else runtimes.set(above, [thread]);
    }
  }
  for (const branch of byThread.values()) {
    const parent = branch.thread?.parent ?? null;
    const above = parent === null ? undefined : byThread.get(parent);
    // A thread whose parent was not heard of hangs under its process, rather than nowhere.
    (above && above !== branch ? above : byProcess.get(branch.process.key))?.children.push(branch);
  }
  for (const [above, own] of runtimes) above.children.push(runtimeBranch(above.process, own));
  return processOrder(processes).flatMap(process => byProcess.get(process.key) ?? []);
}

function branchOf(id: RowId, process: ProcessView, thread: ThreadView | null = null): Branch {
  return { id, process, thread, runtime: null, children: [] };
}

function runtimeBranch(process: ProcessView, threads: readonly ThreadView[]): Branch {
  const children = threads.map(thread => branchOf(threadRowId(thread.key), process, thread));
  return { ...branchOf(runtimeRowId(process.key), process), runtime: runtimeGroup(threads), children };
}

export function runtimeGroup(threads: readonly ThreadView[]): RuntimeGroup {
  return { threads, busy: threads.filter(isBusy).length };
}

function isBusy({ state }: ThreadView): boolean {
  return busyStates.some(busy => busy === state);
}

/** Parents first, each followed by what it started, in the order they were heard of. */
function processOrder(processes: readonly ProcessView[]): readonly ProcessView[] {
  const known = new Set(processes.map(process => process.key));
  const parentOf = ({ key, parent }: ProcessView) =>
    parent !== null && parent !== key && known.has(parent) ? parent : null;
  const ordered: ProcessView[] = [];
  const visit = (key: ProcessKey | null) => {
    for (const process of processes.filter(one => parentOf(one) === key)) {
      ordered.push(process);
      visit(process.key);
    }
  };
  visit(null);
  return ordered;
}

function pushRows(
  branch: Branch,
  depth: number,
  rows: Row[],
  toggled: ReadonlySet<RowId>,
  needle: string,
): void {
  const { runtime } = branch;
  // A filter is about the program, unless the runtime threads were asked for.
  if (runtime && needle !== '' && !toggled.has(branch.id)) return;
  const matchesItself = needle === '' || matches(branch, needle);
  if (!matchesItself && !branch.children.some(child => matchesWithin(child, toggled, needle))) return;
  const isFoldable = branch.children.length > 0;
  // A filter looks into folded rows too: a match must not stay hidden.
  const isFolded = isFoldable && needle === '' && toggled.has(branch.id) !== (runtime !== null);
  rows.push({
    id: branch.id,
    process: branch.process,
    thread: branch.thread,
    runtime,
    depth,
    isFoldable,
    isFolded,
    isContext: !matchesItself,
    lanes: isFolded ? (runtime?.threads ?? threadsWithin(branch)) : branch.thread ? [branch.thread] : [],
    index: rows.length,
  });
  if (isFolded) return;
  // Whoever filters for a process wants its threads, too.
  const inner = matchesItself && branch.thread === null ? '' : needle;
  for (const child of branch.children) pushRows(child, depth + 1, rows, toggled, inner);
}

function matches({ process, thread, runtime }: Branch, needle: string): boolean {
  if (runtime) return false;
  const text = thread
    ? `${thread.name} #${thread.threadId} ${thread.osThreadId ?? ''} ${thread.state} ${thread.error?.name ?? ''}`
    : `${process.runtime} ${process.pid} ${process.title}`;
  return text.toLowerCase().includes(needle);
}

function matchesWithin(branch: Branch, toggled: ReadonlySet<RowId>, needle: string): boolean {
  if (branch.runtime && !toggled.has(branch.id)) return false;
  return matches(branch, needle) || branch.children.some(child => matchesWithin(child, toggled, needle));
}

/** Of the program: a folded process does not show what its runtime does. */
function threadsWithin(branch: Branch): readonly ThreadView[] {
  if (branch.runtime) return [];
  const below = branch.children.flatMap(threadsWithin);
  return branch.thread ? [branch.thread, ...below] : below;
}

/** The rows that touch a stretch of the scrolled content. */
export function rowsBetween(rows: readonly Row[], topPx: number, bottomPx: number): readonly Row[] {
  return rows.slice(
    Math.max(0, Math.floor(topPx / rowHeightPx)),
    Math.max(0, Math.ceil(bottomPx / rowHeightPx)),
  );
}

/** For each thread the row it is drawn in: its own, or the one it is folded into. */
export function rowByThread(rows: readonly Row[]): ReadonlyMap<ThreadKey, Row> {
  const found = new Map<ThreadKey, Row>();
  for (const row of rows) for (const lane of row.lanes) found.set(lane.key, row);
  return found;
}

/** Where, from the row's top, the n-th of its lanes is drawn. One lane gets the room; folded ones share it. */
export function laneSlot(row: Row, lane: number): { readonly topPx: number; readonly heightPx: number } {
  const count = Math.max(1, row.lanes.length);
  if (count === 1) return { topPx: 4, heightPx: rowHeightPx - 8 };
  const room = rowHeightPx - 4;
  const heightPx = Math.max(1, Math.min(6, room / count - (room / count > 3 ? 1 : 0)));
  return { topPx: 2 + (lane * room) / count, heightPx };
}
