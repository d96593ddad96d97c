import type { LaneShares, LaneSpans } from '../protocol/panel.ts';
import { threadStates } from '../protocol/words.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { lanesPerState } from './activity.ts';
import { CrispCanvas, crisp } from './canvas.ts';
import { h, setAttribute, setText } from './dom.ts';
import type { Disposable } from './host.ts';
import * as strings from './strings.ts';
import type { Ink } from './theme.ts';
import { TimeScale, orderedRange } from './timeScale.ts';
import type { TimeRange } from './timeScale.ts';
import type { Held } from './windowClient.ts';

const handlePx = 5;
const running = threadStates.indexOf('running');

/** How many threads ran on average in each of `buckets` equal stretches of an answer. */
export function busyThreads(
  lanes: readonly (LaneSpans | LaneShares)[],
  range: TimeRange,
  buckets: number,
): Float32Array {
  const counts = lanesPerState(lanes, range, buckets);
  return new Float32Array(buckets).map((_, bucket) => counts[bucket * threadStates.length + running] ?? 0);
}

export interface OverviewView {
  readonly held: Held | null;
  readonly window: TimeRange;
  readonly nowNs: Nanoseconds;
  readonly ink: Ink;
}

/** The whole run in a strip: how many threads are busy, and the visible window as a brush over it. */
export class Overview implements Disposable {
  readonly element: HTMLElement;
  readonly #canvas = new CrispCanvas('overview-canvas');
  readonly #label = h('span', { class: 'overview-label', 'aria-hidden': 'true' });
  readonly #onWindow: (window: TimeRange) => void;
  /** To ask the page for it in a frame that has changed something makes the browser lay it out anew. */
  #size: { readonly width: number; readonly height: number } | null = null;
  readonly #resized = new ResizeObserver(() => (this.#size = null));
  #view: OverviewView | null = null;
  /** Counting takes as long as there are threads: once for an answer, not in every frame. */
  #counted: { readonly held: Held; readonly busy: Float32Array } | null = null;

