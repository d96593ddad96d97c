import type { ProcessKey, ProcessView, ThreadKey, ThreadView } from '../protocol/panel.ts';

export type RowId = `p${number}` | `t${number}`;

/** One row of the tree and, beside it, of the timeline. */
export interface Row {
  readonly id: RowId;
  readonly process: ProcessView;
  /** `null` for the row of a process. */
  readonly thread: ThreadView | null;
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

interface Branch {
  readonly id: RowId;
  readonly process: ProcessView;
  readonly thread: ThreadView | null;
  readonly children: Branch[];
}

/**
 * Process → main thread → Workers under who made them. Forked processes follow the process that started
 * them, at the same depth: indentation is for threads.
 */
export function layoutRows(
  processes: Iterable<ProcessView>,
  threads: Iterable<ThreadView>,
  folded: ReadonlySet<RowId>,
  filter: string,
): readonly Row[] {
  const rows: Row[] = [];
  const needle = filter.trim().toLowerCase();
  for (const branch of branches([...processes], [...threads])) {
    pushRows(branch, 0, rows, folded, needle);
  }
  return rows;
}

function branches(processes: readonly ProcessView[], threads: readonly ThreadView[]): readonly Branch[] {
  const byProcess = new Map<ProcessKey, Branch>();
  for (const process of processes) {
    byProcess.set(process.key, { id: processRowId(process.key), process, thread: null, children: [] });
  }
  const byThread = new Map<ThreadKey, Branch>();
  const inOrder = [...threads].sort((a, b) => a.key - b.key);
  for (const thread of inOrder) {
    const process = byProcess.get(thread.process)?.process;
    if (process) byThread.set(thread.key, { id: threadRowId(thread.key), process, thread, children: [] });
  }
  for (const branch of byThread.values()) {
    const parent = branch.thread?.parent ?? null;
    const above = parent === null ? undefined : byThread.get(parent);
    // A thread whose parent was not heard of hangs under its process, rather than nowhere.
    (above && above !== branch ? above : byProcess.get(branch.process.key))?.children.push(branch);
  }
  return processOrder(processes).flatMap(process => byProcess.get(process.key) ?? []);
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
  folded: ReadonlySet<RowId>,
  needle: string,
): void {
  const matchesItself = needle === '' || matches(branch, needle);
  if (!matchesItself && !branch.children.some(child => matchesWithin(child, needle))) return;
  const isFoldable = branch.children.length > 0;
  // A filter looks into folded rows too: a match must not stay hidden.
  const isFolded = isFoldable && needle === '' && folded.has(branch.id);
  rows.push({
    id: branch.id,
    process: branch.process,
    thread: branch.thread,
    depth,
    isFoldable,
    isFolded,
    isContext: !matchesItself,
    lanes: isFolded ? threadsWithin(branch) : branch.thread ? [branch.thread] : [],
    index: rows.length,
  });
  if (isFolded) return;
  // Whoever filters for a process wants its threads, too.
  const inner = matchesItself && branch.thread === null ? '' : needle;
  for (const child of branch.children) pushRows(child, depth + 1, rows, folded, inner);
}

function matches({ process, thread }: Branch, needle: string): boolean {
  const text = thread
    ? `${thread.name} #${thread.threadId} ${thread.osThreadId ?? ''} ${thread.state} ${thread.error?.name ?? ''}`
    : `${process.runtime} ${process.pid} ${process.title}`;
  return text.toLowerCase().includes(needle);
}

function matchesWithin(branch: Branch, needle: string): boolean {
  return matches(branch, needle) || branch.children.some(child => matchesWithin(child, needle));
}

function threadsWithin(branch: Branch): readonly ThreadView[] {
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
