import { isGroup } from './layout.ts';
import type { Row, RowId } from './layout.ts';
import type { ViewStore } from './viewState.ts';

/** With the row, or without it if it was among them. */
export function toggledIn(ids: readonly RowId[], id: RowId): readonly RowId[] {
  return ids.includes(id) ? ids.filter(one => one !== id) : [...ids, id];
}

/** On top, or back to its place; returns whether it is pinned now, `null` for what cannot be. */
export function pinRow(store: ViewStore, row: Row): boolean | null {
  if (!row.thread) return null;
  const pinned = toggledIn(store.state.pinned, row.id);
  store.set({ pinned });
  return pinned.includes(row.id);
}

/** Hides it, or shows it again; returns whether it is hidden now, `null` for what cannot be. */
export function hideRow(store: ViewStore, row: Row): boolean | null {
  if (isGroup(row)) return null;
  const hidden = toggledIn(store.state.hidden, row.id);
  store.set({ hidden });
  return hidden.includes(row.id);
}
