import { provenances } from '../protocol/words.ts';
import type { Provenance, ThreadState } from '../protocol/words.ts';
import { CrispCanvas, pixelRatio } from './canvas.ts';
import { h, setAttribute, setText } from './dom.ts';
import type { FilterState } from '../trace/filter.ts';
import { grouped } from './format.ts';
import { stateMark } from './icons.ts';
import { paintBox } from './painter.ts';
import { Patterns } from './patterns.ts';
import * as strings from './strings.ts';
import type { Ink } from './theme.ts';

const widthPx = 20;
const heightPx = 14;
/** As a thread passes through them. */
const shown: readonly ThreadState[] = ['starting', 'running', 'ready', 'waiting', 'blocked', 'sleeping'];

/** Shown where there are any. */
const ended: readonly FilterState[] = ['finished', 'failed', 'killed'];

interface StateCount {
  readonly state: FilterState;
  readonly button: HTMLElement;
  readonly number: HTMLElement;
  /** What the number counts, for those who cannot see it. */
  readonly unit: HTMLElement;
  readonly isEnd: boolean;
}

interface Swatch {
  readonly state: ThreadState;
  readonly known: Provenance;
  readonly canvas: CrispCanvas;
}

/** What the boxes mean and how sure they are, drawn by the painter that draws the lanes; and how many threads are so. */
export class Legend {
  readonly element = h('footer', { class: 'legend', 'aria-label': strings.legend.label });
  readonly #swatches: Swatch[] = [];
  readonly #counts: StateCount[] = [];
  readonly note = h('span', { class: 'legend-note' });

  /** `cost` says what observing costs; `filter` has the threads in a state filtered for, or not any more. */
  constructor(cost: HTMLElement, filter: (state: FilterState) => void) {
    for (const state of shown) this.#addState(state, this.#swatch(state, 'told'), filter);
    for (const state of ended) this.#addState(state, stateMark(state), filter);
    this.element.append(h('span', { class: 'separator' }));
    for (const known of provenances) {
      const swatch = this.#swatch('running', known);
      const title = strings.knownMeanings[known];
      this.element.append(h('span', { class: 'legend-entry', title }, swatch, strings.knownShort[known]));
    }
    this.element.append(this.note, cost);
  }

  /** How many threads are in each state now, and which states are filtered for. */
  update(counts: ReadonlyMap<string, number>, filtered: ReadonlySet<string>): void {
    for (const { state, button, number, unit, isEnd } of this.#counts) {
      const count = counts.get(state) ?? 0;
      setText(number, count > 0 ? grouped(count) : '');
      button.hidden = isEnd && count === 0 && !filtered.has(state);
      setAttribute(button, 'aria-pressed', String(filtered.has(state)));
      setText(unit, count > 0 ? ` ${strings.legend.unit(count)}` : '');
    }
  }

  paint(ink: Ink): void {
    const patterns = new Patterns(ink, pixelRatio());
    for (const { state, known, canvas } of this.#swatches) {
      const context = canvas.begin(widthPx, heightPx);
      paintBox(context, state, 0, widthPx, { topPx: 0, heightPx }, patterns, known);
    }
  }

  #swatch(state: ThreadState, known: Provenance): HTMLElement {
    const canvas = new CrispCanvas('swatch');
    canvas.element.setAttribute('aria-hidden', 'true');
    this.#swatches.push({ state, known, canvas });
    return canvas.element;
  }

  #addState(state: FilterState, sign: Element, filter: (state: FilterState) => void): void {
    const number = h('span', { class: 'legend-count' });
    const unit = h('span', { class: 'visually-hidden' });
    const title = `${strings.stateMeanings[state]} ${strings.legend.filter}`;
    const button = h(
      'button',
      { class: 'legend-entry', type: 'button', title },
      sign,
      `${strings.states[state]} `,
      number,
      unit,
    );
    button.addEventListener('click', () => filter(state));
    this.#counts.push({ state, button, number, unit, isEnd: ended.includes(state) });
    this.element.append(button);
  }
}
