/** Checks for values that came from outside and may be anything. */

export function isFinite(value: unknown): value is number {
  return Number.isFinite(value);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
