import { wholeShare } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { BinReader } from './binReader.ts';
import { timesUpTo } from './elapsed.ts';
import { Rounding } from './rounding.ts';
import { binNsOf, binsPerChunk, chunkNsOf, sumsOf } from './shareChunks.ts';
import type { Stretches } from './shares.ts';
import type { Spans } from './spans.ts';

interface ChunkSums {
  readonly sums: Int32Array;
  /** Where in them those of the chunk begin. */
  readonly start: number;
  /** The states that occur, a bit each. */
  readonly states: number;
  /** How many stretches end before the chunk does. */
  readonly ends: number;
}

/**
 * Where stretches end among bins. Moments are counted in bins from the first chunk's begin on; stretches are told by how
 * many end before.
 */
interface Grid {
  /** The first stretch begins here, the next one a step later. */
  readonly origin: number;
  readonly step: number;
  /** When the thread was there, within the window. */
  readonly begin: number;
  readonly end: number;
  /** The end of the bin that it began in, or its own; and the begin of the bin that it ended in. */
  readonly firstEdge: number;
  readonly lastEdge: number;
  readonly beforeBegin: number;
  readonly beforeFirstEdge: number;
  readonly beforeLastEdge: number;
  readonly beforeEnd: number;
}

/**
 * Many spans per stretch: what was at its end lies in a bin of about its length, and is taken to be evenly spread. At the
 * edges of the window and of the thread's life it is exact, and so is the sum.
 * @param before time in each state before the window
 */
export function shareBins(
  spans: Spans,
  level: number,
  nowNs: Nanoseconds,
  stretches: Stretches,
  before: Readonly<Float64Array>,
): void {
  const { fromNs, toNs, bucketNs, states, spent } = stretches;
  const beginNs = Math.max(fromNs, spans.startAt(0));
  const lastNs = spans.endAt(spans.length - 1, nowNs);
  const endNs = Math.min(toNs, lastNs);
  const first = Math.floor(beginNs / chunkNsOf(level));
  const originNs = first * chunkNsOf(level);
  const grid = gridOf(stretches, originNs, binNsOf(level), beginNs, endNs);
  const last = Math.floor(endNs / chunkNsOf(level));
  const row = spans.rowAt(originNs);
  const chunks = readChunks(spans, level, first, last, row, states, lastNs, grid);
  // What lies between the begin of the bins and that of the window.
  const ahead = timesUpTo(spans, originNs, row, nowNs);
  const partsPerNs = wholeShare / bucketNs;
  for (let place = 0; place < states.length; place++) {
    const state = states[place] as number;
    const base = ((ahead[state] as number) - (before[state] as number)) * partsPerNs;
    shareState(chunks, grid, stretches, place, base, (spent[place] as number) * partsPerNs);
  }
}

function gridOf(
  { fromNs, buckets, bucketNs }: Stretches,
  originNs: Nanoseconds,
  binNs: number,
  beginNs: Nanoseconds,
  endNs: Nanoseconds,
): Grid {
  const origin = (fromNs - originNs) / binNs;
  const step = bucketNs / binNs;
  const begin = (beginNs - originNs) / binNs;
  const end = (endNs - originNs) / binNs;
  const firstEdge = Math.min(end, Math.floor(begin) + 1);
  const lastEdge = Math.max(firstEdge, Math.floor(end));
  // The last one ends with the window, however that is rounded.
  const endsBefore = (bin: number, least: number): number =>
    Math.min(buckets - 1, Math.max(least, Math.ceil((bin - origin) / step) - 1));
  const beforeBegin = endsBefore(begin, 0);
  const beforeFirstEdge = endsBefore(firstEdge, beforeBegin);
  const beforeLastEdge = endsBefore(lastEdge, beforeFirstEdge);
  const beforeEnd = endsBefore(end, beforeLastEdge);
  return {
    origin,
    step,
    begin,
    end,
    firstEdge,
    lastEdge,
    beforeBegin,
    beforeFirstEdge,
    beforeLastEdge,
    beforeEnd,
  };
}

