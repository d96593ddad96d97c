/**
 * The host's side in the benchmark's page: hands the panel's questions to the thread that has the trace, and
 * measures how long the panel's own code runs in each frame. Comes before the panel, so that it sees all of it.
 */

import type { HostMessage, PanelMessage, RunView } from '../../../src/protocol/panel.ts';
import { themes } from '../../panel/support/themes.ts';
import type { TraceTask } from './traceWorker.ts';

/** What a frame took, in milliseconds. */
export interface FrameFigures {
  /** The panel's scripts: listeners, frames, timers. */
  readonly scriptMs: number;
  /** Since the frame before. */
  readonly intervalMs: number;
  /** Whether nothing was on the lanes though there are some; of a run that lives, whether they were not painted anew. */
  readonly isBlank: boolean;
}

export interface PanelBench {
  begin(lanes: number, records: number): Promise<void>;
  /** Pans and zooms as a hand would, a step per frame. */
  travel(frames: number): Promise<readonly FrameFigures[]>;
  /** Follows a run that lives, for so many milliseconds. */
  follow(task: {
    readonly lanes: number;
    readonly paceNs: number;
    readonly forMs: number;
  }): Promise<readonly FrameFigures[]>;
  /** Frames that were painted in so many milliseconds in which nothing changed. */
  paintsWhileIdle(ms: number): Promise<number>;
}

declare global {
  interface Window {
    panelBench: PanelBench;
    acquireVsCodeApi: unknown;
  }
}

const run: RunView = {
  title: 'pool.mjs',
  file: '/work/pool.mjs',
  commandLine: 'node pool.mjs',
  status: 'ended',
  startedAtMs: 0,
  exitCode: 0,
  signal: null,
  failure: null,
  notices: [],
};

let scriptMs = 0;
let depth = 0;
let paints = 0;

function measured<Args extends unknown[]>(work: (...args: Args) => unknown): (...args: Args) => void {
  return function (this: unknown, ...args: Args) {
    const begun = performance.now();
    depth++;
    try {
      work.apply(this, args);
    } finally {
      depth--;
      if (depth === 0) scriptMs += performance.now() - begun;
    }
  };
}

const requestFrame = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = callback => requestFrame(measured<[number]>(callback));
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its object below
const addListener = EventTarget.prototype.addEventListener;
const wrapped = new WeakMap<object, EventListener>();
EventTarget.prototype.addEventListener = function (
  this: EventTarget,
  type: string,
  listener: EventListenerOrEventListenerObject | null,
  options?: boolean | AddEventListenerOptions,
) {
  if (typeof listener !== 'function') {
    addListener.call(this, type, listener, options);
    return;
  }
  const known = wrapped.get(listener) ?? measured<[Event]>(listener);
  wrapped.set(listener, known);
  addListener.call(this, type, known, options);
};
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its object below
const removeListener = EventTarget.prototype.removeEventListener;
EventTarget.prototype.removeEventListener = function (
  this: EventTarget,
  type: string,
  listener: EventListenerOrEventListenerObject | null,
  options?: boolean | EventListenerOptions,
) {
  const known = typeof listener === 'function' ? wrapped.get(listener) : undefined;
  removeListener.call(this, type, known ?? listener, options);
};
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its object below
const { clearRect } = CanvasRenderingContext2D.prototype;
CanvasRenderingContext2D.prototype.clearRect = function (x, y, width, height) {
  if (this.canvas.className.includes('lanes')) paints++;
  clearRect.call(this, x, y, width, height);
};

const worker = new Worker('/worker.js');
/** Of so many threads the busiest alone have rows of their own, unless the rest is unfolded: under `mt0`, the main thread. */
let saved: unknown = { runStartedAtMs: run.startedAtMs, toggled: ['mt0'] };
const send = (message: HostMessage): void => window.postMessage(message, '*');
let arrived: ((update: HostMessage) => void) | null = null;
addListener.call(worker, 'message', event => {
  const message = (event as MessageEvent<HostMessage>).data;
  if (message.type !== 'update') send(message);
  else arrived?.(message);
});
let snapshot: HostMessage | null = null;

window.acquireVsCodeApi = () => ({
  postMessage(message: PanelMessage) {
    if (message.type === 'window' || message.type === 'ask') worker.postMessage(message);
    else if (message.type === 'ready' && snapshot !== null) tell(snapshot);
  },
  getState: () => saved,
  setState: (state: unknown) => (saved = state),
});

