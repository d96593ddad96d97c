import { provenances } from '../protocol/words.ts';
import type { Provenance, ThreadState } from '../protocol/words.ts';
import { CrispCanvas, pixelRatio } from './canvas.ts';
import { h } from './dom.ts';
import { paintBox, sureness } from './painter.ts';
import { Patterns } from './patterns.ts';
import * as strings from './strings.ts';
import type { Ink } from './theme.ts';

const widthPx = 20;
const heightPx = 14;
/** As a thread passes through them. */
const shown: readonly ThreadState[] = ['starting', 'running', 'ready', 'waiting', 'blocked', 'sleeping'];

interface Swatch {
  readonly state: ThreadState;
  readonly known: Provenance;
  readonly canvas: CrispCanvas;
}

/** What the boxes mean and how sure they are, drawn by the painter that draws the lanes. */
export class Legend {
  readonly element = h('footer', { class: 'legend', 'aria-label': strings.legend.label });
  readonly #swatches: Swatch[] = [];
  readonly note = h('span', { class: 'legend-note' });

  /** `cost` says what observing costs. */
  constructor(cost: HTMLElement) {
    for (const state of shown) this.#add(state, 'told', strings.states[state], strings.stateMeanings[state]);
    this.element.append(h('span', { class: 'separator' }));
    for (const known of provenances) {
      this.#add('running', known, strings.knownShort[known], strings.knownMeanings[known]);
    }
    this.element.append(this.note, cost);
  }

  paint(ink: Ink): void {
    const patterns = new Patterns(ink, pixelRatio());
    for (const { state, known, canvas } of this.#swatches) {
      const context = canvas.begin(widthPx, heightPx);
      context.globalAlpha = sureness[known];
      paintBox(context, state, 0, widthPx, { topPx: 0, heightPx }, patterns);
      context.globalAlpha = 1;
    }
  }

  #add(state: ThreadState, known: Provenance, label: string, title: string): void {
    const canvas = new CrispCanvas('swatch');
    canvas.element.setAttribute('aria-hidden', 'true');
    this.#swatches.push({ state, known, canvas });
    this.element.append(h('span', { class: 'legend-entry', title }, canvas.element, label));
  }
}
