import type { ThreadView } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { firstAbove } from './boxes.ts';
import { paintLifeline } from './painter.ts';
import type { Fills, Slot } from './painter.ts';
import type { RowBundle } from './rows.ts';
import type { TimeScale } from './timeScale.ts';

/** Of the device's pixels: finer, a step is not seen. */
const stepPx = 3;

/** When threads began and ended, each in order of time. */
interface Lives {
  readonly createdNs: Float64Array;
  readonly endedNs: Float64Array;
}

const known = new WeakMap<readonly ThreadView[], Lives>();

function livesOf({ threads }: RowBundle): Lives {
  let lives = known.get(threads);
  if (!lives) {
    lives = {
      createdNs: Float64Array.from(threads, thread => thread.createdNs).sort(),
      endedNs: Float64Array.from(threads, thread => thread.endedNs ?? Infinity).sort(),
    };
    known.set(threads, lives);
  }
  return lives;
}

/** How many of a bundle's threads there were at a moment. */
export function aliveAt(bundle: RowBundle, ns: Nanoseconds): number {
  const { createdNs, endedNs } = livesOf(bundle);
  return firstAbove(createdNs, ns) - firstAbove(endedNs, ns);
}

/** Too many lanes to be drawn: how many of them there were, up to now. */
export function paintBundle(
  context: CanvasRenderingContext2D,
  bundle: RowBundle,
  scale: TimeScale,
  nowNs: Nanoseconds,
  slot: Slot,
  fills: Fills,
): void {
  const fromPx = Math.max(0, scale.toPx(livesOf(bundle).createdNs[0] ?? 0));
  const toPx = Math.min(scale.widthPx, scale.toPx(nowNs));
  if (toPx <= fromPx) return;
  context.globalAlpha = 0.3;
  context.fillStyle = fills.ink.foreground;
  for (let px = fromPx; px < toPx; px += stepPx) {
    const width = Math.min(stepPx, toPx - px);
    const height = (aliveAt(bundle, scale.toNsAt(px + width / 2)) / bundle.threads.length) * slot.heightPx;
    if (height > 0) context.fillRect(px, slot.topPx + slot.heightPx - height, width, height);
  }
  context.globalAlpha = 1;
  paintLifeline(context, fromPx, toPx, { topPx: slot.topPx + slot.heightPx - 1, heightPx: 1 }, fills);
}
