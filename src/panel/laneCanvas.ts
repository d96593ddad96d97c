import { activityNow } from './activity.ts';
import { Boxes } from './boxes.ts';
import { paintBundle } from './bundlePainter.ts';
import { CrispCanvas, crisp, paintBelow } from './canvas.ts';
import { paintCores } from './corePainter.ts';
import { isGroup, laneSlot, rowHeightPx } from './layout.ts';
import type { Row, RuntimeGroup } from './layout.ts';
import { paintArrows, paintMark } from './markPainter.ts';
import { paintBox, paintBoxes, paintLifeline, paintStack, paintWords } from './painter.ts';
import type { Slot } from './painter.ts';
import { Patterns } from './patterns.ts';
import type { Picture } from './picture.ts';
import * as strings from './strings.ts';
import { paintQueue } from './queuePainter.ts';
import { ShareImages } from './shareImages.ts';
import type { Ink } from './theme.ts';
import type { Tick } from './ticks.ts';
import { threadStates } from '../protocol/words.ts';
import type { LaneShares, LaneSpans, ThreadKey, ThreadView } from '../protocol/panel.ts';

export interface LaneCanvasView {
  readonly picture: Picture;
  readonly ticks: readonly Tick[];
  readonly ink: Ink;
  readonly lit: ReadonlySet<ThreadKey>;
  readonly threads: ReadonlyMap<ThreadKey, ThreadView>;
  readonly scrollTopPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A message or two on their way are no queue, unless somebody looks at the thread. */
const leastQueue = 3;

/** The lower layer of the timeline: grid, lanes, arrows and marks. Repainted when data or window move. */
export class LaneCanvas {
  readonly canvas = new CrispCanvas('lanes-canvas');
  #patterns: Patterns | null = null;
  readonly #boxes = new Boxes();
  readonly #shares = new ShareImages();

  /** @returns whether there is more to paint of the same in the next frame */
  paint(view: LaneCanvasView): boolean {
    const { picture, ink } = view;
    const context = this.canvas.begin(view.widthPx, view.heightPx);
    const patterns = this.#patternsFor(ink, picture.pixelRatio);
    patterns.anchor(picture.scale.toPx(0));
    paintGrid(context, view);
    if (picture.cores) {
      paintCores(context, {
        ...view,
        cores: picture.cores,
        selected: picture.selectedThread,
        scale: picture.scale,
        pixelRatio: picture.pixelRatio,
      });
      return false;
    }
    const { places, arrows } = picture;
    const rows = places.seen(picture.rows, view.heightPx);
    const layers = places.stuck === 0 ? [false] : [false, true];
    // Layer by layer, for arrows lie over all lanes; in each, what sticks lies over what is scrolled.
    const inLayers = (paint: (isStuck: boolean) => void): void => {
      for (const isStuck of layers)
        paintBelow(context, isStuck ? 0 : places.stuckPx, () => {
          paint(isStuck);
        });
    };
    const rowsOf = (isStuck: boolean) => rows.filter(row => places.isStuck(row.index) === isStuck);
    this.#shares.begin();
    inLayers(isStuck => {
      for (const row of rowsOf(isStuck)) this.#paintRow(context, view, row, patterns);
    });
    const isUnfinished = this.#shares.end();
    inLayers(isStuck => {
      const own = arrows.filter(arrow => arrow.isStuck === isStuck);
      paintArrows(context, own, arrows, picture.selectedThread, view.scrollTopPx, ink);
    });
    inLayers(isStuck => {
      for (const row of rowsOf(isStuck)) paintMarks(context, view, row);
    });
    return isUnfinished;
  }

  #patternsFor(ink: Ink, pixelRatio: number): Patterns {
    if (this.#patterns?.ink !== ink || this.#patterns.pixelRatio !== pixelRatio) {
      this.#patterns = new Patterns(ink, pixelRatio);
    }
    return this.#patterns;
  }

