import type { LaneShares } from '../protocol/panel.ts';
import { provenances, threadStates } from '../protocol/words.ts';
import type { Provenance, ThreadState } from '../protocol/words.ts';
import type { Boxes } from './boxes.ts';
import { leastTexturedPx, stackAlpha, stateShapes } from './patterns.ts';
import { Stack } from './shareRaster.ts';
import type { Ink } from './theme.ts';

/** What a painter fills with; `Patterns` in the browser. */
export interface Fills {
  readonly ink: Ink;
  readonly pixelRatio: number;
  fill(state: ThreadState): string | CanvasPattern;
}

/** Where a lane lies on the canvas. */
export interface Slot {
  readonly topPx: number;
  readonly heightPx: number;
}

/**
 * What is less sure is drawn fainter. Its edges are not, for in light themes what is fainter has less contrast with the
 * lane than a span must have to be seen.
 */
export const sureness: Readonly<Record<Provenance, number>> = { told: 1, sampled: 0.75, inferred: 0.5 };

/** Narrower than this, a texture is noise and an outline leaves nothing inside: plain colour tells more. */
const leastTextureWidthPx = 5;

/** All boxes that look alike at once: to change what a canvas fills with takes longer than to fill a small box. */
export function paintBoxes(context: CanvasRenderingContext2D, boxes: Boxes, slot: Slot, fills: Fills): void {
  const lookOf = (i: number) => (boxes.state[i] ?? 0) * provenances.length + (boxes.known[i] ?? 0);
  let looks = 0;
  for (let i = 0; i < boxes.count; i++) looks |= 1 << lookOf(i);
  for (let look = 0; looks >> look !== 0; look++) {
    if (((looks >> look) & 1) === 0) continue;
    const state = threadStates[Math.floor(look / provenances.length)] ?? 'waiting';
    const shape = shapeOf(state, slot, fills);
    const known = provenances[look % provenances.length] ?? 'told';
    context.globalAlpha = sureness[known];
    context.fillStyle = shape.colour;
    let isAnyTextured = false;
    for (let i = 0; i < boxes.count; i++) {
      if (lookOf(i) !== look) continue;
      const width = boxes.width[i] ?? 0;
      if (isTextured(shape, width)) isAnyTextured = true;
      else context.fillRect(boxes.x[i] ?? 0, shape.topPx, width, shape.heightPx);
    }
    for (let i = 0; isAnyTextured && i < boxes.count; i++) {
      const width = boxes.width[i] ?? 0;
      if (lookOf(i) === look && isTextured(shape, width))
        paintTextured(context, shape, boxes.x[i] ?? 0, width);
    }
    context.globalAlpha = 1;
    if (sureness[known] === 1) continue;
    context.fillStyle = shape.colour;
    for (let i = 0; i < boxes.count; i++)
      if (lookOf(i) === look) paintEdges(context, shape, boxes.x[i] ?? 0, boxes.width[i] ?? 0);
  }
}

export function paintBox(
  context: CanvasRenderingContext2D,
  state: ThreadState,
  x: number,
  width: number,
  slot: Slot,
  fills: Fills,
  known: Provenance = 'told',
): void {
  const shape = shapeOf(state, slot, fills);
  context.globalAlpha = sureness[known];
  context.fillStyle = shape.colour;
  if (isTextured(shape, width)) paintTextured(context, shape, x, width);
  else context.fillRect(x, shape.topPx, width, shape.heightPx);
  context.globalAlpha = 1;
  if (sureness[known] === 1) return;
  context.fillStyle = shape.colour;
  paintEdges(context, shape, x, width);
}

/** How boxes of one state look in a lane. */
interface BoxShape {
  readonly topPx: number;
  readonly heightPx: number;
  readonly colour: string;
  /** `null` where there is no room for it. */
  readonly texture: string | CanvasPattern | null;
  /** How thick the outline is; 0 when there is none. */
  readonly linePx: number;
  /** The same of what is not sure, which always has edges. */
  readonly edgePx: number;
}

