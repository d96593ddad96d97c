import type { ThreadQueue } from './queueDepths.ts';
import type { Slot } from './painter.ts';
import type { Ink } from './theme.ts';
import type { TimeRange, TimeScale } from './timeScale.ts';

/** Of the lane's height. */
const reach = 0.72;

/** How many messages wait for a thread, as steps over its lane: the deepest reaches most of its height. */
export function paintQueue(
  context: CanvasRenderingContext2D,
  { total, deepest }: ThreadQueue,
  window: TimeRange,
  scale: TimeScale,
  slot: Slot,
  ink: Ink,
): void {
  if (deepest === 0) return;
  const stepNs = (window.toNs - window.fromNs) / total.length;
  const first = Math.max(0, Math.floor((scale.fromNs - window.fromNs) / stepNs));
  const last = Math.min(total.length - 1, Math.ceil((scale.toNs - window.fromNs) / stepNs));
  const bottom = slot.topPx + slot.heightPx - 1;
  context.beginPath();
  let before = 0;
  for (let step = first; step <= last + 1; step++) {
    const count = step > last ? 0 : (total[step] ?? 0);
    const x = scale.toPx(window.fromNs + step * stepNs);
    const y = bottom - (count / deepest) * reach * slot.heightPx;
    // Where nothing waits there is no line, for the lane is about something else.
    if (before === 0 && count === 0) continue;
    if (before === 0) context.moveTo(x, bottom);
    else context.lineTo(x, bottom - (before / deepest) * reach * slot.heightPx);
    context.lineTo(x, y);
    before = count;
  }
  // On any state's colour it is seen by its rim.
  for (const [width, colour] of [
    [3.5, ink.background],
    [1.25, ink.foreground],
  ] as const) {
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
}
