import type { Arrow } from './arrows.ts';
import { bundleWidthPx } from './messageBundles.ts';
import { touches } from './arrows.ts';
import { crisp } from './canvas.ts';
import type { MarkKind } from './marks.ts';
import type { Slot } from './painter.ts';
import type { Ink } from './theme.ts';
import type { ThreadKey } from '../protocol/panel.ts';

export interface MarkToPaint {
  readonly kind: MarkKind;
  readonly label: string;
}

/** A mark in a lane; returns how far to the right it reaches. */
export function paintMark(
  context: CanvasRenderingContext2D,
  mark: MarkToPaint,
  x: number,
  slot: Slot,
  ink: Ink,
): number {
  const middle = slot.topPx + slot.heightPx / 2;
  if (mark.kind === 'created') {
    paintNotch(context, x, slot, ink);
    return x + 4;
  }
  const colour = ink.states[mark.kind];
  context.fillStyle = colour;
  const width = crisp(2);
  context.fillRect(crisp(x - width / 2), crisp(slot.topPx - 1), width, crisp(slot.heightPx + 2));
  const symbolEnd = mark.kind === 'finished' ? x + 3 : x + 15;
  if (mark.kind === 'failed') paintCross(context, x + 9, middle, colour, ink);
  if (mark.kind === 'killed') paintStop(context, x + 9, middle, colour, ink);
  if (slot.heightPx < 10) return symbolEnd;
  context.font = `11px ${ink.fontFamily}`;
  context.textBaseline = 'middle';
  context.fillStyle = mark.kind === 'failed' ? colour : ink.muted;
  context.fillText(mark.label, symbolEnd + 3, middle + 0.5);
  return symbolEnd + 3 + context.measureText(mark.label).width;
}

/** A notch in the upper edge of the lane of whoever made a thread. */
function paintNotch(context: CanvasRenderingContext2D, x: number, slot: Slot, ink: Ink): void {
  const top = slot.topPx - 3;
  context.beginPath();
  context.moveTo(x - 3.5, top);
  context.lineTo(x + 3.5, top);
  context.lineTo(x, top + 5.5);
  context.closePath();
  context.fillStyle = ink.foreground;
  context.fill();
  context.strokeStyle = ink.background;
  context.lineWidth = 1;
  context.stroke();
}

function paintCross(context: CanvasRenderingContext2D, x: number, y: number, colour: string, ink: Ink): void {
  const reach = 4;
  for (const [width, style] of [
    [4.5, ink.background],
    [2.2, colour],
  ] as const) {
    context.beginPath();
    context.moveTo(x - reach, y - reach);
    context.lineTo(x + reach, y + reach);
    context.moveTo(x + reach, y - reach);
    context.lineTo(x - reach, y + reach);
    context.lineWidth = width;
    context.strokeStyle = style;
    context.stroke();
  }
}

/** A circle that is crossed out. */
function paintStop(context: CanvasRenderingContext2D, x: number, y: number, colour: string, ink: Ink): void {
  context.beginPath();
  context.arc(x, y, 4.5, 0, 2 * Math.PI);
  context.fillStyle = ink.background;
  context.fill();
  context.moveTo(x - 3.2, y + 3.2);
  context.lineTo(x + 3.2, y - 3.2);
  context.strokeStyle = colour;
  context.lineWidth = 1.8;
  context.stroke();
}

/** Of all arrows some: few are drawn strongly, many faintly; those of the selected thread always strongly. */
export function paintArrows(
  context: CanvasRenderingContext2D,
  some: readonly Arrow[],
  all: readonly Arrow[],
  selected: ThreadKey | null,
  scrollTopPx: number,
  ink: Ink,
): void {
  const count = (...kinds: readonly Arrow['kind'][]) =>
    all.reduce((sum, { kind }) => sum + (kinds.includes(kind) ? 1 : 0), 0);
  const messages = count('message', 'bundle');
  const creations = Math.min(0.45, Math.max(0.1, 6 / Math.max(1, count('created'))));
  const wakeUps = Math.min(0.9, Math.max(0.25, 30 / Math.max(1, count('wakeUp'))));
  const hasBundles = count('bundle') > 0;
  const faint = hasBundles
    ? Math.min(0.4, Math.max(0.04, 3 / messages))
    : Math.min(0.7, Math.max(0.14, 14 / Math.max(1, messages)));
  // Bundles are wide: even few of them cover what they lead over.
  const most = hasBundles ? 24 : 90;
  const own = Math.min(0.95, Math.max(0.3, most / Math.max(1, messages)));
  for (const arrow of some) {
    const isOwn = touches(arrow, selected);
    const colour = arrowColour(arrow, isOwn, ink);
    if (arrow.kind === 'created') context.globalAlpha = isOwn ? Math.min(0.8, 2 * creations) : creations;
    else if (arrow.kind === 'wakeUp')
      context.globalAlpha = isOwn || selected === null ? wakeUps : wakeUps / 3;
    else context.globalAlpha = isOwn ? own : selected === null ? faint : faint / 3;
    paintArrow(context, arrow, scrollTopPx, colour, arrow.bundle ? bundleWidthPx(arrow.bundle.count) : 1);
  }
  context.globalAlpha = 1;
}

/** Who ends a wait ends something blocked; what kind a line is, its dashes and its head tell, too. */
function arrowColour({ kind }: Arrow, isOwn: boolean, ink: Ink): string {
  if (kind === 'wakeUp') return ink.states.blocked;
  return isOwn && kind !== 'created' ? ink.link : ink.foreground;
}

export function paintArrow(
  context: CanvasRenderingContext2D,
  arrow: Arrow,
  scrollTopPx: number,
  colour: string,
  width = 1,
): void {
  const y1 = arrow.y1 - scrollTopPx;
  const y2 = arrow.y2 - scrollTopPx;
  // A vertical line is crisp only when its edges are between pixels.
  const isUpright = Math.abs(arrow.x2 - arrow.x1) < 1;
  const thick = crisp(width);
  const x1 = isUpright ? crisp(arrow.x1 - thick / 2) + thick / 2 : arrow.x1;
  const x2 = isUpright ? x1 : arrow.x2;
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = isUpright ? thick : width;
  context.setLineDash(arrow.kind === 'created' ? [2, 2] : arrow.kind === 'wakeUp' ? [6, 2] : []);
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
  context.setLineDash([]);
  const isOpen = arrow.kind === 'wakeUp';
  paintHead(context, x2, y2, Math.atan2(y2 - y1, x2 - x1), Math.max(5.5, 3 + width * 1.5), isOpen);
}

function paintHead(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  angle: number,
  length: number,
  isOpen: boolean,
): void {
  const spread = isOpen ? 0.6 : 0.42;
  context.beginPath();
  context.moveTo(x - length * Math.cos(angle - spread), y - length * Math.sin(angle - spread));
  context.lineTo(x, y);
  context.lineTo(x - length * Math.cos(angle + spread), y - length * Math.sin(angle + spread));
  if (isOpen) {
    context.stroke();
    return;
  }
  context.closePath();
  context.fill();
}
