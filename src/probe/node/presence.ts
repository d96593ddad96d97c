/**
 * Being there once, and unseen. Asked before the rest of the probe is even evaluated: loaded by NODE_OPTIONS and by
 * the command line, it is loaded twice in every thread.
 */

/** Our hook on `process.emit` is there already. */
export function isLoaded(): boolean {
  return Object.getOwnPropertyDescriptor(process, 'emit')?.get !== undefined;
}

/** A program that lists or clears its modules does not find us among them. */
export function forgetModule(own: NodeJS.Module): void {
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
  delete require.cache[__filename];
  // With pending deprecations shown, to read `parent` is to have ours shown, in place of the program's own.
  if (showsPendingDeprecations()) return;
  // Deprecated for it says nothing of ES modules; for what a preload was required by it is right.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const siblings = own.parent?.children;
  if (siblings !== undefined) siblings.splice(siblings.indexOf(own), siblings.includes(own) ? 1 : 0);
}

function showsPendingDeprecations(): boolean {
  const options = [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].join(' ');
  return process.env['NODE_PENDING_DEPRECATION'] === '1' || options.includes('--pending-deprecation');
}
