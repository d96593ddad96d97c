import { types } from 'util';
import { recordKinds, waitResults, type WaitResult } from '../../protocol/wire.ts';
import type { BufferText } from '../../protocol/texts.ts';
import { now } from './clock.ts';
import { callThrough, replaceMethod } from './disguise.ts';
import { apply } from './intrinsics.ts';
import type { Slices } from './slices.ts';
import type { ThreadStream } from './stream.ts';

type TypedArrayPrototype = { readonly buffer: ArrayBufferLike };

/** Sees `Atomics.wait` and `Atomics.notify`, by buffer and index. */
export class AtomicsWatch {
  private readonly buffers = new WeakMap<SharedArrayBuffer, number>();
  private readonly told = new Set<number>();
  private readonly paths = new Map<number, string>();
  private lastBuffer = 0;

  constructor(
    private readonly stream: ThreadStream,
    private readonly slices: Slices,
  ) {}

  install(): void {
    this.watchWait();
    this.watchNotify();
  }

  /** This thread's number of a buffer. Which buffers of two threads are one, the trace finds out. */
  bufferId(buffer: SharedArrayBuffer, path?: string): number {
    let id = this.buffers.get(buffer);
    if (id === undefined) {
      id = ++this.lastBuffer;
      this.buffers.set(buffer, id);
      if (path !== undefined) this.paths.set(id, path);
    }
    return id;
  }

  private watchWait(): void {
    const begin = this.begin.bind(this);
    const end = (id: number, result: WaitResult): void => {
      try {
        this.stream.event(recordKinds.waitEnds, waitResults.indexOf(result), id, now());
      } catch {
        // The wait is over all the same.
      }
    };
    replaceMethod(
      Atomics,
      'wait',
      original =>
        ({
          wait(...args: unknown[]): unknown {
            const id = begin(args);
            let result: unknown = 'threw';
            try {
              return (result = callThrough(original, Atomics, args));
            } finally {
              if (id !== 0) end(id, result as WaitResult);
            }
          },
        }).wait,
    );
  }

  /** @returns 0 when there is nothing that could be waited on. */
  private begin(args: unknown[]): number {
    try {
      const buffer = sharedBufferOf(args[0]);
      if (buffer === null) return 0;
      const id = this.bufferId(buffer);
      const timeNs = now();
      const timeout =
        args[3] === undefined || typeof args[3] !== 'number' || Number.isNaN(args[3])
          ? Infinity
          : Math.max(0, args[3]);
      this.slices.touch(timeNs);
      // Told before the thread stops, for as long as it may be the last that is heard of it.
      this.stream.lifecycle(
        recordKinds.waitBegins,
        0,
        id,
        timeNs,
        this.firstTime(id, buffer),
        indexOf(args[1]),
        timeout,
      );
      return id;
    } catch {
      return 0;
    }
  }

  private watchNotify(): void {
    const tell = (args: unknown[], begunNs: number, woken: unknown): void => {
      try {
        const buffer = sharedBufferOf(args[0]);
        if (buffer === null || typeof woken !== 'number') return;
        const id = this.bufferId(buffer);
        this.slices.touch(begunNs);
        const count = typeof args[2] === 'number' ? args[2] : Infinity;
        this.stream.event(recordKinds.notified, 0, id, begunNs, indexOf(args[1]), count, woken);
      } catch {
        // They are awake all the same.
      }
    };
    replaceMethod(
      Atomics,
      'notify',
      original =>
        ({
          notify(...args: unknown[]): unknown {
            const begunNs = now();
            const woken = callThrough(original, Atomics, args);
            tell(args, begunNs, woken);
            return woken;
          },
        }).notify,
    );
  }

  private firstTime(id: number, buffer: SharedArrayBuffer): BufferText | null {
    if (this.told.has(id)) return null;
    this.told.add(id);
    const path = this.paths.get(id);
    return { byteLength: buffer.byteLength, ...(path === undefined ? {} : { path }) };
  }
}

const bufferGetter = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Int32Array.prototype) as TypedArrayPrototype,
  'buffer',
)?.get;

function sharedBufferOf(array: unknown): SharedArrayBuffer | null {
  if (!types.isTypedArray(array) || bufferGetter === undefined) return null;
  const buffer: unknown = apply(bufferGetter, array, []);
  return types.isSharedArrayBuffer(buffer) ? buffer : null;
}

function indexOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