function shapeOf(state: ThreadState, { topPx, heightPx }: Slot, fills: Fills): BoxShape {
  const colour = fills.ink.states[state];
  const pixel = 1 / fills.pixelRatio;
  if (heightPx < leastTexturedPx) return { topPx, heightPx, colour, texture: null, linePx: 0, edgePx: pixel };
  const snap = (px: number) => Math.round(px * fills.pixelRatio) / fills.pixelRatio;
  const { height: part, isOutlined } = stateShapes[state];
  const height = Math.max(2 * pixel, snap(heightPx * part));
  return {
    topPx: snap(topPx + (heightPx - height) / 2),
    heightPx: height,
    colour,
    texture: fills.fill(state),
    linePx: isOutlined ? Math.max(pixel, snap(1)) : 0,
    edgePx: Math.max(pixel, snap(1)),
  };
}

function isTextured({ texture }: BoxShape, width: number): boolean {
  return texture !== null && width >= leastTextureWidthPx;
}

function paintTextured(context: CanvasRenderingContext2D, shape: BoxShape, x: number, width: number): void {
  const { topPx, heightPx, colour, texture, linePx } = shape;
  context.fillStyle = texture ?? colour;
  context.fillRect(x, topPx, width, heightPx);
  if (linePx === 0) return;
  context.fillStyle = colour;
  paintOutline(context, shape, x, width, linePx);
}

function paintOutline(
  context: CanvasRenderingContext2D,
  { topPx, heightPx }: BoxShape,
  x: number,
  width: number,
  linePx: number,
): void {
  context.fillRect(x, topPx, width, linePx);
  context.fillRect(x, topPx + heightPx - linePx, width, linePx);
  context.fillRect(x, topPx, linePx, heightPx);
  context.fillRect(x + width - linePx, topPx, linePx, heightPx);
}

/** Around what is not sure; only below it where there would be nothing left inside, for that has to be fainter. */
function paintEdges(context: CanvasRenderingContext2D, shape: BoxShape, x: number, width: number): void {
  const { topPx, heightPx, edgePx } = shape;
  if (width >= leastTextureWidthPx && heightPx >= 4 * edgePx) paintOutline(context, shape, x, width, edgePx);
  else context.fillRect(x, topPx + heightPx - edgePx, width, edgePx);
}

/** Words on ground of their own: letters on a hatched one cannot be read. `middlePx` is that of their height. */
export function paintWords(
  context: CanvasRenderingContext2D,
  words: string,
  x: number,
  middlePx: number,
  ink: Ink,
  [ground, letters]: readonly [ground: number, letters: number] = [0.86, 1],
): void {
  context.globalAlpha = ground;
  context.fillStyle = ink.background;
  context.fillRect(x - 3, middlePx - 5.5, context.measureText(words).width + 6, 11);
  context.globalAlpha = letters;
  context.textBaseline = 'middle';
  context.fillStyle = ink.foreground;
  context.fillText(words, x, middlePx + 0.5);
}

/** A column of which each state takes its share of the height: one bucket of shares, however long it lasts. */
export function paintStack(
  context: CanvasRenderingContext2D,
  lane: LaneShares,
  fromPx: number,
  toPx: number,
  slot: Slot,
  fills: Fills,
): void {
  const ratio = fills.pixelRatio;
  const x = Math.round(fromPx * ratio) / ratio;
  const width = Math.max(1 / ratio, Math.round(toPx * ratio) / ratio - x);
  const stack = new Stack(lane, Math.round(slot.heightPx * ratio));
  stack.look(0);
  let bottom = stack.heightPx;
  stack.states.forEach((state, place) => {
    const top = stack.tops[place] ?? bottom;
    const isPlain = stackAlpha(state) < 1 || slot.heightPx < leastTexturedPx;
    context.fillStyle = isPlain ? fills.ink.states[state] : fills.fill(state);
    context.globalAlpha = stackAlpha(state);
    if (bottom > top) context.fillRect(x, slot.topPx + top / ratio, width, (bottom - top) / ratio);
    bottom = top;
  });
  context.globalAlpha = 1;
}

/** A thin line where the thread exists, so that a lane of which no spans are held is not taken for nothing. */
export function paintLifeline(
  context: CanvasRenderingContext2D,
  fromPx: number,
  toPx: number,
  slot: Slot,
  fills: Fills,
): void {
  const pixel = 1 / fills.pixelRatio;
  const y = Math.round((slot.topPx + slot.heightPx / 2) * fills.pixelRatio) / fills.pixelRatio;
  context.globalAlpha = 0.45;
  context.fillStyle = fills.ink.muted;
  context.fillRect(fromPx, y, Math.max(pixel, toPx - fromPx), pixel);
  context.globalAlpha = 1;
}
