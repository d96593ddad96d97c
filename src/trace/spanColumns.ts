import type { Nanoseconds } from '../protocol/words.ts';

/** A power of two: how many rows a full chunk has. */
const chunkRows = 512;
const chunkShift = 9;
export const rowMask = chunkRows - 1;
/** The first chunk begins small, for many threads hardly do anything. */
const leastRows = 32;
/** State and provenance share a byte, the state in its lower half. */
const knownShift = 4;
export const stateMask = 0x0f;
const bytesPerRow = 13;

/** Typed arrays of one chunk, in one piece of memory. */
export class SpanChunk {
  readonly starts: Float64Array;
  readonly causes: Int32Array;
  readonly words: Uint8Array;

  constructor(readonly rows: number) {
    const buffer = new ArrayBuffer(rows * bytesPerRow);
    this.starts = new Float64Array(buffer, 0, rows);
    this.causes = new Int32Array(buffer, rows * 8, rows);
    this.words = new Uint8Array(buffer, rows * 12, rows);
  }

  enlarged(): SpanChunk {
    const larger = new SpanChunk(this.rows * 2);
    larger.starts.set(this.starts);
    larger.causes.set(this.causes);
    larger.words.set(this.words);
    return larger;
  }
}

/**
 * Where the spans of a thread lie: 13 bytes each, in chunks, so that a long list grows without being copied and
 * nothing is set aside. Reading past `length` gives stale rows or throws: do not.
 */
export class SpanColumns {
  length = 0;
  private readonly chunks: SpanChunk[] = [new SpanChunk(leastRows)];

  push(startNs: Nanoseconds, state: number, known: number, cause: number): void {
    const row = this.length++;
    const at = row & rowMask;
    let chunk = this.chunks[row >>> chunkShift];
    if (chunk === undefined || at === chunk.rows) chunk = this.makeRoom(row, chunk);
    chunk.starts[at] = startNs;
    chunk.words[at] = state | (known << knownShift);
    chunk.causes[at] = cause;
  }

  startAt(row: number): Nanoseconds {
    return this.chunkOf(row).starts[row & rowMask] as number;
  }

  stateAt(row: number): number {
    return (this.chunkOf(row).words[row & rowMask] as number) & stateMask;
  }

  knownAt(row: number): number {
    return (this.chunkOf(row).words[row & rowMask] as number) >> knownShift;
  }

  causeAt(row: number): number {
    return this.chunkOf(row).causes[row & rowMask] as number;
  }

  setCause(row: number, cause: number): void {
    this.chunkOf(row).causes[row & rowMask] = cause;
  }

  /** All but the start. */
  set(row: number, state: number, known: number, cause: number): void {
    const chunk = this.chunkOf(row);
    chunk.words[row & rowMask] = state | (known << knownShift);
    chunk.causes[row & rowMask] = cause;
  }

  /** How many rows from `low` up to `high` start at `timeNs` or before; all before `low` do. */
  countUpTo(timeNs: Nanoseconds, low = 0, high = this.length): number {
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.startAt(middle) <= timeNs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The typed arrays that hold a row, for whoever reads millions: the row lies at `row & rowMask` in them. */
  chunkOf(row: number): SpanChunk {
    return this.chunks[row >>> chunkShift] as SpanChunk;
  }

  private makeRoom(row: number, full: SpanChunk | undefined): SpanChunk {
    return (this.chunks[row >>> chunkShift] = full?.enlarged() ?? new SpanChunk(chunkRows));
  }
}
