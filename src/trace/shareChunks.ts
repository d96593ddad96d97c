import { threadStates } from '../protocol/words.ts';
import { enlarged } from './columns.ts';

/** How many bins a chunk has. */
export const binsPerChunk = 64;
/** Of each state that occurs in a chunk: what it had in it at the begin of each bin, and at the end of the last. */
export const sumsPerState = binsPerChunk + 1;
/** Bins are 2^10 ns at least, that is a microsecond, and of each level twice as long as of the one before. */
const finestBinNs = 1024;
/** Bins of the last one are of some hours. */
export const levelCount = 35;
/** A power of two; the first page begins small. */
const pageSums = 4096;
const pageShift = 12;
const leastSums = 512;
/** Numbers kept of a chunk: which it is, where its sums lie, which span begins next after it, and its {@link Form}. */
const fields = 4;
/** More sums of a state than these are not picked: who reads them would have to put them into place. */
const mostPicked = 40;

/** How long a bin is, in nanoseconds. */
export function binNsOf(level: number): number {
  return finestBinNs * 2 ** level;
}

/** How long a chunk is, in nanoseconds. */
export function chunkNsOf(level: number): number {
  return binNsOf(level) * binsPerChunk;
}

/** By a set of states, a bit each: how many they are. */
const sizes = Uint8Array.from({ length: 1 << threadStates.length }, (_, bits) => {
  let count = 0;
  for (let rest = bits; rest > 0; rest &= rest - 1) count++;
  return count;
});

/** Where the sums of a state lie in a chunk that has those states, a bit each; -1 when it is none of them. */
export function sumsOf(state: number, states: number): number {
  const place = placeIn(state, states);
  return place < 0 ? -1 : place * sumsPerState;
}

/** The how-manieth of the states it is; -1 when it is none of them. */
function placeIn(state: number, states: number): number {
  const bit = 1 << state;
  return (states & bit) === 0 ? -1 : (sizes[states & (bit - 1)] as number);
}

/**
 * What of a chunk is kept. In a chunk around a burst of spans, or around a few of them, most bins are the same: these
 * are left out, so that a burst takes no room in the chunks of coarser levels.
 */
export interface Form {
  /** Those that occur, a bit each. */
  readonly states: number;
  /** Up to here, and from here on, bins are the same. Sums in between are kept, and the last one. 0: all are kept. */
  readonly from: number;
  readonly to: number;
}

/** Chunks of one level, in the order of time, not all that there could be. A chunk is told by its place. */
export class ChunkLevel {
  length = 0;
  private facts = new Float64Array(4 * fields);

  push(number: number, offset: number, nextRow: number, { states, from, to }: Form): void {
    const at = this.length++ * fields;
    if (at === this.facts.length) this.facts = enlarged(this.facts, Math.ceil(this.length * 1.5) * fields);
    this.facts[at] = number;
    this.facts[at + 1] = offset;
    this.facts[at + 2] = nextRow;
    this.facts[at + 3] = states | (from << 8) | (to << 16);
  }

  get bytes(): number {
    return this.facts.byteLength;
  }

  /** It covers the time from so many lengths of a chunk on; `NaN` for a place where there is none. */
  numberAt(place: number): number {
    return place < this.length ? (this.facts[place * fields] as number) : NaN;
  }

  offsetAt(place: number): number {
    return this.facts[place * fields + 1] as number;
  }

  /** The first span that begins after it. */
  nextRowAt(place: number): number {
    return this.facts[place * fields + 2] as number;
  }

  formAt(place: number): Form {
    const bits = this.facts[place * fields + 3] as number;
    return { states: bits & 0xff, from: (bits >> 8) & 0xff, to: bits >> 16 };
  }

