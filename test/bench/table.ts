/** A table as text: names, in the first few columns, to the left; numbers to the right. */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  nameColumns = 1,
): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map(row => row[column]?.length ?? 0)));
  const lines = all.map(row =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column < nameColumns ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map(width => '─'.repeat(width)).join('──');
  return [lines[0] ?? '', rule, ...lines.slice(1)].join('\n');
}
