import { CrispCanvas, crisp } from './canvas.ts';
import { h, setText } from './dom.ts';
import { moment } from './format.ts';
import { MarkFlags } from './markFlags.ts';
import type { Ink } from './theme.ts';
import type { Ticks } from './ticks.ts';
import type { TimeScale } from './timeScale.ts';

export const rulerHeightPx = 24;

/** The time axis above the lanes, with the pointer's time on it. */
export class Ruler {
  readonly element: HTMLElement;
  readonly #canvas = new CrispCanvas('ruler-canvas');
  readonly flags = new MarkFlags();
  readonly #pointer = h('div', { class: 'ruler-pointer', hidden: '' });

  constructor() {
    this.element = h(
      'div',
      { class: 'ruler', 'aria-hidden': 'true' },
      this.#canvas.element,
      ...this.flags.elements,
      this.#pointer,
    );
  }

  paint({ major, minorPx }: Ticks, scale: TimeScale, ink: Ink): void {
    const context = this.#canvas.begin(scale.widthPx, rulerHeightPx);
    context.font = `11px ${ink.fontFamily}`;
    context.textBaseline = 'middle';
    context.fillStyle = ink.muted;
    for (const px of minorPx) context.fillRect(crisp(px), crisp(rulerHeightPx - 4), crisp(1), 4);
    for (const tick of major) {
      const x = crisp(tick.px);
      context.fillRect(x, crisp(rulerHeightPx - 9), crisp(1), 9);
      context.fillText(tick.label, x + 4, rulerHeightPx / 2 - 1);
    }
  }

  point(px: number | null, scale: TimeScale): void {
    this.#pointer.hidden = px === null;
    if (px === null) return;
    setText(this.#pointer, moment(scale.toNsAt(px)));
    const width = this.#pointer.offsetWidth;
    const left = Math.min(scale.widthPx - width, Math.max(0, px - width / 2));
    this.#pointer.style.transform = `translateX(${Math.round(left)}px)`;
  }
}
