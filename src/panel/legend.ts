import { CrispCanvas, pixelRatio } from './canvas.ts';
import { h } from './dom.ts';
import { paintBox } from './painter.ts';
import { Patterns } from './patterns.ts';
import * as strings from './strings.ts';
import type { Ink } from './theme.ts';
import type { ThreadState } from '../protocol/words.ts';

const widthPx = 20;
const heightPx = 14;
/** As a thread passes through them. */
const shown: readonly ThreadState[] = ['starting', 'running', 'ready', 'waiting', 'blocked', 'sleeping'];

/** What the boxes mean, drawn by the painter that draws the lanes. */
export class Legend {
  readonly element = h('footer', { class: 'legend', 'aria-label': strings.legend.label });
  readonly #swatches: readonly { readonly state: ThreadState; readonly canvas: CrispCanvas }[];
  readonly note = h('span', { class: 'legend-note' });

  constructor() {
    this.#swatches = shown.map(state => ({ state, canvas: new CrispCanvas('swatch') }));
    for (const { state, canvas } of this.#swatches) {
      canvas.element.setAttribute('aria-hidden', 'true');
      const title = strings.stateMeanings[state];
      this.element.append(h('span', { class: 'legend-entry', title }, canvas.element, strings.states[state]));
    }
    this.element.append(this.note);
  }

  paint(ink: Ink): void {
    const patterns = new Patterns(ink, pixelRatio());
    for (const { state, canvas } of this.#swatches) {
      const context = canvas.begin(widthPx, heightPx);
      paintBox(context, state, 0, widthPx, { topPx: 0, heightPx }, patterns);
    }
  }
}