  #paintRow(context: CanvasRenderingContext2D, view: LaneCanvasView, row: Row, fills: Patterns): void {
    const top = view.picture.places.topOf(row.index);
    if (row.runtime) {
      if (row.isFolded) this.#paintActivity(context, view.picture, row, row.runtime, top, fills);
      return;
    }
    if (row.bundle) {
      const slot = { topPx: top + 4, heightPx: rowHeightPx - 8 };
      const { scale, nowNs } = view.picture;
      if (row.isFolded) paintBundle(context, row.bundle, scale, nowNs, slot, fills);
      return;
    }
    if (row.thread === null) paintProcess(context, view, row, top, fills);
    if (row.thread && view.lit.has(row.thread.key)) {
      context.globalAlpha = 0.18;
      context.fillStyle = view.ink.lit;
      context.fillRect(0, top, view.widthPx, rowHeightPx);
      context.globalAlpha = 1;
    }
    row.lanes.forEach((thread, index) => {
      this.#paintLane(context, view.picture, thread, slotOf(row, index, top), fills);
    });
  }

  #paintLane(
    context: CanvasRenderingContext2D,
    picture: Picture,
    thread: ThreadView,
    slot: Slot,
    fills: Patterns,
  ): void {
    const { scale } = picture;
    const fromPx = Math.max(0, scale.toPx(thread.createdNs));
    const toPx = Math.min(scale.widthPx, scale.toPx(thread.endedNs ?? picture.nowNs));
    const lane = picture.laneOf(thread.key);
    if (lane?.kind === 'spans') picture.layoutLane(thread, lane, this.#boxes);
    else this.#boxes.clear();
    paintGaps(context, this.#boxes, fromPx, toPx, slot, fills);
    if (!lane) return;
    this.#paintSpans(context, picture, thread, lane, slot, fills);
    const waiting = slot.heightPx > 10 ? picture.queueOf(thread.key) : null;
    const least = thread.key === picture.selectedThread ? 1 : leastQueue;
    if (waiting && waiting.queue.deepest >= least)
      paintQueue(context, waiting.queue, waiting.window, scale, slot, fills.ink);
  }

  #paintSpans(
    context: CanvasRenderingContext2D,
    picture: Picture,
    thread: ThreadView,
    lane: LaneSpans | LaneShares,
    slot: Slot,
    fills: Patterns,
  ): void {
    const { scale } = picture;
    if (lane.kind === 'spans') {
      paintBoxes(context, this.#boxes, slot, fills);
      if (slot.heightPx > 10) this.#paintCauses(context, picture, lane.cause, slot, fills.ink);
      return;
    }
    this.#shares.paint(context, thread.key, lane, picture.laneWindow, scale, slot, fills);
    const x = scale.toPx(picture.laneEnd(thread, lane));
    const end = scale.toPx(picture.tailEnd(thread, lane));
    const state = threadStates.find(one => one === thread.state);
    if (!state || end - x < 0.5) return;
    paintBox(context, state, x, end - x, slot, fills);
  }

  /** What share of the runtime threads is busy, over the line on which they do nothing. */
  #paintActivity(
    context: CanvasRenderingContext2D,
    picture: Picture,
    row: Row,
    group: RuntimeGroup,
    top: number,
    fills: Patterns,
  ): void {
    const { scale } = picture;
    const slot = { topPx: top + 4, heightPx: rowHeightPx - 8 };
    const fromNs = Math.min(...group.threads.map(thread => thread.createdNs));
    const toNs = row.process.endedNs ?? picture.nowNs;
    const fromPx = Math.max(0, scale.toPx(fromNs));
    const toPx = Math.min(scale.widthPx, scale.toPx(toNs));
    if (toPx < fromPx) return;
    // The ground is as high as all of them.
    context.globalAlpha = 0.09;
    context.fillStyle = fills.ink.foreground;
    context.fillRect(fromPx, slot.topPx, toPx - fromPx, slot.heightPx);
    context.globalAlpha = 1;
    const foot = { topPx: slot.topPx + slot.heightPx - 1, heightPx: 1 };
    paintLifeline(context, fromPx, toPx, foot, fills);
    const lane = picture.activityOf(row);
    if (!lane) return;
    this.#shares.paint(context, row.id, lane, picture.laneWindow, scale, slot, fills);
    const { sharesEnd, activityEnd } = picture;
    if (activityEnd <= sharesEnd) return;
    paintStack(context, activityNow(group), scale.toPx(sharesEnd), scale.toPx(activityEnd), slot, fills);
  }

  /** What a thread waits for is written into the box where there is room for it. */
  #paintCauses(
    context: CanvasRenderingContext2D,
    picture: Picture,
    causes: Int32Array,
    slot: Slot,
    ink: Ink,
  ): void {
    const boxes = this.#boxes;
    for (let i = 0; i < boxes.count; i++) {
      const width = boxes.width[i] ?? 0;
      const cause = causes[boxes.span[i] ?? 0] ?? -1;
      if (width < 56 || cause < 0) continue;
      const x = Math.max(0, boxes.x[i] ?? 0);
      const room = Math.min(picture.scale.widthPx, (boxes.x[i] ?? 0) + width) - x - 16;
      paintLabel(context, picture.cause(cause) ?? '', x + 6, room, slot, ink);
    }
  }
}

