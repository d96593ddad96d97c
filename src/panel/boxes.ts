import type { LaneSpans } from '../protocol/panel.ts';
import { threadStates } from '../protocol/words.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import type { TimeScale } from './timeScale.ts';

/**
 * The boxes of one lane as columns, in order. Kept and filled again for every lane of every frame: at sixty
 * frames a second, objects per box would keep the garbage collector busier than the canvas.
 */
export class Boxes {
  x = new Float32Array(256);
  width = new Float32Array(256);
  state = new Uint8Array(256);
  known = new Uint8Array(256);
  /** The span that the box shows; of several in one pixel, the longest. */
  span = new Int32Array(256);
  count = 0;

  clear(): void {
    this.count = 0;
  }

  push(x: number, width: number, state: number, known: number, span: number): void {
    if (this.count === this.x.length) this.#grow();
    const i = this.count++;
    this.x[i] = x;
    this.width[i] = width;
    this.state[i] = state;
    this.known[i] = known;
    this.span[i] = span;
  }

  /** The box at `px`, or -1. Boxes of one pixel can be hit from `slackPx` away. */
  at(px: number, slackPx = 0): number {
    let best = -1;
    for (let i = 0; i < this.count; i++) {
      const x = this.x[i] ?? 0;
      const end = x + (this.width[i] ?? 0);
      if (px >= x && px < end) return i;
      if (best < 0 && px >= x - slackPx && px < end + slackPx) best = i;
    }
    return best;
  }

  #grow(): void {
    const wider = <A extends Float32Array | Uint8Array | Int32Array>(from: A, to: A): A => {
      to.set(from);
      return to;
    };
    const length = this.x.length * 2;
    this.x = wider(this.x, new Float32Array(length));
    this.width = wider(this.width, new Float32Array(length));
    this.state = wider(this.state, new Uint8Array(length));
    this.known = wider(this.known, new Uint8Array(length));
    this.span = wider(this.span, new Int32Array(length));
  }
}

/** The first index of a rising column whose value is above `limit`. */
export function firstAbove(column: Float64Array, limit: number): number {
  let low = 0;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((column[middle] ?? 0) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Spans without any length count, too, though less than any other. */
const shortestNs = 1e-3;
/** Boxes may reach this far over the edges, so that their outlines do not show there. */
const overhangPx = 4;

/**
 * Fills `out` with the boxes of a lane, on whole device pixels. A span narrower than a pixel still gets one;
 * where several share a pixel, the state that took most of it is shown. Nothing that happened is skipped.
 */
export function layoutSpans(lane: LaneSpans, scale: TimeScale, pixelRatio: number, out: Boxes): void {
  out.clear();
  const pixel = 1 / pixelRatio;
  const snap = (px: number) => Math.round(px * pixelRatio) / pixelRatio;
  const crowd = new Crowd(out, pixel);
  for (let i = firstAbove(lane.endNs, scale.fromNs); i < lane.startNs.length; i++) {
    const startNs = lane.startNs[i] ?? 0;
    if (startNs >= scale.toNs) break;
    const endNs = lane.endNs[i] ?? startNs;
    const state = lane.state[i] ?? 0;
    const known = lane.known[i] ?? 0;
    let x = snap(Math.max(-overhangPx, scale.toPx(startNs)));
    const end = snap(Math.min(scale.widthPx + overhangPx, scale.toPx(endNs)));
    if (end - x < pixel * 0.99) {
      crowd.add(x, endNs - startNs, state, known, i);
      continue;
    }
    // The crowd before keeps its pixel; who has room gives way.
    if (crowd.flush() === x && end - x > pixel * 1.5) x += pixel;
    out.push(x, end - x, state, known, i);
  }
  crowd.flush();
}

/** Spans that are too short for a pixel of their own and fall into the same one. */
class Crowd {
  readonly #out: Boxes;
  readonly #pixel: number;
  readonly #timeNs = new Float64Array(threadStates.length);
  #x = Number.NaN;
  #known = 0;
  #longest = -1;
  #longestNs: Nanoseconds = -1;

  constructor(out: Boxes, pixel: number) {
    this.#out = out;
    this.#pixel = pixel;
  }

  add(x: number, durationNs: Nanoseconds, state: number, known: number, span: number): void {
    if (x !== this.#x) {
      this.flush();
      this.#x = x;
    }
    this.#timeNs[state] = (this.#timeNs[state] ?? 0) + Math.max(shortestNs, durationNs);
    this.#known = Math.max(this.#known, known);
    if (durationNs > this.#longestNs) {
      this.#longestNs = durationNs;
      this.#longest = span;
    }
  }

  /** Draws the pixel, if there is one, and tells which. */
  flush(): number {
    const x = this.#x;
    if (this.#longest < 0) return Number.NaN;
    let state = 0;
    for (let i = 1; i < this.#timeNs.length; i++) {
      if ((this.#timeNs[i] ?? 0) > (this.#timeNs[state] ?? 0)) state = i;
    }
    this.#out.push(x, this.#pixel, state, this.#known, this.#longest);
    this.#timeNs.fill(0);
    this.#x = Number.NaN;
    this.#known = 0;
    this.#longest = -1;
    this.#longestNs = -1;
    return x;
  }
}
