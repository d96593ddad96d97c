import { h, setText } from './dom.ts';

/** Says to a screen reader what a sighted person would see happen. */
export class Announcer {
  readonly element = h('div', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' });

  say(text: string): void {
    setText(this.element, text);
  }
}
