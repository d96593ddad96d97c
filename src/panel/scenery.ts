import type { ThreadKey, ThreadView } from '../protocol/panel.ts';
import { rowByThread } from './layout.ts';
import type { Row, RowId } from './layout.ts';

/** The rows and how to find in them. Made when rows or threads change, not in every frame. */
export interface Scenery {
  readonly rows: readonly Row[];
  readonly byId: ReadonlyMap<RowId, Row>;
  /** For each thread the row it is drawn in. */
  readonly byThread: ReadonlyMap<ThreadKey, Row>;
  /** The threads that others made, in the order of their making. */
  readonly made: readonly ThreadView[];
  readonly madeNs: Float64Array;
  readonly children: ReadonlyMap<ThreadKey, readonly ThreadView[]>;
}

export function sceneryOf(rows: readonly Row[], programThreads: readonly ThreadView[]): Scenery {
  const made = programThreads
    .filter(thread => thread.parent !== null)
    .sort((a, b) => a.createdNs - b.createdNs);
  const children = new Map<ThreadKey, ThreadView[]>();
  for (const thread of made) {
    const siblings = children.get(thread.parent ?? -1);
    if (siblings) siblings.push(thread);
    else children.set(thread.parent ?? -1, [thread]);
  }
  return {
    rows,
    byId: new Map(rows.map(row => [row.id, row])),
    byThread: rowByThread(rows),
    made,
    madeNs: Float64Array.from(made, thread => thread.createdNs),
    children,
  };
}

export const emptyScenery: Scenery = sceneryOf([], []);
