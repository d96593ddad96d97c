import { randomBytes } from 'node:crypto';

/** Thirty-two hexadecimal digits that nobody can guess. */
export function freshSecret(): string {
  return randomBytes(16).toString('hex');
}
