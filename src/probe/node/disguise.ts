import type { SourcePlace } from '../../protocol/words.ts';
import { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } from './intrinsics.ts';

/**
 * Keeping out of sight: replacing functions so that a program cannot tell, and keeping our frames out of
 * the stack traces it sees.
 */

type AnyFunction = (...args: never[]) => unknown;

/** A replacement keeps the descriptor, the name and the length of what it replaces. */
export function replaceMethod<T extends object, K extends keyof T & string>(
  owner: T,
  name: K,
  make: (original: T[K] & AnyFunction) => AnyFunction,
): void {
  const descriptor = getOwnPropertyDescriptor(owner, name);
  if (descriptor === undefined || typeof descriptor.value !== 'function') return;
  const original = descriptor.value as T[K] & AnyFunction;
  const replacement = make(original);
  defineProperty(replacement, 'name', { value: original.name, configurable: true });
  defineProperty(replacement, 'length', { value: original.length, configurable: true });
  defineProperty(owner, name, { ...descriptor, value: replacement });
}

/**
 * Runs `before` whenever a method is looked up, and leaves the method itself alone: the runtime looks up
 * and calls in one breath, so `before` runs just before the call and is off the stack during it. What the
 * method's own frames and the user's below it show is what they show without us. `before` may name
 * another function to be called this once.
 */
export function beforeLookup<T extends object>(
  owner: T,
  name: string | symbol,
  enumerable: boolean,
  before: (self: T) => AnyFunction | undefined,
): void {
  const own = getOwnPropertyDescriptor(owner, name);
  if (typeof Reflect.get(owner, name) !== 'function') return;
  // What is inherited goes on being inherited, also when the program changes it there.
  let current: unknown = own?.value;
  let isInherited = own === undefined;
  defineProperty(owner, name, {
    configurable: true,
    enumerable,
    get(this: T): unknown {
      try {
        const instead = before(this);
        if (instead !== undefined) return instead;
      } catch {
        // Ours to bear.
      }
      return isInherited ? (getPrototypeOf(owner) as Record<string | symbol, unknown>)[name] : current;
    },
    set(this: T, value: unknown): void {
      if (this === owner) {
        current = value;
        isInherited = false;
      } else {
        defineProperty(this, name, { value, configurable: true, enumerable: true, writable: true });
      }
    },
  });
}

/**
 * Adds a listener to an event that is about to be emitted, behind all others and without the `newListener`
 * event or the count that a warning hangs on: it is gone before the program can look.
 *
 * Not beside a single listener of the user's: the runtime calls one listener and a list of them from
 * different lines, and an error thrown in it shows which.
 * @returns whether it was added.
 */
export function listenQuietly(
  emitter: object,
  event: string,
  listener: (...args: unknown[]) => void,
): boolean {
  const { _events: events } = emitter as { _events?: Record<string, unknown> };
  if (events === undefined) return false;
  const present = events[event];
  let heard: unknown;
  if (Array.isArray(present)) heard = [...(present as unknown[]), listener];
  else if (present === undefined) heard = listener;
  else if (isRuntimesOwn(present)) heard = [present, listener];
  else return false;
  // Read once, by the runtime that is about to emit; the program finds what was there, also while it is emitted.
  defineProperty(events, event, {
    configurable: true,
    enumerable: true,
    get(): unknown {
      if (present === undefined) Reflect.deleteProperty(events, event);
      else
        defineProperty(events, event, {
          value: present,
          configurable: true,
          enumerable: true,
          writable: true,
        });
      return heard;
    },
  });
  return true;
}

/** The listener that sets the code of a module whose top-level `await` never settles. */
function isRuntimesOwn(listener: unknown): boolean {
  return typeof listener === 'function' && listener.name === 'handleProcessExit';
}

/**
 * Puts a listener in front of those of an event that is being emitted. Its first action is to put everything back
 * as it was, so that the program's own listeners find only themselves.
 */
export function listenInFront(emitter: object, event: string, listener: (...args: unknown[]) => void): void {
  const { _events: events } = emitter as { _events: Record<string, unknown> };
  const present = events[event] as (() => void) | (() => void)[];
  const first = (...args: unknown[]): void => {
    events[event] = present;
    listener(...args);
  };
  events[event] = [first].concat(present);
}

/** Removes our frames from an error that passes through us on its way to the user. */
export function hideFrames(error: unknown): void {
  try {
    if (typeof error !== 'object' || error === null) return;
    const descriptor = getOwnPropertyDescriptor(error, 'stack');
    const stack = (error as { stack?: unknown }).stack;
    if (descriptor === undefined || typeof stack !== 'string' || !stack.includes(__filename)) return;
    const kept = stack.split('\n').filter(line => !line.includes(__filename));
    (error as { stack: string }).stack = kept.join('\n');
  } catch {
    // A frozen error keeps its stack.
  }
}

