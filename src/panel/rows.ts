import type { ProcessKey, ProcessView, ThreadKey, ThreadView } from '../protocol/panel.ts';
import type { ThreadState } from '../protocol/words.ts';

/** Of a process, a thread, the runtime threads of a process, the rest of too many siblings, or what was hidden. */
export type RowId = `p${number}` | `t${number}` | `r${number}` | `mp${number}` | `mt${number}` | `h${number}`;

export function isRowId(value: unknown): value is RowId {
  return typeof value === 'string' && /^(m?[pt]|[rh])\d+$/.test(value);
}

/** The runtime threads of a process, as one. */
export interface RuntimeGroup {
  readonly threads: readonly ThreadView[];
  /** How many of them do something now. */
  readonly busy: number;
}

/** Threads that are shown as one row, because they are too many or were hidden. */
export interface RowBundle extends RuntimeGroup {
  readonly kind: 'more' | 'hidden';
}

/** One row of the tree and, beside it, of the timeline. */
export interface Row {
  readonly id: RowId;
  readonly process: ProcessView;
  /** `null` for the row of a process and for those that hold several threads. */
  readonly thread: ThreadView | null;
  /** Set in the row that holds a process's runtime threads. */
  readonly runtime: RuntimeGroup | null;
  /** Set in a row that stands for several threads of the program. */
  readonly bundle: RowBundle | null;
  readonly depth: number;
  readonly isFoldable: boolean;
  readonly isFolded: boolean;
  /** Shown only because a row below it matches the filter. */
  readonly isContext: boolean;
  /** Stands on top, out of its place in the tree. */
  readonly isPinned: boolean;
  /** The threads whose lanes are drawn here: its own, and those that were folded into it. */
  readonly lanes: readonly ThreadView[];
  readonly index: number;
}

export const rowHeightPx = 22;

export const processRowId = (key: ProcessKey): RowId => `p${key}`;
export const threadRowId = (key: ThreadKey): RowId => `t${key}`;
export const runtimeRowId = (key: ProcessKey): RowId => `r${key}`;
export const hiddenRowId: RowId = 'h0';

/** What a thread does when it does not just wait for something to do. */
export const busyStates: readonly ThreadState[] = ['running', 'ready', 'blocked'];

export function runtimeGroup(threads: readonly ThreadView[]): RuntimeGroup {
  return { threads, busy: threads.filter(isBusy).length };
}

function isBusy({ state }: ThreadView): boolean {
  return busyStates.some(busy => busy === state);
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
  for (const row of rows) {
    for (const lane of row.lanes) found.set(lane.key, row);
    if (row.bundle && row.isFolded) for (const thread of row.bundle.threads) found.set(thread.key, row);
  }
  return found;
}

/** Of the row that a thread is in; one that is among many others in a row gets its own by being selected. */
export function rowIdOf(thread: ThreadKey, rows: ReadonlyMap<ThreadKey, Row>): RowId {
  const row = rows.get(thread);
  return row && !row.bundle ? row.id : threadRowId(thread);
}

/** A row of several threads is nothing else than that: all of it is a twistie. */
export function isGroup({ runtime, bundle }: Row): boolean {
  return runtime !== null || bundle !== null;
}

/** Where, from the row's top, the n-th of its lanes is drawn. One lane gets the room; folded ones share it. */
export function laneSlot(row: Row, lane: number): { readonly topPx: number; readonly heightPx: number } {
  const count = Math.max(1, row.lanes.length);
  if (count === 1) return { topPx: 4, heightPx: rowHeightPx - 8 };
  const room = rowHeightPx - 4;
  const heightPx = Math.max(1, Math.min(6, room / count - (room / count > 3 ? 1 : 0)));
  return { topPx: 2 + (lane * room) / count, heightPx };
}
