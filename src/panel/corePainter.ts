import type { CoreLane, CoresAnswer, ThreadKey, ThreadView } from '../protocol/panel.ts';
import { rowHeightPx } from './layout.ts';
import { paintWords } from './painter.ts';
import type { Ink } from './theme.ts';
import type { TimeScale } from './timeScale.ts';
import { slicesIn } from './coreSlices.ts';

export interface CoresToPaint {
  readonly cores: CoresAnswer;
  readonly threads: ReadonlyMap<ThreadKey, ThreadView>;
  /** The others step back. */
  readonly selected: ThreadKey | null;
  readonly scale: TimeScale;
  readonly scrollTopPx: number;
  readonly heightPx: number;
  readonly pixelRatio: number;
  readonly ink: Ink;
}

const padPx = 4;
/** Narrower than this, a name is not read but guessed. */
const leastLabelPx = 34;
const dimmed = 0.3;

/** Neighbours that are the same thread: they bear its name once. */
interface Stretch {
  readonly thread: ThreadKey;
  readonly fromPx: number;
  toPx: number;
}

/** One lane per core: how much of it the run had, and within that the thread that had most. */
export function paintCores(context: CanvasRenderingContext2D, view: CoresToPaint): void {
  view.cores.cores.forEach((lane, index) => {
    const topPx = index * rowHeightPx - view.scrollTopPx;
    if (topPx < -rowHeightPx || topPx > view.heightPx) return;
    paintIdle(context, view, topPx);
    const stretches: Stretch[] = [];
    paintSlices(context, view, lane, topPx, stretches);
    for (const stretch of stretches) paintName(context, view, stretch, topPx);
  });
  context.globalAlpha = 1;
}

/** Where none of the run was on the core, there is still the core. */
function paintIdle(context: CanvasRenderingContext2D, view: CoresToPaint, topPx: number): void {
  const from = Math.max(0, view.scale.toPx(0));
  context.globalAlpha = 0.3;
  context.fillStyle = view.ink.muted;
  context.fillRect(from, topPx + rowHeightPx - padPx - 1, Math.max(0, view.scale.widthPx - from), 1);
}

function paintSlices(
  context: CanvasRenderingContext2D,
  view: CoresToPaint,
  lane: CoreLane,
  topPx: number,
  stretches: Stretch[],
): void {
  const { scale, pixelRatio, ink, selected } = view;
  const snap = (px: number) => Math.round(px * pixelRatio) / pixelRatio;
  const pixel = 1 / pixelRatio;
  const room = rowHeightPx - 2 * padPx;
  const bottom = topPx + rowHeightPx - padPx;
  const { first, end } = slicesIn(lane, scale);
  for (let i = first; i < end; i++) {
    const thread = lane.thread[i] ?? 0;
    const x = snap(Math.max(-2, scale.toPx(lane.startNs[i] ?? 0)));
    const right = snap(Math.min(scale.widthPx + 2, scale.toPx(lane.endNs[i] ?? 0)));
    const width = Math.max(pixel, right - x);
    const height = (share: number) => Math.max(pixel, snap(share * room));
    const busy = height(lane.busyShare[i] ?? 0);
    const own = Math.min(busy, height(lane.ownShare[i] ?? 0));
    const isDimmed = selected !== null && thread !== selected;
    // Others of the run that shared it.
    context.globalAlpha = isDimmed ? 0.2 : 0.45;
    context.fillStyle = ink.muted;
    if (busy > own) context.fillRect(x, bottom - busy, width, busy - own);
    context.globalAlpha = isDimmed ? dimmed : 1;
    context.fillStyle = threadColour(view.threads.get(thread), ink);
    context.fillRect(x, bottom - own, width, own);
    const last = stretches.at(-1);
    if (last?.thread === thread && x - last.toPx < 2) last.toPx = right;
    else stretches.push({ thread, fromPx: x, toPx: right });
    // Two neighbours may have the same colour.
    if (last && last.thread !== thread && x - last.toPx < 1 && width > 3 * pixel) {
      context.globalAlpha = 1;
      context.fillStyle = ink.background;
      context.fillRect(x, bottom - room, pixel, room);
    }
  }
}

/** All of it or nothing: a part of a name may be the name of another. */
function paintName(
  context: CanvasRenderingContext2D,
  view: CoresToPaint,
  { thread, fromPx, toPx }: Stretch,
  topPx: number,
): void {
  const x = Math.max(0, fromPx);
  const room = Math.min(view.scale.widthPx, toPx) - x - 12;
  if (room < leastLabelPx - 12) return;
  const { ink, selected } = view;
  context.font = `10.5px ${ink.fontFamily}`;
  const name = view.threads.get(thread)?.name ?? '';
  const width = context.measureText(name).width;
  if (name === '' || width > room) return;
  const isDimmed = selected !== null && selected !== thread;
  paintWords(context, name, x + 7, topPx + rowHeightPx / 2, ink, isDimmed ? [0.6, 0.6] : undefined);
}

/** A thread keeps its colour, whatever else runs. Those of the runtime are no thread of the program's. */
function threadColour(thread: ThreadView | undefined, ink: Ink): string {
  const { threads } = ink;
  if (thread?.kind !== 'program') return ink.muted;
  return threads[thread.key % threads.length] ?? ink.muted;
}