/**
 * @param base parts of a stretch from the window's begin to that of the first chunk, which is before
 * @param total parts in the whole window
 */
function shareState(
  chunks: readonly ChunkSums[],
  grid: Grid,
  { states, share }: Stretches,
  place: number,
  base: number,
  total: number,
): void {
  const { origin, step, begin, end, firstEdge, lastEdge, beforeLastEdge } = grid;
  const state = states[place] as number;
  const width = states.length;
  const perPart = 1 / step;
  const rounding = new Rounding();
  let bucket = grid.beforeBegin;
  let to = bucket * width + place;
  // What happened in the bin in which the window, or the thread, begins is spread over what is left of it.
  const atFirstEdge = firstEdge === end ? total : base + sumAt(chunks[0], state, firstEdge) * perPart;
  for (; bucket < grid.beforeFirstEdge; bucket++) {
    const part = (origin + (bucket + 1) * step - begin) / (firstEdge - begin);
    share[to] = rounding.next(part * atFirstEdge);
    to += width;
  }
  let atLastEdge = atFirstEdge;
  for (let chunk = 0; chunk < chunks.length; chunk++) {
    const { sums, start, states: occurring, ends } = chunks[chunk] as ChunkSums;
    const firstBin = chunk * binsPerChunk;
    if (chunk === chunks.length - 1)
      atLastEdge = base + sumAt(chunks[chunk], state, Math.floor(lastEdge) - firstBin) * perPart;
    const offset = sumsOf(state, occurring);
    const stop = Math.min(beforeLastEdge, ends);
    if (offset < 0) {
      if (bucket >= stop) continue;
      // Nothing is here, but the first stretch began before.
      share[to] = rounding.next(base);
      to += (stop - bucket) * width;
      bucket = stop;
      continue;
    }
    const at = start + offset;
    const bin = origin + (bucket + 1) * step - firstBin;
    if (bucket < stop) {
      rounding.between(sums, at, bin, step, perPart, base, share, to, width, stop - bucket);
      to += (stop - bucket) * width;
      bucket = stop;
    }
    base += (sums[at + binsPerChunk] as number) * perPart;
  }
  for (; bucket < grid.beforeEnd; bucket++) {
    const part = (origin + (bucket + 1) * step - lastEdge) / (end - lastEdge);
    share[to] = rounding.next(atLastEdge + part * (total - atLastEdge));
    to += width;
  }
  share[to] = rounding.next(total);
}

/** Parts of a bin since the chunk's begin. */
function sumAt(chunk: ChunkSums | undefined, state: number, bin: number): number {
  if (chunk === undefined) return 0;
  const offset = sumsOf(state, chunk.states);
  return offset < 0 ? 0 : (chunk.sums[chunk.start + offset + Math.min(bin, binsPerChunk)] as number);
}

/** The chunks from one up to, and including, another. @param row the span that the first one begins in */
function readChunks(
  spans: Spans,
  level: number,
  first: number,
  last: number,
  row: number,
  states: Uint8Array,
  endNs: Nanoseconds,
  { origin, step }: Grid,
): readonly ChunkSums[] {
  const asked = states.reduce((bits, state) => bits | (1 << state), 0);
  const { chunks, openNs } = spans.bins;
  const reader = new BinReader(spans.columns, chunks, asked, openNs, endNs, new Int32Array(0), row);
  const read: ChunkSums[] = [];
  for (let number = first; number <= last; number++) {
    reader.read(level, number);
    const { sums, start, states } = reader;
    // A little less than all, for steps are rounded: what ends at the very end begins the next chunk.
    const end = (number - first + 1) * binsPerChunk - 1e-6;
    read.push({ sums, start, states, ends: Math.ceil((end - origin) / step) - 1 });
  }
  return read;
}
