import { wholeShare } from '../protocol/panel.ts';
import type { LaneShares } from '../protocol/panel.ts';
import { threadStates } from '../protocol/words.ts';
import type { ThreadState } from '../protocol/words.ts';

/** From the bottom up: what keeps a core busy first, what does nothing last. */
const stackOrder: readonly ThreadState[] = [
  'running',
  'ready',
  'blocked',
  'starting',
  'sleeping',
  'waiting',
  'created',
];

/** What a state is filled with, as pixels: a square that is repeated, `pixels[y * side + x]`. */
export interface Texels {
  readonly side: number;
  /** By index in `threadStates`. */
  readonly of: readonly Uint32Array[];
}

/** The states of a lane stacked on one another, bucket by bucket. */
export class Stack {
  /** Those that occur, from the bottom up. */
  readonly states: readonly ThreadState[];
  /** Where each of them ends in the bucket that was looked at last, in pixels from above. */
  readonly tops: Uint16Array;
  readonly #places: Uint8Array;

  constructor(
    readonly lane: LaneShares,
    readonly heightPx: number,
  ) {
    const places = new Map([...lane.states].map((state, place) => [threadStates[state], place]));
    this.states = stackOrder.filter(state => places.has(state));
    this.#places = Uint8Array.from(this.states, state => places.get(state) ?? 0);
    this.tops = new Uint16Array(this.states.length);
  }

  /** What is there at all takes a pixel. */
  look(bucket: number): void {
    const { share } = this.lane;
    const { tops, heightPx } = this;
    const places = this.#places;
    const at = bucket * places.length;
    let top = heightPx;
    for (let i = 0; i < places.length; i++) {
      const part = share[at + (places[i] as number)] as number;
      if (part > 0) top = Math.max(0, top - Math.max(1, Math.round((part * heightPx) / wholeShare)));
      tops[i] = top;
    }
  }
}

/**
 * A picture of some buckets of a lane: columns of which each state takes its share of the height. In rows from above, pixels as in `texels`; 0 is nothing. There are a hundred thousand columns in a frame:
 * pixels are written about ten times as fast as a canvas fills rectangles.
 *
 * @param columnPx how wide a bucket is
 * @param firstTexel where in the textures the first bucket lies
 */
export function rasterShares(
  lane: LaneShares,
  first: number,
  end: number,
  heightPx: number,
  columnPx: number,
  texels: Texels,
  firstTexel: number,
): Uint32Array<ArrayBuffer> {
  const width = (end - first) * columnPx;
  const pixels = new Uint32Array(width * heightPx);
  const { side } = texels;
  const stack = new Stack(lane, heightPx);
  const { tops } = stack;
  const fills = stack.states.map(state => texels.of[threadStates.indexOf(state)] as Uint32Array);
  for (let x = 0; x < width; x++) {
    if (x % columnPx === 0) stack.look(first + x / columnPx);
    const texel = (firstTexel + x) % side;
    let bottom = heightPx;
    for (let place = 0; place < tops.length; place++) {
      const top = tops[place] as number;
      if (top === bottom) continue;
      const fill = fills[place] as Uint32Array;
      for (let y = top; y < bottom; y++) pixels[y * width + x] = fill[(y % side) * side + texel] as number;
      bottom = top;
    }
  }
  return pixels;
}