  /** The first place whose chunk is that one or a later one. */
  placeOf(number: number): number {
    let low = 0;
    for (let high = this.length; low < high;) {
      const middle = (low + high) >>> 1;
      if (this.numberAt(middle) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * What a thread did in bins of time: of each state how much of its time since the chunk's begin, in parts of a bin. Kept
 * of those chunks in which it did so much that to look at its spans would take longer.
 */
export class ShareChunks {
  /** From the finest on, as many as there are chunks of. */
  private readonly levels: ChunkLevel[] = [];
  /** Never copied, but for the first while it is small. */
  private readonly pages: Int32Array[] = [];
  private used = 0;

  /** Of memory that is taken. */
  get bytes(): number {
    const pages = this.pages.reduce((sum, page) => sum + page.byteLength, 0);
    return this.levels.reduce((sum, chunks) => sum + chunks.bytes, pages);
  }

  level(level: number): ChunkLevel | null {
    return this.levels[level] ?? null;
  }

  pageOf(offset: number): Int32Array {
    return this.pages[offset >>> pageShift] as Int32Array;
  }

  /** @param sums of each of the states, one after the other; those that do not occur are left out */
  add(level: number, number: number, nextRow: number, states: number, sums: Readonly<Int32Array>): void {
    const form = formOf(states, sums);
    const { from, to } = form;
    const offset = this.room((sizes[form.states] as number) * widthOf(form));
    const page = this.pageOf(offset);
    let at = startIn(offset);
    for (let state = 0; state < threadStates.length; state++) {
      if ((form.states & (1 << state)) === 0) continue;
      const first = sumsOf(state, states);
      const last = from === 0 ? first + sumsPerState : first + to + 1;
      for (let sum = first + from; sum < last; sum++) page[at++] = sums[sum] as number;
      if (from !== 0) page[at++] = sums[first + binsPerChunk] as number;
    }
    while (this.levels.length <= level) this.levels.push(new ChunkLevel());
    this.levels[level]?.push(number, offset, nextRow, form);
  }

  /** Writes the sums of a state in a chunk of which not all are kept to `sums`, from `start` on. */
  spread(offset: number, form: Form, state: number, sums: Int32Array, start: number): void {
    const place = placeIn(state, form.states);
    if (place < 0) {
      sums.fill(0, start, start + sumsPerState);
      return;
    }
    const { from, to } = form;
    const page = this.pageOf(offset);
    const at = startIn(offset) + place * widthOf(form);
    const rise = (page[at] as number) / from;
    for (let bin = 0; bin < from; bin++) sums[start + bin] = bin * rise;
    for (let bin = from; bin <= to; bin++) sums[start + bin] = page[at + bin - from] as number;
    const last = sums[start + to] as number;
    const lastRise = ((page[at + to - from + 1] as number) - last) / (binsPerChunk - to);
    for (let bin = to + 1; bin <= binsPerChunk; bin++) sums[start + bin] = last + (bin - to) * lastRise;
  }

  /** Takes back the chunks that end after a moment. They are those that were added last. */
  takeBackTo(timeNs: number): void {
    this.levels.forEach((chunks, level) => {
      const chunkNs = chunkNsOf(level);
      while (chunks.length > 0 && (chunks.numberAt(chunks.length - 1) + 1) * chunkNs > timeNs) {
        chunks.length--;
        this.used = Math.min(this.used, chunks.offsetAt(chunks.length));
      }
    });
  }

  /** All in one page. */
  private room(count: number): number {
    if (startIn(this.used) + count > pageSums) this.used = ((this.used >>> pageShift) + 1) << pageShift;
    const offset = this.used;
    this.used += count;
    const place = offset >>> pageShift;
    const page = this.pages[place];
    const least = startIn(offset) + count;
    if (page === undefined)
      this.pages[place] = new Int32Array(place === 0 ? Math.max(least, leastSums) : pageSums);
    else if (least > page.length)
      this.pages[place] = enlarged(page, Math.min(pageSums, Math.max(least, page.length * 2)));
    return offset;
  }
}

/** Where in its page what has that offset begins. */
export function startIn(offset: number): number {
  return offset & (pageSums - 1);
}

/** How many sums of each state are kept. */
function widthOf({ from, to }: Form): number {
  return from === 0 ? sumsPerState : to - from + 2;
}

function formOf(states: number, sums: Readonly<Int32Array>): Form {
  let occurring = 0;
  let from = binsPerChunk - 1;
  let to = 1;
  for (let state = 0, first = 0; state < threadStates.length; state++) {
    if ((states & (1 << state)) === 0) continue;
    const last = first + binsPerChunk;
    if (sums[last] !== 0) occurring |= 1 << state;
    const rise = sums[first + 1] as number;
    let same = 1;
    while (same < from && (sums[first + same + 1] as number) - (sums[first + same] as number) === rise)
      same++;
    from = same;
    const lastRise = (sums[last] as number) - (sums[last - 1] as number);
    let other = binsPerChunk - 1;
    while (other > to && (sums[first + other] as number) - (sums[first + other - 1] as number) === lastRise)
      other--;
    to = other;
    first += sumsPerState;
  }
  to = Math.max(from, to);
  return to - from + 2 > mostPicked ? { states: occurring, from: 0, to: 0 } : { states: occurring, from, to };
}
