import { createHash } from 'node:crypto';

/** By which a text is known again without being kept. */
export function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