  constructor(onWindow: (window: TimeRange) => void) {
    this.#onWindow = onWindow;
    this.#canvas.element.setAttribute('role', 'img');
    this.element = h('div', { class: 'overview' }, this.#canvas.element, this.#label);
    this.element.addEventListener('pointerdown', this.#press);
    this.element.addEventListener('pointermove', this.#hover);
    this.#resized.observe(this.element);
  }

  dispose(): void {
    this.#resized.disconnect();
    this.element.removeEventListener('pointerdown', this.#press);
    this.element.removeEventListener('pointermove', this.#hover);
  }

  paint(view: OverviewView): void {
    this.#view = view;
    const { width, height } = this.#measured();
    const context = this.#canvas.begin(width, height);
    const scale = this.#scale();
    const buckets = Math.max(1, Math.min(240, Math.floor(width / 3)));
    const answer = view.held?.answer;
    const busy = view.held ? this.#busy(view.held, buckets) : new Float32Array(1);
    const most = Math.max(1, ...busy);
    if (answer) {
      context.fillStyle = view.ink.states.running;
      context.globalAlpha = 0.75;
      paintBars(context, busy, scale.toPx(answer.fromNs), scale.toPx(answer.toNs), height, most);
      context.globalAlpha = 1;
    }
    paintBrush(context, scale, view, height);
    const rounded = Math.max(0, Math.ceil(Math.max(0, ...busy) - 0.05));
    setText(this.#label, rounded > 0 ? strings.timeline.busy(rounded) : '');
    setAttribute(this.#canvas.element, 'aria-label', strings.timeline.overview(rounded));
  }

  #busy(held: Held, buckets: number): Float32Array {
    if (this.#counted?.held !== held || this.#counted.busy.length !== buckets) {
      this.#counted = { held, busy: busyThreads(held.answer.lanes, held.answer, buckets) };
    }
    return this.#counted.busy;
  }

  #measured() {
    const { element } = this;
    return (this.#size ??= { width: element.clientWidth, height: element.clientHeight });
  }

  /** The run from edge to edge; a window that reaches beyond it does not stretch the strip. */
  #scale(): TimeScale {
    const toNs = Math.max(this.#view?.nowNs ?? 1, 1);
    return new TimeScale({ fromNs: 0, toNs: toNs * 1.02 }, this.#measured().width);
  }

  readonly #hover = (event: PointerEvent): void => {
    const grip = this.#grip(event.offsetX);
    this.element.dataset['grip'] = grip;
  };

  #grip(x: number): 'from' | 'to' | 'all' | 'none' {
    if (!this.#view) return 'none';
    const scale = this.#scale();
    const from = scale.toPx(this.#view.window.fromNs);
    const to = scale.toPx(this.#view.window.toNs);
    if (Math.abs(x - from) <= handlePx) return 'from';
    if (Math.abs(x - to) <= handlePx) return 'to';
    // With everything in view, there is nothing to move: dragging then picks a stretch.
    const isWhole = from <= handlePx && to >= scale.widthPx - handlePx;
    return x > from && x < to && !isWhole ? 'all' : 'none';
  }

  readonly #press = (event: PointerEvent): void => {
    const view = this.#view;
    if (!view || event.button !== 0) return;
    const grip = this.#grip(event.offsetX);
    const scale = this.#scale();
    const startNs = scale.toNsAt(event.offsetX);
    const { fromNs, toNs } = view.window;
    this.element.setPointerCapture(event.pointerId);
    const move = (at: PointerEvent) => {
      const ns = scale.toNsAt(at.offsetX);
      const shift = ns - startNs;
      if (grip === 'all') this.#onWindow({ fromNs: fromNs + shift, toNs: toNs + shift });
      else if (grip === 'from') this.#onWindow(orderedRange(ns, toNs));
      else if (grip === 'to') this.#onWindow(orderedRange(fromNs, ns));
      else if (Math.abs(at.offsetX - event.offsetX) > 3) this.#onWindow(orderedRange(startNs, ns));
    };
    const end = () => {
      this.element.removeEventListener('pointermove', move);
      this.element.removeEventListener('pointerup', end);
      this.element.removeEventListener('pointercancel', end);
    };
    this.element.addEventListener('pointermove', move);
    this.element.addEventListener('pointerup', end);
    this.element.addEventListener('pointercancel', end);
  };
}

function paintBars(
  context: CanvasRenderingContext2D,
  busy: Float32Array,
  fromPx: number,
  toPx: number,
  height: number,
  most: number,
): void {
  const room = height - 6;
  const width = (toPx - fromPx) / busy.length;
  busy.forEach((count, i) => {
    if (count <= 0) return;
    const bar = Math.max(1, (count / most) * room);
    const x = crisp(fromPx + i * width);
    const top = crisp(height - 1 - bar);
    context.fillRect(
      x,
      top,
      Math.max(crisp(1), crisp(fromPx + (i + 1) * width) - x),
      crisp(height - 1) - top,
    );
  });
}

function paintBrush(
  context: CanvasRenderingContext2D,
  scale: TimeScale,
  view: OverviewView,
  height: number,
): void {
  const from = crisp(Math.max(0, scale.toPx(view.window.fromNs)));
  const to = crisp(Math.min(scale.widthPx, scale.toPx(view.window.toNs)));
  const line = crisp(1);
  if (from <= 0 && to >= scale.widthPx) return;
  context.globalAlpha = 0.6;
  context.fillStyle = view.ink.background;
  context.fillRect(0, 0, from, height);
  context.fillRect(to, 0, scale.widthPx - to, height);
  context.globalAlpha = 1;
  context.fillStyle = view.ink.accent;
  const right = Math.max(from + 2, to);
  context.fillRect(from, 0, line, height);
  context.fillRect(right - line, 0, line, height);
  context.fillRect(from, 0, right - from, line);
  const grip = 3 * line;
  context.fillRect(from - line, crisp(height / 2 - 5), grip, crisp(10));
  context.fillRect(right - 2 * line, crisp(height / 2 - 5), grip, crisp(10));
}
