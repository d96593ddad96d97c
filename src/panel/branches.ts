import type { ProcessKey, ProcessView, ThreadKey, ThreadView } from '../protocol/panel.ts';
import { processRowId, runtimeGroup, runtimeRowId, threadRowId } from './rows.ts';
import type { RowBundle, RowId, RuntimeGroup } from './rows.ts';

/** A row that may come to be, with those under it. */
export interface Branch {
  readonly id: RowId;
  readonly process: ProcessView;
  readonly thread: ThreadView | null;
  readonly runtime: RuntimeGroup | null;
  readonly bundle: RowBundle | null;
  readonly children: Branch[];
}

/** Siblings stand in the order of their places; runtime threads come last in their process, as one. */
export function branchesOf(
  processes: readonly ProcessView[],
  threads: readonly ThreadView[],
  place: ReadonlyMap<ThreadKey, number>,
): readonly Branch[] {
  const byProcess = new Map<ProcessKey, Branch>();
  for (const process of processes) {
    byProcess.set(process.key, branchOf(processRowId(process.key), process));
  }
  const byThread = new Map<ThreadKey, Branch>();
  const runtimes = new Map<Branch, ThreadView[]>();
  const placeOf = ({ key }: ThreadView) => place.get(key) ?? place.size + key;
  const inOrder = [...threads].sort((a, b) => placeOf(a) - placeOf(b));
  for (const thread of inOrder) {
    const above = byProcess.get(thread.process);
    if (!above) continue;
    if (thread.kind === 'program') {
      byThread.set(thread.key, branchOf(threadRowId(thread.key), above.process, { thread }));
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

export function branchOf(id: RowId, process: ProcessView, parts: Partial<Branch> = {}): Branch {
  return { id, process, thread: null, runtime: null, bundle: null, children: [], ...parts };
}

function runtimeBranch(process: ProcessView, threads: readonly ThreadView[]): Branch {
  const children = threads.map(thread => branchOf(threadRowId(thread.key), process, { thread }));
  return branchOf(runtimeRowId(process.key), process, { runtime: runtimeGroup(threads), children });
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

/** All threads of the program in a branch: a folded process does not show what its runtime does. */
export function threadsWithin(branch: Branch): readonly ThreadView[] {
  if (branch.runtime) return [];
  const below = branch.children.flatMap(threadsWithin);
  return branch.thread ? [branch.thread, ...below] : below;
}