/** How many errors passed through us so far, for who wants to know whether one did. */
export const passed = { errors: 0 };

/** Calls the runtime's own function for the user; what it throws shows nothing of us. */
export function callThrough(
  original: (...args: never[]) => unknown,
  self: unknown,
  args: ArrayLike<unknown>,
): unknown {
  try {
    return apply(original, self, args as never[]);
  } catch (error) {
    passed.errors++;
    hideFrames(error);
    throw error;
  }
}

/** A stand-in's constructor, and what it hands the construction to. */
const framesOfOurs = 2;

/**
 * Makes room in stack traces for the frames of ours, which {@link hideFrames} takes out again, so
 * that the user's farthest frames are not lost to them.
 * @returns what to give to {@link giveRoomBack}.
 */
export function makeRoom(): number | null {
  try {
    const limit = Error.stackTraceLimit;
    if (typeof limit !== 'number' || limit <= 0) return null;
    Error.stackTraceLimit = limit + framesOfOurs;
    return limit;
  } catch {
    // Frozen intrinsics: the trace will be a frame short at its far end.
    return null;
  }
}

export function giveRoomBack(limit: number | null): void {
  try {
    if (limit !== null && Error.stackTraceLimit === limit + framesOfOurs) Error.stackTraceLimit = limit;
  } catch {
    // As above.
  }
}

const prepareOf = (): unknown => getOwnPropertyDescriptor(Error, 'prepareStackTrace')?.value;
const runtimesPrepare = prepareOf();

/** The nearest line of the stack that is neither ours nor the runtime's: the user's, or a library's. */
export function callerPlace(mostFrames = 16): SourcePlace | null {
  try {
    const sites = captureCallSites(mostFrames);
    // Where it cannot be replaced for the moment, the program's own idea of a stack trace would be run.
    if (sites === null) return prepareOf() === runtimesPrepare ? placeFromText(new Error().stack) : null;
    for (const site of sites) {
      const file = site.getFileName() ?? site.getEvalOrigin();
      if (typeof file !== 'string' || isForeign(file)) continue;
      return { file, line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 };
    }
  } catch {
    // No place is better than a program that ends here.
  }
  return null;
}

/** Frames of ours that may be on the stack when somebody asks. */
const mostOfOurs = 8;

/**
 * The functions that led here, the nearest first, without ours; at least `most` of them, where there are so many.
 * `null` where that cannot be seen.
 */
export function callersOf(most: number): NodeJS.CallSite[] | null {
  return captureCallSites(most + mostOfOurs)?.filter(site => site.getFileName() !== __filename) ?? null;
}

export function isForeign(file: string): boolean {
  return file === __filename || file.startsWith('node:') || file.startsWith('internal/');
}

/** `null` where `Error` cannot be written to, as under `--frozen-intrinsics`. */
function captureCallSites(most: number): NodeJS.CallSite[] | null {
  const prepare = getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  const limit = getOwnPropertyDescriptor(Error, 'stackTraceLimit');
  const holder: { stack?: unknown } = {};
  try {
    const options = { configurable: true, enumerable: true, writable: true };
    defineProperty(Error, 'stackTraceLimit', { ...options, value: most });
    defineProperty(Error, 'prepareStackTrace', {
      ...options,
      value: (_error: unknown, sites: NodeJS.CallSite[]) => sites,
    });
    Error.captureStackTrace(holder);
    const sites = holder.stack;
    return Array.isArray(sites) ? (sites as NodeJS.CallSite[]) : null;
  } catch {
    return null;
  } finally {
    restore('prepareStackTrace', prepare);
    restore('stackTraceLimit', limit);
  }
}

function restore(
  name: 'prepareStackTrace' | 'stackTraceLimit',
  descriptor: PropertyDescriptor | undefined,
): void {
  try {
    if (descriptor === undefined) Reflect.deleteProperty(Error, name);
    else defineProperty(Error, name, descriptor);
  } catch {
    // Frozen: then it was not changed either.
  }
}

function placeFromText(stack: unknown): SourcePlace | null {
  if (typeof stack !== 'string') return null;
  for (const line of stack.split('\n').slice(1)) {
    const match = /\(?([^()\s][^()]*):(\d+):(\d+)\)?$/.exec(line.replace(/^\s*at (?:async )?/, ''));
    const file = match?.[1];
    if (match === null || file === undefined || isForeign(file)) continue;
    return { file, line: Number(match[2]), column: Number(match[3]) };
  }
  return null;
}
