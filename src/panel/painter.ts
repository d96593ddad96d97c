import type { LaneShares } from '../protocol/panel.ts';
import { provenances, threadStates } from '../protocol/words.ts';
import type { Provenance, ThreadState } from '../protocol/words.ts';
import type { Boxes } from './boxes.ts';
import { stateShapes } from './patterns.ts';
import type { Ink } from './theme.ts';
import type { TimeRange, TimeScale } from './timeScale.ts';

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

/** What is less sure is drawn fainter. */
export const sureness: Readonly<Record<Provenance, number>> = { told: 1, sampled: 0.75, inferred: 0.5 };
/** Below this there is no room for textures and heights: colour alone, and the tooltip. */
const leastTexturedPx = 7;

/** Narrower than this, a texture is noise and an outline leaves nothing inside: plain colour tells more. */
const leastTextureWidthPx = 5;

export function paintBoxes(context: CanvasRenderingContext2D, boxes: Boxes, slot: Slot, fills: Fills): void {
  for (let i = 0; i < boxes.count; i++) {
    const state = threadStates[boxes.state[i] ?? 0] ?? 'waiting';
    context.globalAlpha = sureness[provenances[boxes.known[i] ?? 0] ?? 'told'];
    paintBox(context, state, boxes.x[i] ?? 0, boxes.width[i] ?? 0, slot, fills);
  }
  context.globalAlpha = 1;
}

export function paintBox(
  context: CanvasRenderingContext2D,
  state: ThreadState,
  x: number,
  width: number,
  slot: Slot,
  fills: Fills,
): void {
  const colour = fills.ink.states[state];
  if (slot.heightPx < leastTexturedPx) {
    context.fillStyle = colour;
    context.fillRect(x, slot.topPx, width, slot.heightPx);
    return;
  }
  const pixel = 1 / fills.pixelRatio;
  const snap = (px: number) => Math.round(px * fills.pixelRatio) / fills.pixelRatio;
  const shape = stateShapes[state];
  const height = Math.max(2 * pixel, snap(slot.heightPx * shape.height));
  const top = snap(slot.topPx + (slot.heightPx - height) / 2);
  const isTextured = width >= leastTextureWidthPx;
  context.fillStyle = isTextured ? fills.fill(state) : colour;
  context.fillRect(x, top, width, height);
  if (!shape.isOutlined || !isTextured) return;
  context.fillStyle = colour;
  const line = Math.max(pixel, snap(1));
  context.fillRect(x, top, width, line);
  context.fillRect(x, top + height - line, width, line);
  context.fillRect(x, top, line, height);
  context.fillRect(x + width - line, top, line, height);
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

/** Columns of which each state takes its share of the height; what is there at all takes a pixel. */
export function paintShares(
  context: CanvasRenderingContext2D,
  lane: LaneShares,
  window: TimeRange,
  scale: TimeScale,
  slot: Slot,
  fills: Fills,
): void {
  const pixel = 1 / fills.pixelRatio;
  const snap = (px: number) => Math.round(px * fills.pixelRatio) / fills.pixelRatio;
  const bucketNs = (window.toNs - window.fromNs) / lane.buckets;
  const first = Math.max(0, Math.floor((scale.fromNs - window.fromNs) / bucketNs));
  const last = Math.min(lane.buckets - 1, Math.ceil((scale.toNs - window.fromNs) / bucketNs));
  if (last < first) return;
  const filled = new Float32Array(last - first + 1);
  for (const state of stackOrder) {
    const index = threadStates.indexOf(state);
    const isIdle = state === 'waiting' || state === 'created';
    context.fillStyle =
      isIdle || slot.heightPx < leastTexturedPx ? fills.ink.states[state] : fills.fill(state);
    context.globalAlpha = isIdle ? 0.35 : 1;
    for (let bucket = first; bucket <= last; bucket++) {
      const share = lane.share[bucket * threadStates.length + index] ?? 0;
      if (share <= 0) continue;
      const x = snap(scale.toPx(window.fromNs + bucket * bucketNs));
      const end = snap(scale.toPx(window.fromNs + (bucket + 1) * bucketNs));
      const below = filled[bucket - first] ?? 0;
      const height = Math.min(Math.max(pixel, snap(share * slot.heightPx)), slot.heightPx - below);
      if (height <= 0) continue;
      context.fillRect(x, slot.topPx + slot.heightPx - below - height, Math.max(pixel, end - x), height);
      filled[bucket - first] = below + height;
    }
  }
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
