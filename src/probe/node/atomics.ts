import { types } from 'util';
import { recordKinds, waitResults, type RecordKind, type WaitResult } from '../../protocol/wire.ts';
import type { BufferText } from '../../protocol/texts.ts';
import type { CallPlaces } from './callPlaces.ts';
import { now } from './clock.ts';
import { callThrough, replaceMethod } from './disguise.ts';
import { apply, then } from './intrinsics.ts';
import type { Slices } from './slices.ts';
import type { ThreadStream } from './stream.ts';

type TypedArrayPrototype = { readonly buffer: ArrayBufferLike };

/** What `Atomics.waitAsync` returns. A promise only where there is something to wait for. */
type AsyncWait = { readonly async: boolean; readonly value: unknown };

/** A wait that lasted so long is told with its line, if it was not before. */
const longWaitNs = 1e6;

/** Sees `Atomics.wait`, `Atomics.waitAsync` and `Atomics.notify`, by buffer and index. */
export class AtomicsWatch {
  private readonly buffers = new WeakMap<SharedArrayBuffer, number>();
  private readonly told = new Set<number>();
  private readonly paths = new Map<number, string>();
  private lastBuffer = 0;
  private lastAsyncWait = 0;
  private waitBegunNs = 0;
  private waitHasPlace = false;

  constructor(
    private readonly stream: ThreadStream,
    private readonly slices: Slices,
    private readonly places: CallPlaces,
    /** Whether the runtime is in the middle of something of its own, for which older Nodes use the same functions. */
    private readonly runtimeIsAtWork: () => boolean,
  ) {}

  install(): void {
    this.watchWait();
    this.watchAsyncWait();
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
        const timeNs = now();
        if (!this.waitHasPlace && timeNs - this.waitBegunNs >= longWaitNs) this.places.tellAnyway(timeNs);
        this.stream.event(recordKinds.waitEnds, waitResults.indexOf(result), id, timeNs);
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
      this.slices.touch(timeNs);
      this.waitBegunNs = timeNs;
      this.waitHasPlace = this.places.tell(timeNs);
      // Told before the thread stops, for as long as it may be the last that is heard of it.
      this.stream.lifecycle(
        recordKinds.waitBegins,
        0,
        id,
        timeNs,
        this.firstTime(id, buffer),
        indexOf(args[1]),
        timeoutOf(args[3]),
      );
      return id;
    } catch {
      return 0;
    }
  }

  private watchAsyncWait(): void {
    const tell = (args: unknown[], begunNs: number, wait: unknown): void => {
      try {
        const { async: waits, value } = wait as AsyncWait;
        if (waits && !this.runtimeIsAtWork()) this.tellAsyncWait(args, begunNs, value as Promise<WaitResult>);
      } catch {
        // It waits all the same.
      }
    };
    replaceMethod(
      Atomics as { waitAsync?: unknown },
      'waitAsync',
      original =>
        ({
          waitAsync(...args: unknown[]): unknown {
            const begunNs = now();
            const wait = callThrough(original, Atomics, args);
            tell(args, begunNs, wait);
            return wait;
          },
        }).waitAsync,
    );
  }

  /**
   * The end is heard by a reaction that is there before the program has the promise. It changes nothing: those
   * that the program adds run after it and in their own order, and this promise is never rejected.
   */
  private tellAsyncWait(args: unknown[], begunNs: number, promise: Promise<WaitResult>): void {
    const buffer = sharedBufferOf(args[0]);
    if (buffer === null) return;
    const id = this.bufferId(buffer);
    const number = ++this.lastAsyncWait;
    this.slices.touch(begunNs);
    this.tell(recordKinds.asyncWaitBegins, id, buffer, begunNs, indexOf(args[1]), timeoutOf(args[3]), number);
    apply(then, promise, [
      (result: WaitResult): void => {
        try {
          const timeNs = now();
          this.slices.touch(timeNs);
          this.stream.event(recordKinds.asyncWaitEnds, waitResults.indexOf(result), number, timeNs);
        } catch {
          // It is over all the same.
        }
      },
    ]);
  }

  private watchNotify(): void {
    const tell = (args: unknown[], begunNs: number, woken: unknown): void => {
      try {
        const buffer = sharedBufferOf(args[0]);
        if (buffer === null || typeof woken !== 'number') return;
        const id = this.bufferId(buffer);
        this.slices.touch(begunNs);
        const count = typeof args[2] === 'number' ? args[2] : Infinity;
        if (woken > 0) this.places.tell(begunNs);
        this.tell(recordKinds.notified, id, buffer, begunNs, indexOf(args[1]), count, woken);
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

  /** A record of high rate, but for the first of a buffer, which says where the thread has it from. */
  private tell(
    kind: RecordKind,
    id: number,
    buffer: SharedArrayBuffer,
    timeNs: number,
    f0: number,
    f1: number,
    f2: number,
  ): void {
    const text = this.firstTime(id, buffer);
    if (text === null) this.stream.event(kind, 0, id, timeNs, f0, f1, f2);
    else this.stream.lifecycle(kind, 0, id, timeNs, text, f0, f1, f2);
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

/** Milliseconds. */
function timeoutOf(value: unknown): number {
  return typeof value !== 'number' || Number.isNaN(value) ? Infinity : Math.max(0, value);
}

function indexOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
