import type { Nanoseconds } from '../protocol/words.ts';
import { h, setText } from './dom.ts';
import { duration } from './format.ts';
import * as strings from './strings.ts';
import { markAt, markFor, markNames, markedRange } from './timeMarks.ts';
import type { MarkName, TimeMarks } from './timeMarks.ts';
import type { TimeScale } from './timeScale.ts';

export interface MarkActions {
  set(name: MarkName, ns: Nanoseconds | null): void;
  /** The pointer is over the ruler; `null` when it has left. */
  hover(px: number | null): void;
}

const reachPx = 7;
/** A press that moves less is a click. */
const clickSlackPx = 3;

/** The two marks on the ruler, and over the lanes the distance between them. A click sets one or takes it away, a drag moves it. */
export class MarkFlags {
  /** On the ruler. */
  readonly elements: readonly HTMLElement[];
  /** Over the lanes. */
  readonly span: readonly HTMLElement[];
  readonly #flags: Readonly<Record<MarkName, HTMLElement>>;
  readonly #band = h('div', { class: 'mark-band', hidden: '' });
  readonly #distance = h('div', { class: 'mark-distance', hidden: '' });
  #scale: TimeScale | null = null;
  #marks: TimeMarks | null = null;

  constructor() {
    const flag = (name: MarkName) => h('div', { class: 'mark-flag', hidden: '' }, strings.marks.names[name]);
    this.#flags = { a: flag('a'), b: flag('b') };
    this.elements = [this.#flags.a, this.#flags.b];
    this.span = [this.#band, this.#distance];
  }

  show(marks: TimeMarks, scale: TimeScale): void {
    this.#scale = scale;
    this.#marks = marks;
    for (const name of markNames) place(this.#flags[name], marks[name], scale);
    const range = markedRange(marks);
    this.#band.hidden = range === null;
    this.#distance.hidden = range === null;
    if (!range) return;
    const from = Math.min(scale.widthPx, Math.max(0, scale.toPx(range.fromNs)));
    const to = Math.min(scale.widthPx, Math.max(0, scale.toPx(range.toNs)));
    // The line ends at the marks, and not in them.
    this.#band.style.transform = `translateX(${Math.round(from) + 1}px)`;
    this.#band.style.width = `${Math.max(0, Math.round(to) - Math.round(from) - 1)}px`;
    setText(this.#distance, duration(range.toNs - range.fromNs));
    const width = this.#distance.offsetWidth;
    // Between the two where there is room, else right of both.
    const isRoomy = to - from > width + 24;
    const left = isRoomy ? (from + to - width) / 2 : Math.min(to + 10, scale.widthPx - width);
    this.#distance.style.transform = `translateX(${Math.round(Math.max(0, left))}px)`;
  }

  listen(ruler: HTMLElement, actions: MarkActions): void {
    const at = (event: PointerEvent) => event.clientX - ruler.getBoundingClientRect().left;
    ruler.addEventListener('pointermove', event => {
      const px = at(event);
      actions.hover(px);
      ruler.classList.toggle('on-mark', this.#at(px) !== null);
    });
    ruler.addEventListener('pointerleave', () => actions.hover(null));
    ruler.addEventListener('pointerdown', press => {
      const [scale, marks] = [this.#scale, this.#marks];
      if (press.button !== 0 || !scale || !marks) return;
      const startPx = at(press);
      const held = this.#at(startPx);
      const name = held ?? markFor(marks, scale.toNsAt(startPx));
      let isMoved = false;
      if (held === null) actions.set(name, scale.toNsAt(startPx));
      ruler.setPointerCapture(press.pointerId);
      const move = (event: PointerEvent) => {
        const px = at(event);
        isMoved ||= Math.abs(px - startPx) > clickSlackPx;
        if (isMoved) actions.set(name, (this.#scale ?? scale).toNsAt(px));
      };
      const end = () => {
        ruler.removeEventListener('pointermove', move);
        ruler.removeEventListener('lostpointercapture', end);
        if (held !== null && !isMoved) actions.set(held, null);
      };
      ruler.addEventListener('pointermove', move);
      ruler.addEventListener('lostpointercapture', end);
    });
  }

  #at(px: number): MarkName | null {
    const [scale, marks] = [this.#scale, this.#marks];
    return scale && marks && markAt(marks, px, ns => scale.toPx(ns), reachPx);
  }
}

function place(flag: HTMLElement, ns: Nanoseconds | null, scale: TimeScale): void {
  const px = ns === null ? -1 : scale.toPx(ns);
  flag.hidden = px < 0 || px > scale.widthPx;
  if (!flag.hidden) flag.style.transform = `translateX(${Math.round(px)}px)`;
}
