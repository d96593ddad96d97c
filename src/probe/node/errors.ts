import { types } from 'util';
import type { UncaughtText } from '../../protocol/texts.ts';

/** What is told of something that was thrown: of an error its texts, of anything else its type. */
export function describeError(error: unknown, origin: unknown): UncaughtText {
  const where = origin === 'unhandledRejection' ? 'unhandledRejection' : 'uncaughtException';
  if (typeof error !== 'object' || error === null) {
    // Something thrown that is no error: its type only, for its value may be anything.
    const type = error === null ? 'null' : typeof error;
    return { name: type, message: `a thrown ${type}`, stack: null, origin: where };
  }
  return {
    name: textOf(error, 'name') ?? 'object',
    message: textOf(error, 'message') ?? '',
    stack: textOf(error, 'stack'),
    origin: where,
  };
}

/** Errors from elsewhere (another realm, a Worker) are told by what they have, not by what they are. */
export function textOf(error: object, name: 'name' | 'message' | 'stack' | 'code'): string | null {
  try {
    const value: unknown = types.isProxy(error) ? undefined : (error as Record<string, unknown>)[name];
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
