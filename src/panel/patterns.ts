import { threadStates } from '../protocol/words.ts';
import type { ThreadState } from '../protocol/words.ts';
import type { Texels } from './shareRaster.ts';
import type { Ink } from './theme.ts';

/** How a state's bar looks besides its colour: how high, and with which texture. */
export interface StateShape {
  /** Part of the lane's height. */
  readonly height: number;
  readonly texture: 'solid' | 'stripes' | 'hatch' | 'bars' | 'dashes';
  readonly isOutlined: boolean;
}

export const stateShapes: Readonly<Record<ThreadState, StateShape>> = {
  created: { height: 0.1, texture: 'dashes', isOutlined: false },
  starting: { height: 0.55, texture: 'stripes', isOutlined: true },
  running: { height: 1, texture: 'solid', isOutlined: false },
  ready: { height: 1, texture: 'bars', isOutlined: true },
  waiting: { height: 0.2, texture: 'solid', isOutlined: false },
  blocked: { height: 0.8, texture: 'hatch', isOutlined: true },
  sleeping: { height: 0.4, texture: 'dashes', isOutlined: false },
};

/** Lanes that are lower have no room for textures and heights: colour alone, and the tooltip. */
export const leastTexturedPx = 7;

/** In a stack of shares, what does nothing is a pale ground without texture. */
export function stackAlpha(state: ThreadState): number {
  return state === 'waiting' || state === 'created' ? 0.35 : 1;
}

/** Side of a texture's tile in CSS pixels. */
const tilePx = 6;

/** The textures of one theme at one pixel ratio. Made again when either changes. */
export class Patterns {
  readonly ink: Ink;
  readonly pixelRatio: number;
  readonly #fills = new Map<ThreadState, CanvasPattern>();
  #texels: Texels | null = null;
  #plainTexels: Texels | null = null;

  constructor(ink: Ink, pixelRatio: number) {
    this.ink = ink;
    this.pixelRatio = pixelRatio;
    for (const [state, { texture }] of Object.entries(stateShapes) as [ThreadState, StateShape][]) {
      if (texture === 'solid') continue;
      const canvas = tile(texture, ink.states[state], pixelRatio);
      const pattern = canvas.getContext('2d')?.createPattern(canvas, 'repeat');
      if (pattern) this.#fills.set(state, pattern);
    }
  }

  fill(state: ThreadState): string | CanvasPattern {
    return this.#fills.get(state) ?? this.ink.states[state];
  }

  /** What shares are stacked of in a lane of a height in CSS pixels. */
  texels(heightPx: number): Texels {
    return heightPx < leastTexturedPx
      ? (this.#plainTexels ??= this.#makeTexels(true))
      : (this.#texels ??= this.#makeTexels(false));
  }

  #makeTexels(isPlain: boolean): Texels {
    const of = threadStates.map(state => {
      const alpha = stackAlpha(state);
      const texture = isPlain || alpha < 1 ? 'solid' : stateShapes[state].texture;
      return pixelsOf(tile(texture, this.ink.states[state], this.pixelRatio), alpha);
    });
    return { side: Math.round(tilePx * this.pixelRatio), of };
  }

  /** Moves the textures along with the time axis; standing still, they would swim in the panned boxes. */
  anchor(px: number): void {
    const shift = Math.round((px % tilePx) * this.pixelRatio) / this.pixelRatio;
    const matrix = new DOMMatrix().translate(shift, 0).scale(1 / this.pixelRatio);
    for (const pattern of this.#fills.values()) pattern.setTransform(matrix);
  }
}

function tile(texture: StateShape['texture'], colour: string, pixelRatio: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  const side = Math.round(tilePx * pixelRatio);
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineWidth = 1.5 * pixelRatio;
  if (texture === 'solid') {
    ground(context, side, 1);
  } else if (texture === 'dashes') {
    context.fillRect(0, 0, Math.round(side * 0.6), side);
  } else if (texture === 'bars') {
    ground(context, side, 0.3);
    context.fillRect(0, 0, Math.round(side / 3), side);
  } else {
    ground(context, side, 0.25);
    const slope = texture === 'stripes' ? 1 : -1;
    context.beginPath();
    // Three lines, so that the corners of the tile fit together.
    for (const offset of [-side, 0, side]) {
      const y = slope > 0 ? side : 0;
      context.moveTo(offset - 1, y + slope);
      context.lineTo(offset + side + 1, side - y - slope);
    }
    context.stroke();
  }
  return canvas;
}

function ground(context: CanvasRenderingContext2D, side: number, alpha: number): void {
  context.globalAlpha = alpha;
  context.fillRect(0, 0, side, side);
  context.globalAlpha = 1;
}

/** A tile's pixels as the canvas keeps them, fainter by `alpha`. */
function pixelsOf(canvas: HTMLCanvasElement, alpha: number): Uint32Array {
  const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
  const bytes = data ?? new Uint8ClampedArray(4 * canvas.width * canvas.height);
  for (let i = 3; i < bytes.length; i += 4) bytes[i] = Math.round((bytes[i] as number) * alpha);
  return new Uint32Array(bytes.buffer);
}
