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

/**
 * Node's `--inspect-publish-uid=http`: should a signal start its inspector, nothing of it is written to stderr. The
 * backslash goes when Node reads it, and until then hides the option from those who look for `--inspect` in NODE_OPTIONS to
 * find out whether the program is being debugged (Node's own `cluster`, for one). The probe knows by it that the
 * option is ours.
 */
export const quietInspector = '"--in\\spect-publish-uid=http"';

/** Whether options have to do with a debugger of the user's own. */
export function mentionsInspector(options: string): boolean {
  return options.includes('--inspect');
}