function tell(update: HostMessage): void {
  send({ type: 'run', run });
  send(update);
}

const nextFrame = () => new Promise<number>(resolve => requestFrame(resolve));

async function settled(): Promise<void> {
  for (let quiet = 0; quiet < 30;) {
    const before = paints;
    await nextFrame();
    quiet = paints === before ? quiet + 1 : 0;
  }
}

/** Looks at a line of pixels through the lanes: the panel's ground alone is one colour. */
function isBlank(canvas: HTMLCanvasElement): boolean {
  const context = canvas.getContext('2d');
  if (context === null || canvas.width === 0) return true;
  const { data } = context.getImageData(0, Math.floor(canvas.height / 2), canvas.width, 40);
  return data.every((value, index) => index % 4 !== 3 || value === 0);
}

window.panelBench = {
  async begin(lanes, records) {
    const task: TraceTask = { type: 'make', lanes, records };
    const update = await new Promise<HostMessage>(resolve => {
      arrived = resolve;
      worker.postMessage(task);
    });
    snapshot = update;
    tell(update);
    await settled();
    const rows = document.querySelector('.tree [aria-setsize]')?.getAttribute('aria-setsize');
    if (Number(rows) < task.lanes) throw new Error(`the panel has ${rows ?? 'no'} rows, not ${task.lanes}`);
  },

  async travel(frames) {
    const timeline = document.querySelector('.timeline');
    const canvas = document.querySelector<HTMLCanvasElement>('.lanes-canvas');
    const body = timeline?.closest<HTMLElement>('.body') ?? timeline?.parentElement ?? null;
    if (timeline === null || canvas === null || body === null) throw new Error('the panel has no timeline');
    const box = timeline.getBoundingClientRect();
    const at = {
      clientX: box.left + box.width * 0.6,
      clientY: box.top + 40,
      bubbles: true,
      cancelable: true,
    };
    const figures: FrameFigures[] = [];
    let lastMs = await nextFrame();
    for (let frame = 0; frame < frames; frame++) {
      scriptMs = 0;
      // A quarter of the way in, a quarter along, a quarter out, a quarter down and up the lanes.
      const part = Math.floor((4 * frame) / frames);
      if (part === 0) timeline.dispatchEvent(new WheelEvent('wheel', { ...at, ctrlKey: true, deltaY: -12 }));
      else if (part === 1) timeline.dispatchEvent(new WheelEvent('wheel', { ...at, deltaX: 24 }));
      else if (part === 2)
        timeline.dispatchEvent(new WheelEvent('wheel', { ...at, ctrlKey: true, deltaY: 12 }));
      else scroller(timeline).scrollBy(0, frame % 2 === 0 ? 66 : 44);
      const nowMs = await nextFrame();
      // What came of it runs in the frame, before this.
      await new Promise(resolve => setTimeout(resolve));
      figures.push({ scriptMs, intervalMs: nowMs - lastMs, isBlank: frame % 10 === 0 && isBlank(canvas) });
      lastMs = nowMs;
    }
    await settled();
    return figures;
  },

  async follow(task) {
    const first = new Promise<HostMessage>(resolve => (arrived = resolve));
    worker.postMessage({ type: 'live', ...task } satisfies TraceTask);
    snapshot = await first;
    arrived = send;
    send({ type: 'run', run: { ...run, status: 'running' } });
    send(snapshot);
    const figures: FrameFigures[] = [];
    let lastMs = await nextFrame();
    for (const endMs = lastMs + task.forMs; lastMs < endMs;) {
      scriptMs = 0;
      const painted = paints;
      const nowMs = await nextFrame();
      await new Promise(resolve => setTimeout(resolve));
      figures.push({ scriptMs, intervalMs: nowMs - lastMs, isBlank: paints === painted });
      lastMs = nowMs;
    }
    return figures;
  },

  async paintsWhileIdle(ms) {
    const before = paints;
    await new Promise(resolve => setTimeout(resolve, ms));
    return paints - before;
  },
};

function scroller(element: Element): Element {
  for (let up: Element | null = element; up !== null; up = up.parentElement)
    if (up.scrollHeight > up.clientHeight + 1 && getComputedStyle(up).overflowY !== 'visible') return up;
  return element;
}

for (const [name, value] of Object.entries(themes.dark.variables))
  document.documentElement.style.setProperty(`--vscode-${name}`, value);
document.body.className = themes.dark.bodyClass;