/** Between the pixels of the screen: lanes that share a row would blur into each other. */
function slotOf(row: Row, lane: number, rowTopPx: number): Slot {
  const { topPx, heightPx } = laneSlot(row, lane);
  return { topPx: crisp(rowTopPx + topPx), heightPx: Math.max(crisp(1), crisp(heightPx)) };
}

/** The line where nothing else is drawn: under paler boxes and textures it would show as a seam. */
function paintGaps(
  context: CanvasRenderingContext2D,
  boxes: Boxes,
  fromPx: number,
  toPx: number,
  slot: Slot,
  fills: Patterns,
): void {
  let reachedPx = fromPx;
  for (let i = 0; i < boxes.count; i++) {
    const x = boxes.x[i] ?? 0;
    if (x > reachedPx) paintLifeline(context, reachedPx, Math.min(x, toPx), slot, fills);
    reachedPx = Math.max(reachedPx, x + (boxes.width[i] ?? 0));
  }
  if (toPx > reachedPx) paintLifeline(context, reachedPx, toPx, slot, fills);
}

function paintLabel(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  roomPx: number,
  slot: Slot,
  ink: Ink,
): void {
  context.font = `10.5px ${ink.fontFamily}`;
  // What it is, without on what and how it ended.
  const short = text.split(/,| on /, 1)[0] ?? '';
  const shown = fitted(context, text, roomPx) || fitted(context, short, roomPx);
  if (shown === '') return;
  paintWords(context, shown, x, slot.topPx + slot.heightPx / 2, ink);
}

/** All of it or nothing: half a word over a texture is noise, and the tooltip has the whole. */
function fitted(context: CanvasRenderingContext2D, text: string, roomPx: number): string {
  return context.measureText(text).width <= roomPx ? text : '';
}

function paintGrid(
  context: CanvasRenderingContext2D,
  { ticks, ink, picture, heightPx, widthPx }: LaneCanvasView,
): void {
  const pixel = 1 / picture.pixelRatio;
  const isHighContrast = ink.kind === 'highContrast' || ink.kind === 'highContrastLight';
  context.fillStyle = ink.grid;
  context.globalAlpha = isHighContrast ? 0.25 : 0.55;
  for (const tick of ticks) context.fillRect(crisp(tick.px), 0, pixel, heightPx);
  // Where the run begins: nothing lies to the left of it.
  const start = picture.scale.toPx(0);
  if (start > 0 && start < widthPx) {
    context.globalAlpha = 1;
    context.fillRect(crisp(start), 0, pixel, heightPx);
  }
  context.globalAlpha = 1;
}

/** A process is a bracket over its threads, from its start to its end. */
function paintProcess(
  context: CanvasRenderingContext2D,
  { picture, ink, widthPx }: LaneCanvasView,
  row: Row,
  top: number,
  fills: Patterns,
): void {
  if (row.index > 0) {
    context.globalAlpha = 0.7;
    context.fillStyle = ink.grid;
    context.fillRect(0, crisp(top), widthPx, 1 / fills.pixelRatio);
    context.globalAlpha = 1;
  }
  if (row.isFolded) return;
  const { process } = row;
  const from = picture.scale.toPx(process.startedNs);
  const to = picture.scale.toPx(process.endedNs ?? picture.nowNs);
  if (to < 0 || from > widthPx) return;
  const y = crisp(top + rowHeightPx / 2 + 1);
  const line = crisp(1);
  const [left, right] = [crisp(Math.max(-2, from)), crisp(Math.min(widthPx + 2, to))];
  context.globalAlpha = 0.6;
  context.fillStyle = ink.muted;
  context.fillRect(left, y, right - left, line);
  if (from >= -2) context.fillRect(left, y, line, crisp(5));
  if (process.endedNs !== null && to <= widthPx + 2) context.fillRect(right - line, y, line, crisp(5));
  context.globalAlpha = 1;
  if (process.endedNs === null || to > widthPx) return;
  context.font = `11px ${ink.fontFamily}`;
  context.textBaseline = 'middle';
  context.fillStyle = ink.muted;
  context.fillText(strings.processEnd(process), to + 6, top + rowHeightPx / 2 + 0.5);
}

function paintMarks(context: CanvasRenderingContext2D, view: LaneCanvasView, row: Row): void {
  if (isGroup(row)) return;
  const top = view.picture.places.topOf(row.index);
  const isCrowded = row.lanes.length > 1;
  for (const mark of view.picture.marksOf(row)) {
    if (isCrowded && mark.kind === 'created') continue;
    const x = view.picture.scale.toPx(mark.atNs);
    if (x < -200 || x > view.widthPx + 8) continue;
    const slot = slotOf(row, row.lanes.indexOf(mark.thread), top);
    paintMark(context, isCrowded ? { kind: 'finished', label: '' } : mark, x, slot, view.ink);
  }
}
