import type { Nanoseconds } from '../protocol/words.ts';
import { BinReader } from './binReader.ts';
import { chunkNsOf, levelCount, ShareChunks, sumsPerState } from './shareChunks.ts';
import type { SpanColumns } from './spanColumns.ts';

/** With so many spans in a chunk it is kept. With fewer, to look at them takes no longer than to look at its bins. */
const worthKeeping = 64;
/** Every so many spans it is looked which chunks time has passed: in between, none can be worth keeping. A power of two. */
const lookEvery = 16;
const finestChunkNs = chunkNsOf(0);
/** Used again and again, for the one chunk that is being made. */
const room = new Int32Array(8 * sumsPerState);

/** The chunks that time has not passed yet, one of each level. */
interface Open {
  readonly endNs: Float64Array;
  /** The first span that begins in each. */
  readonly firstRow: Uint32Array;
}

/**
 * What share of its time a thread was in each state, in bins of a microsecond, of two, of four and so on. Whoever draws
 * pixels takes bins of about their size, so that what a window costs depends on its pixels alone, and where a pixel's
 * bins lie needs no search. Kept while spans are written, chunk by chunk once time has passed it, and only where a chunk
 * has many spans.
 */
export class ShareBins {
  readonly chunks = new ShareChunks();
  /** For most threads of a program that makes thousands there is none. */
  private open: Open | null = null;
  /** When the finest open chunk ends. */
  private nextNs: Nanoseconds = -Infinity;

  constructor(private readonly columns: SpanColumns) {}

  /** Chunks that end later may not be kept for the only reason that more may come. */
  get openNs(): Nanoseconds {
    return this.nextNs - finestChunkNs;
  }

  /** A span has begun, so that those before it are over. @param sums time in each state before it */
  begun(timeNs: Nanoseconds, sums: Readonly<Float64Array>): void {
    const row = this.columns.length - 1;
    if ((row & (lookEvery - 1)) !== 0 || row < worthKeeping || !(timeNs >= this.nextNs)) return;
    const { endNs, firstRow } = (this.open ??= this.reopen(this.columns.startAt(row - lookEvery)));
    for (let level = 0; level < levelCount; level++) {
      const end = endNs[level] as number;
      if (timeNs < end) break;
      const chunkNs = chunkNsOf(level);
      const first = firstRow[level] as number;
      if (row - first >= worthKeeping) {
        const next = this.firstFrom(end, row);
        if (next - first >= worthKeeping) this.keep(level, end / chunkNs - 1, first, next, sums);
      }
      const startNs = Math.floor(timeNs / chunkNs) * chunkNs;
      endNs[level] = startNs + chunkNs;
      firstRow[level] = this.firstFrom(startNs, row);
    }
    this.nextNs = endNs[0] as number;
  }

  /** Spans were taken back. */
  takeBack(): void {
    if (this.open === null) return;
    const lastNs = this.columns.startAt(this.columns.length - 1);
    if (lastNs >= this.openNs) return;
    this.chunks.takeBackTo(lastNs);
    this.open = this.reopen(lastNs, this.open);
  }

  /** Which span begins first at a moment or after it: this one, or one shortly before. */
  private firstFrom(timeNs: Nanoseconds, row: number): number {
    while (row > 0 && this.columns.startAt(row - 1) >= timeNs) row--;
    return row;
  }

  private reopen(
    timeNs: Nanoseconds,
    { endNs, firstRow }: Open = {
      endNs: new Float64Array(levelCount).fill(NaN),
      firstRow: new Uint32Array(levelCount),
    },
  ): Open {
    for (let level = 0; level < levelCount; level++) {
      const chunkNs = chunkNsOf(level);
      const startNs = Math.floor(timeNs / chunkNs) * chunkNs;
      // Then those of the coarser levels are the same, too.
      if (endNs[level] === startNs + chunkNs) break;
      endNs[level] = startNs + chunkNs;
      firstRow[level] = this.firstFrom(startNs, this.columns.countUpTo(startNs));
    }
    this.nextNs = endNs[0] as number;
    return { endNs, firstRow };
  }

  private keep(
    level: number,
    number: number,
    first: number,
    next: number,
    sums: Readonly<Float64Array>,
  ): void {
    let states = 0;
    for (let state = 0; state < sums.length; state++) if (sums[state] !== 0) states |= 1 << state;
    const { columns, chunks } = this;
    const reader = new BinReader(columns, chunks, states, Infinity, Infinity, room, Math.max(0, first - 1));
    reader.make(level, number);
    chunks.add(level, number, next, states, reader.sums);
  }
}
