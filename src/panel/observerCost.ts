import type { ObserverView } from '../protocol/panel.ts';
import type { Description } from './describe.ts';
import { h, setText } from './dom.ts';
import * as strings from './strings.ts';
import type { Tooltip } from './tooltip.ts';

const text = strings.observer;
/** VS Code's own delay for hovers. */
const delayMs = 500;

/** What observing costs, quietly: one number, and on pointing or focusing what it is a share of. */
export class ObserverCost {
  readonly element: HTMLElement;
  readonly #number = h('span', { 'aria-hidden': 'true' });
  /** All of it, for those who do not see the tooltip. */
  readonly #spoken = h('span', { class: 'visually-hidden' });
  readonly #tooltip: Tooltip;
  #description: Description | null = null;

  constructor(tooltip: Tooltip) {
    this.#tooltip = tooltip;
    this.element = h(
      'span',
      { class: 'observer', tabindex: '0', role: 'note', hidden: '' },
      this.#number,
      this.#spoken,
    );
    this.element.addEventListener('pointerenter', () => this.#show(delayMs));
    this.element.addEventListener('focus', () => this.#show(0));
    this.element.addEventListener('pointerleave', () => tooltip.hide());
    this.element.addEventListener('blur', () => tooltip.hide());
  }

  update({ programShare, recorderShare }: ObserverView): void {
    this.element.hidden = programShare === null;
    if (programShare === null) return;
    const facts: (readonly [string, string])[] = [[text.program, text.programText(programShare)]];
    if (recorderShare !== null) facts.push([text.recorder, text.recorderText(recorderShare)]);
    this.#description = { state: null, title: text.title, facts, hint: null };
    setText(this.#number, text.text(programShare));
    setText(this.#spoken, [text.title, ...facts.map(fact => fact.join(': '))].join(', '));
  }

  #show(afterMs: number): void {
    const { left, top } = this.element.getBoundingClientRect();
    if (this.#description) this.#tooltip.show(this.#description, left, top, afterMs);
  }
}
