/**
 * Whether a signal is in a set of a process, as Linux tells in its `status`: those that are caught, or blocked by its
 * main thread.
 */
export function isInSignalSet(status: string, set: 'SigCgt' | 'SigBlk', signal: number): boolean {
  const mask = new RegExp(`^${set}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1] ?? '0';
  return (BigInt(`0x${mask}`) & (1n << BigInt(signal - 1))) !== 0n;
}
