import type { Description } from './describe.ts';
import { h } from './dom.ts';
import { stateMark } from './icons.ts';

const gapPx = 14;

/** The one tooltip of the panel. It follows the pointer and never takes focus or clicks. */
export class Tooltip {
  readonly element = h('div', { class: 'tooltip', role: 'tooltip', hidden: '' });
  #shown: string | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  show(description: Description, x: number, y: number, delayMs = 0): void {
    this.#cancel();
    if (delayMs > 0 && this.element.hidden) {
      this.#timer = setTimeout(() => this.show(description, x, y), delayMs);
      return;
    }
    const signature = JSON.stringify(description);
    if (signature !== this.#shown) {
      this.#shown = signature;
      this.element.replaceChildren(...content(description));
    }
    this.element.hidden = false;
    this.#place(x, y);
  }

  hide(): void {
    this.#cancel();
    this.element.hidden = true;
    this.#shown = null;
  }

  #cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Right below the pointer, or on its other side where there is no room. */
  #place(x: number, y: number): void {
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const left = x + gapPx + width > window.innerWidth ? x - gapPx - width : x + gapPx;
    const top = y + gapPx + height > window.innerHeight ? y - gapPx - height : y + gapPx;
    this.element.style.transform = `translate(${Math.round(Math.max(2, left))}px, ${Math.round(Math.max(2, top))}px)`;
  }
}

function content({ state, title, facts, hint }: Description): Node[] {
  const list = h('dl', {});
  for (const [label, value] of facts) {
    if (label === '') list.append(h('dd', { class: 'wide' }, value));
    else list.append(h('dt', {}, label), h('dd', {}, value));
  }
  const heading = h('div', { class: 'tooltip-title' }, state ? stateMark(state) : null, title);
  return [heading, list, ...(hint ? [h('div', { class: 'tooltip-hint' }, hint)] : [])];
}
