/**
 * The NODE_OPTIONS that load `probe` into a Node and whatever it starts, before the `own` ones, which stay.
 * The engine gives them to a program; a probe gives them to a Worker that would lose them.
 */
export function nodeOptionsLoading(probe: string, own: string | null): string {
  const loads = `--require ${quoteForNodeOptions(probe)}`;
  return own === null || own.trim() === '' ? loads : `${loads} ${own}`;
}

/** Node splits NODE_OPTIONS at spaces, except between double quotes, where a backslash escapes. */
function quoteForNodeOptions(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
