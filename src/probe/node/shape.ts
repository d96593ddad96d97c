import { types } from 'util';
import type { MessagePort as Port } from 'worker_threads';
import type { ConstructorSummary } from '../../protocol/words.ts';
import { workerThreads } from './builtins.ts';
import { apply } from './intrinsics.ts';

const { MessagePort } = workerThreads;

/**
 * Looking at the user's objects without touching them: own data properties only, so that no getter runs
 * and no proxy hears of it; and types, counts and limits only, never contents.
 */

/** Own or inherited data property; `undefined` for an accessor or a proxy on the way. */
export function peek(object: unknown, name: string): unknown {
  let holder: unknown = object;
  for (let depth = 0; depth < 8; depth++) {
    if (
      (typeof holder !== 'object' && typeof holder !== 'function') ||
      holder === null ||
      types.isProxy(holder)
    ) {
      return undefined;
    }
    const descriptor = Object.getOwnPropertyDescriptor(holder, name);
    if (descriptor !== undefined) return descriptor.value as unknown;
    holder = Object.getPrototypeOf(holder);
  }
  return undefined;
}

/** The runtime's symbols cannot be imported, but they can be found by their description. */
export function symbolNamed(object: object, description: string): symbol | null {
  for (
    let holder: object | null = object;
    holder !== null;
    holder = Object.getPrototypeOf(holder) as object | null
  ) {
    const found = Object.getOwnPropertySymbols(holder).find(symbol => symbol.description === description);
    if (found !== undefined) return found;
  }
  return null;
}

export interface Carried {
  readonly ports: [path: string, port: Port][];
  readonly buffers: [path: string, buffer: SharedArrayBuffer][];
}

/** Finds ports and shared buffers in `workerData`, on either side: both see the same places. */
export function findCarried(value: unknown): Carried {
  const found: Carried = { ports: [], buffers: [] };
  let budget = 500;
  const visit = (current: unknown, path: string, depth: number): void => {
    if (typeof current !== 'object' || current === null || types.isProxy(current) || budget-- <= 0) return;
    if (current instanceof MessagePort) {
      found.ports.push([path, current]);
    } else if (types.isSharedArrayBuffer(current)) {
      found.buffers.push([path, current]);
    } else if (types.isTypedArray(current) || types.isDataView(current)) {
      if (types.isSharedArrayBuffer(current.buffer)) found.buffers.push([path, current.buffer]);
    } else if (depth < 3 && (Array.isArray(current) || isPlain(current))) {
      Object.keys(current).forEach((key, place) => {
        if (place < 100) visit(peek(current, key), `${path}.${place}`, depth + 1);
      });
    }
  };
  visit(value, '', 0);
  return found;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The ports of a transfer list, in its order; both forms of the argument are known. */
export function transferredPorts(list: unknown): Port[] {
  const array: unknown = Array.isArray(list) ? list : peek(list, 'transfer');
  if (!Array.isArray(array) || types.isProxy(array)) return [];
  return array.filter((item): item is Port => item instanceof MessagePort);
}

const typedArray = Object.getPrototypeOf(Int8Array.prototype) as object;
const lengthGetters = [typedArray, ArrayBuffer.prototype, DataView.prototype].map(
  prototype => Object.getOwnPropertyDescriptor(prototype, 'byteLength')?.get,
);

/** Bytes of a message whose size costs nothing to know: buffers, and text at one byte for a character. -1 for all others. */
export function sizeOf(message: unknown): number {
  if (typeof message === 'string') return message.length;
  if (typeof message !== 'object' || message === null) return -1;
  try {
    const getter = types.isTypedArray(message)
      ? lengthGetters[0]
      : types.isArrayBuffer(message)
        ? lengthGetters[1]
        : types.isDataView(message)
          ? lengthGetters[2]
          : undefined;
    return getter === undefined ? -1 : (apply(getter, message, []) as number);
  } catch {
    return -1;
  }
}

export function summarize(file: unknown, options: unknown, sharedEnv: symbol): ConstructorSummary {
  const env = peek(options, 'env');
  const argv = peek(options, 'argv');
  const execArgv = peek(options, 'execArgv');
  const transfer = peek(options, 'transferList');
  const isEval = Boolean(peek(options, 'eval'));
  return {
    kind: isEval ? 'eval' : 'file',
    file: isEval ? null : fileText(file),
    argvCount: Array.isArray(argv) ? argv.length : null,
    execArgv: Array.isArray(execArgv) ? execArgv.filter(item => typeof item === 'string').slice(0, 50) : null,
    env: env === sharedEnv ? 'shared' : typeof env === 'object' && env !== null ? 'own' : 'inherited',
    resourceLimits: numbersOf(peek(options, 'resourceLimits')),
    workerDataType: typeName(peek(options, 'workerData')),
    stdio: (['stdin', 'stdout', 'stderr'] as const).filter(name => peek(options, name) === true),
    transferCount: Array.isArray(transfer) ? transfer.length : 0,
  };
}

function fileText(file: unknown): string | null {
  if (typeof file === 'string') return file;
  // A URL's href is an accessor of its own class, which `String` of a real URL reads and nothing else.
  if (file instanceof URL && !types.isProxy(file)) return file.protocol === 'data:' ? 'data:' : String(file);
  return null;
}

function typeName(value: unknown): string | null {
  if (value === undefined) return null;
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (types.isProxy(value)) return 'object';
  const name = peek(peek(Object.getPrototypeOf(value), 'constructor'), 'name');
  return typeof name === 'string' && name !== '' ? name : 'object';
}

function numbersOf(value: unknown): Record<string, number> | null {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return null;
  const numbers: Record<string, number> = {};
  for (const key of Object.keys(value)) {
    const item = peek(value, key);
    if (typeof item === 'number') numbers[key] = item;
  }
  return numbers;
}
