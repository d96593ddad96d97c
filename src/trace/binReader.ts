import { wholeShare } from '../protocol/panel.ts';
import { threadStates, type Nanoseconds } from '../protocol/words.ts';
import { enlarged } from './columns.ts';
import {
  binNsOf,
  binsPerChunk,
  chunkNsOf,
  startIn,
  sumsOf,
  sumsPerState,
  type ChunkLevel,
  type Form,
  type ShareChunks,
} from './shareChunks.ts';
import type { SpanColumns } from './spanColumns.ts';
import { addSpanTimes } from './spanTimes.ts';

/** Of a chunk that may not be kept yet, so many spans are looked at: to put finer chunks together takes as long. */
const mostWalked = 256;
/** Used again and again: of each state, and of those that are not asked for, the time in each bin of one chunk. */
const times = new Float64Array((threadStates.length + 1) * sumsPerState);

/**
 * Reads the bins of one thread, chunk after chunk, whether they are kept or not: where they are not, few spans are, and
 * these are looked at. What was read last lies in {@link sums}.
 */
export class BinReader {
  /** Of each of {@link states} that occurs, one after the other from {@link start} on, parts of a bin. */
  sums: Int32Array;
  start = 0;
  /** A bit each. */
  states = 0;
  private readonly asked: number[] = [];
  /** By state, where in {@link times} it has its place. */
  private readonly places = new Int32Array(threadStates.length).fill(threadStates.length * sumsPerState);
  private used = 0;
  /** The chunks that are kept of the level that is being read, and the place of the next of them. */
  private kept: ChunkLevel | null = null;
  private keptLevel = -1;
  private place = 0;

  /**
   * @param askedStates a bit each: others are left out of what has to be made
   * @param openNs from here on, chunks may not be kept for the only reason that more may come
   * @param endNs when the last span ends
   * @param room for what has to be made; stays as it is until somebody reads into it again
   * @param row a span that begins at or before the first chunk that is read, or the first one
   */
  constructor(
    private readonly columns: SpanColumns,
    private readonly chunks: ShareChunks,
    private readonly askedStates: number,
    private readonly openNs: Nanoseconds,
    private readonly endNs: Nanoseconds,
    private room: Int32Array,
    private row: number,
  ) {
    for (let state = 0; state < threadStates.length; state++) {
      if ((askedStates & (1 << state)) === 0) continue;
      this.places[state] = this.asked.length * sumsPerState;
      this.asked.push(state);
    }
    this.sums = room;
  }

  /** Chunks are read in the order of time. */
  read(level: number, number: number): void {
    if (level !== this.keptLevel) {
      this.kept = this.chunks.level(level);
      this.keptLevel = level;
      this.place = this.kept?.placeOf(number) ?? 0;
    }
    const { kept, place } = this;
    if (kept !== null && kept.numberAt(place) === number) {
      this.readKept(kept.offsetAt(place), kept.formAt(place));
      this.row = kept.nextRowAt(place) - 1;
      this.place++;
      return;
    }
    const chunkNs = chunkNsOf(level);
    const isOpen = (number + 1) * chunkNs > this.openNs;
    if (isOpen && level > 0 && this.isFull(number * chunkNs)) this.halve(level, number);
    else this.walk(number * chunkNs, binNsOf(level));
  }

  private readKept(offset: number, form: Form): void {
    if (form.from === 0) {
      this.sums = this.chunks.pageOf(offset);
      this.start = startIn(offset);
      this.states = form.states;
      return;
    }
    this.makeRoom();
    this.asked.forEach((state, place) => {
      this.chunks.spread(offset, form, state, this.sums, this.start + place * sumsPerState);
    });
  }

  /** Makes a chunk that is not kept yet, from finer ones where these are. */
  make(level: number, number: number): void {
    const finer = this.chunks.level(level - 1);
    const nearest = finer?.numberAt(finer.placeOf(2 * number)) ?? NaN;
    if (nearest <= 2 * number + 1) this.halve(level, number);
    else this.walk(number * chunkNsOf(level), binNsOf(level));
  }

  /** More may come in this chunk, and so much has that finer ones of it are kept. */
  private isFull(fromNs: Nanoseconds): boolean {
    const later = this.columns.length - mostWalked;
    return later >= 0 && this.columns.startAt(later) >= fromNs;
  }

  private makeRoom(): void {
    this.start = this.used;
    this.used += this.asked.length * sumsPerState;
    if (this.used > this.room.length) this.room = enlarged(this.room, this.used * 2);
    this.sums = this.room;
    this.states = this.askedStates;
  }

  /** From the two chunks of half the length. */
  private halve(level: number, number: number): void {
    this.makeRoom();
    const { columns, chunks, asked, askedStates, openNs, endNs, sums, start } = this;
    const halves = new Int32Array(2 * asked.length * sumsPerState);
    const finer = new BinReader(columns, chunks, askedStates, openNs, endNs, halves, this.row);
    const halfBins = binsPerChunk / 2;
    const lasts = new Int32Array(asked.length);
    const bases = new Int32Array(asked.length);
    for (let half = 0; half < 2; half++) {
      finer.read(level - 1, 2 * number + half);
      for (let place = 0; place < asked.length; place++) {
        const to = start + place * sumsPerState + half * halfBins;
        const from = sumsOf(asked[place] as number, finer.states);
        sums[to] = lasts[place] as number;
        if (from < 0) sums.fill(lasts[place] as number, to, to + halfBins + 1);
        else {
          const base = bases[place] as number;
          lasts[place] = halveSums(finer.sums, finer.start + from, base, sums, to);
          bases[place] = base + (finer.sums[finer.start + from + binsPerChunk] as number);
        }
      }
    }
    this.row = finer.row;
  }

  /** Few spans: each is looked at. */
  private walk(fromNs: Nanoseconds, binNs: number): void {
    this.makeRoom();
    const { columns, asked, places, sums, start } = this;
    times.fill(0);
    const toNs = fromNs + binsPerChunk * binNs;
    this.row = addSpanTimes(columns, this.row, fromNs, toNs, this.endNs, binNs, places, times);
    for (let place = 0; place < asked.length; place++) {
      const from = place * sumsPerState;
      let at = start + from;
      let given = 0;
      let sum = 0;
      sums[at] = 0;
      for (let bin = 0; bin < binsPerChunk; bin++) {
        const time = times[from + bin] as number;
        sum += time * wholeShare;
        // What is there at all has a part of its own.
        given = Math.max(given + Number(time > 0), (sum + 0.5) | 0);
        sums[++at] = given;
      }
    }
  }
}

/**
 * The sums of half a chunk, from those of a chunk of half the length.
 * @param base the sum of the finer chunk before
 * @param to where the sum at the begin is; those after it are written
 * @returns the last one
 */
function halveSums(
  finer: Readonly<Int32Array>,
  from: number,
  base: number,
  sums: Int32Array,
  to: number,
): number {
  let before = base;
  let last = sums[to] as number;
  for (let bin = 1; bin <= binsPerChunk / 2; bin++) {
    const sum = base + (finer[from + 2 * bin] as number);
    last = Math.max(last + Number(sum > before), (sum + 1) >> 1);
    sums[to + bin] = last;
    before = sum;
  }
  return last;
}
