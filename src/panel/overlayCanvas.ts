import { Boxes } from './boxes.ts';
import { CrispCanvas, crisp, paintBelow } from './canvas.ts';
import type { Arrow } from './arrows.ts';
import { duration, grouped } from './format.ts';
import { laneSlot, rowHeightPx } from './layout.ts';
import { bundleWidthPx } from './messageBundles.ts';
import { paintArrow } from './markPainter.ts';
import type { Picture } from './picture.ts';
import type { Target } from './targets.ts';
import type { Ink } from './theme.ts';
import { markNames } from './timeMarks.ts';
import type { TimeMarks } from './timeMarks.ts';
import type { TimeRange } from './timeScale.ts';
import type { PickedSpan } from './viewState.ts';
import type { FindingSpan } from '../protocol/findings.ts';
import type { CoreSlice } from './coreSlices.ts';
import type { CoresAnswer, ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';

export interface OverlayView {
  readonly picture: Picture;
  readonly ink: Ink;
  readonly scrollTopPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Where the pointer is, in pixels from the left; `null` when it is elsewhere. */
  readonly pointerPx: number | null;
  readonly hovered: Target | null;
  readonly range: TimeRange | null;
  readonly span: PickedSpan | null;
  readonly marks: TimeMarks;
  /** What was picked on a core. */
  readonly slice: CoreSlice | null;
  /** The selected message, where it has a line. */
  readonly arrow: Arrow | null;
  /** The spans of the finding that is looked at. */
  readonly finding: { readonly spans: readonly FindingSpan[]; readonly colour: string } | null;
}

/** So many spans of a finding are outlined at most: more are not told apart. */
const mostOutlined = 400;

/** The upper layer: what follows the pointer and the selection. Cheap, so that pointing costs no lanes. */
export class OverlayCanvas {
  readonly canvas = new CrispCanvas('overlay-canvas');
  readonly #boxes = new Boxes();

  paint(view: OverlayView): void {
    const context = this.canvas.begin(view.widthPx, view.heightPx);
    if (view.range) paintRange(context, view, view.range);
    paintTimeMarks(context, view);
    if (view.pointerPx !== null) {
      context.globalAlpha = 0.5;
      context.fillStyle = view.ink.foreground;
      context.fillRect(crisp(view.pointerPx), 0, crisp(1), view.heightPx);
      context.globalAlpha = 1;
    }
    const { hovered, picture } = view;
    const { arrow } = view;
    if (arrow && !picture.cores)
      paintBelow(context, topOf(arrow, picture), () => {
        paintPickedMessage(context, view, arrow);
      });
    paintPointed(context, view);
    if (view.finding && !picture.cores) this.#outlineFinding(context, view, view.finding);
    if (hovered?.kind === 'span' || hovered?.kind === 'stretch') {
      this.#outline(context, view, hovered.thread.key, hovered, view.ink.foreground, 1);
    }
    for (const [slice, colour, width] of [
      [hovered?.kind === 'slice' ? hovered.slice : null, view.ink.foreground, 1],
      [view.slice, view.ink.accent, 2],
    ] as const) {
      if (slice && picture.cores) outlineSlice(context, view, picture.cores, slice, colour, width);
    }
    if (view.span && !picture.cores)
      this.#outline(context, view, view.span.thread, view.span, view.ink.accent, 2);
  }

  /** Those that are seen; one that lasts reaches to now. */
  #outlineFinding(
    context: CanvasRenderingContext2D,
    view: OverlayView,
    { spans, colour }: NonNullable<OverlayView['finding']>,
  ): void {
    const { scale, nowNs } = view.picture;
    const seen = spans.filter(({ startNs, endNs }) => startNs < scale.toNs && endNs > scale.fromNs);
    context.setLineDash([4, 2]);
    for (const { thread, startNs, endNs } of seen.slice(0, mostOutlined)) {
      const toNs = Math.max(startNs, Math.min(endNs, nowNs));
      this.#outline(context, view, thread, { fromNs: startNs, toNs }, view.ink.background, 3);
      this.#outline(context, view, thread, { fromNs: startNs, toNs }, colour, 2);
    }
    context.setLineDash([]);
  }

  #outline(
    context: CanvasRenderingContext2D,
    { picture }: OverlayView,
    thread: ThreadKey,
    { fromNs, toNs }: { readonly fromNs: Nanoseconds; readonly toNs: Nanoseconds },
    colour: string,
    width: number,
  ): void {
    const row = picture.rowOf(thread);
    if (!row) return;
    const slot = laneSlot(
      row,
      row.lanes.findIndex(lane => lane.key === thread),
    );
    const { x, end } = this.#edges(picture, thread, fromNs, toNs);
    const { places } = picture;
    const top = places.topOf(row.index) + slot.topPx;
    context.strokeStyle = colour;
    context.lineWidth = width;
    const out = width / 2 + 0.5;
    paintBelow(context, places.isStuck(row.index) ? 0 : places.stuckPx, () => {
      context.strokeRect(x - out, top - out, Math.max(1, end - x) + 2 * out, slot.heightPx + 2 * out);
    });
  }

  /** The box as it was drawn, which for a short span is a whole pixel. */
  #edges(picture: Picture, thread: ThreadKey, fromNs: Nanoseconds, toNs: Nanoseconds) {
    const lane = picture.laneOf(thread);
    const own = picture.rowOf(thread)?.lanes.find(one => one.key === thread);
    if (lane?.kind === 'spans' && own) {
      picture.layoutLane(own, lane, this.#boxes);
      for (let i = 0; i < this.#boxes.count; i++) {
        if (lane.startNs[this.#boxes.span[i] ?? 0] !== fromNs) continue;
        const x = this.#boxes.x[i] ?? 0;
        return { x, end: Math.max(x + (this.#boxes.width[i] ?? 0), picture.scale.toPx(toNs)) };
      }
    }
    return { x: picture.scale.toPx(fromNs), end: picture.scale.toPx(toNs) };
  }
}

/** Between rows that are scrolled, it is scrolled under those that stick. */
function topOf({ isStuck }: Arrow, { places }: Picture): number {
  return isStuck ? 0 : places.stuckPx;
}

/** The arrow under the pointer stands out; of a bundle, its number is written beside it. */
function paintPointed(context: CanvasRenderingContext2D, view: OverlayView): void {
  const { hovered, ink, scrollTopPx } = view;
  const arrow = hovered && 'arrow' in hovered ? hovered.arrow : null;
  if (!arrow) return;
  const width = arrow.bundle ? bundleWidthPx(arrow.bundle.count) + 1 : 2;
  const colour = arrow.kind === 'wakeUp' ? ink.states.blocked : ink.link;
  paintBelow(context, topOf(arrow, view.picture), () => {
    paintArrow(context, arrow, scrollTopPx, colour, width);
  });
  if (!arrow.bundle) return;
  const text = grouped(arrow.bundle.count);
  context.font = `11px ${ink.fontFamily}`;
  context.textBaseline = 'middle';
  const x = (arrow.x1 + arrow.x2) / 2;
  const y = (arrow.y1 + arrow.y2) / 2 - scrollTopPx;
  const textPx = context.measureText(text).width;
  context.fillStyle = ink.background;
  context.fillRect(x - textPx / 2 - 4, y - 8, textPx + 8, 16);
  context.fillStyle = ink.foreground;
  context.fillText(text, x - textPx / 2, y + 0.5);
}

function outlineSlice(
  context: CanvasRenderingContext2D,
  { picture, scrollTopPx }: OverlayView,
  { cores }: CoresAnswer,
  { core, fromNs, toNs }: CoreSlice,
  colour: string,
  width: number,
): void {
  const index = cores.findIndex(lane => lane.core === core);
  if (index < 0) return;
  const x = picture.scale.toPx(fromNs);
  const top = index * rowHeightPx - scrollTopPx + 4;
  const out = width / 2 + 0.5;
  context.strokeStyle = colour;
  context.lineWidth = width;
  const inner = Math.max(1, picture.scale.toPx(toNs) - x);
  context.strokeRect(x - out, top - out, inner + 2 * out, rowHeightPx - 8 + 2 * out);
}

/** The line on empty ground, and below its receiver's bar how long it lay there and how long it was handled. */
function paintPickedMessage(context: CanvasRenderingContext2D, view: OverlayView, arrow: Arrow): void {
  const { picture, ink, scrollTopPx } = view;
  paintArrow(context, arrow, scrollTopPx, ink.background, 5);
  paintArrow(context, arrow, scrollTopPx, ink.accent, 2.5);
  const row = picture.rowOf(arrow.to);
  if (!row || !arrow.message) return;
  const { sentNs, receivedNs, handledNs } = arrow.message;
  const y = picture.places.topOf(row.index) + rowHeightPx - 2;
  context.fillStyle = ink.accent;
  const line = (fromNs: Nanoseconds | null, toNs: Nanoseconds | null, top: number, heightPx: number) => {
    if (fromNs === null || toNs === null) return;
    const from = Math.max(0, picture.scale.toPx(fromNs));
    const to = Math.min(view.widthPx, picture.scale.toPx(toNs));
    if (to > from) context.fillRect(from, top, Math.max(1, to - from), heightPx);
  };
  line(sentNs, receivedNs, y, 1);
  line(receivedNs, handledNs, y - 2, 3);
}

function paintTimeMarks(context: CanvasRenderingContext2D, view: OverlayView): void {
  const { picture, ink, marks } = view;
  context.strokeStyle = ink.foreground;
  context.lineWidth = 1;
  context.setLineDash([5, 3]);
  for (const name of markNames) {
    const ns = marks[name];
    if (ns === null) continue;
    const x = Math.round(picture.scale.toPx(ns)) + 0.5;
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, view.heightPx);
    context.stroke();
  }
  context.setLineDash([]);
}

function paintRange(context: CanvasRenderingContext2D, view: OverlayView, range: TimeRange): void {
  const { scale } = view.picture;
  const x = crisp(scale.toPx(range.fromNs));
  const end = crisp(scale.toPx(range.toNs));
  const line = crisp(1);
  context.globalAlpha = 0.3;
  context.fillStyle = view.ink.range;
  context.fillRect(x, 0, end - x, view.heightPx);
  context.globalAlpha = 1;
  context.fillStyle = view.ink.accent;
  context.fillRect(x, 0, line, view.heightPx);
  context.fillRect(end - line, 0, line, view.heightPx);
  const text = duration(range.toNs - range.fromNs);
  context.font = `11px ${view.ink.fontFamily}`;
  context.textBaseline = 'middle';
  const width = context.measureText(text).width + 10;
  const middle = Math.min(view.widthPx - width / 2, Math.max(width / 2, (x + end) / 2));
  const y = view.heightPx - 14;
  context.fillStyle = view.ink.background;
  context.fillRect(middle - width / 2, y - 9, width, 18);
  context.strokeStyle = view.ink.accent;
  context.lineWidth = 1;
  context.strokeRect(Math.round(middle - width / 2) + 0.5, y - 8.5, Math.round(width) - 1, 17);
  context.fillStyle = view.ink.foreground;
  context.fillText(text, middle - width / 2 + 5, y + 0.5);
}
