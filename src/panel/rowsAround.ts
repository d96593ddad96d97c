/** More rows than this would slow down everyone's panel, and nobody listens to them in one go. */
const mostRows = 100;

/**
 * Which of `count` rows are shown of a table that follows the selection: those around `current` (below 0 for none),
 * as the index of the first and of the one after the last.
 */
export function rowsAround(current: number, count: number): { readonly from: number; readonly to: number } {
  const centred = Math.max(0, current - mostRows / 2);
  const from = Math.max(0, Math.min(centred, count - mostRows));
  return { from, to: Math.min(count, from + mostRows) };
}
