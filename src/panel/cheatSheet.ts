import { h } from './dom.ts';
import { keyBindings } from './keyboard.ts';
import type { KeyGroup } from './keyboard.ts';
import * as strings from './strings.ts';
import { iconButton } from './toolkit.ts';

/**
 * All keys in a dialog, read from the table that they are worked by. While it is open, the browser keeps the
 * focus in it and lets Esc close it; then the focus is back where it was.
 */
export class CheatSheet {
  readonly element: HTMLDialogElement;

  constructor() {
    const { keys } = strings;
    const close = iconButton('close', keys.close, () => this.element.close());
    const title = h('h2', { id: 'cheat-sheet-title' }, keys.title);
    this.element = h(
      'dialog',
      { class: 'cheat-sheet', 'aria-labelledby': title.id },
      h('div', { class: 'cheat-sheet-head' }, title, close),
      h(
        'div',
        // Where it does not fit, it is scrolled by keys.
        { class: 'cheat-sheet-body', tabindex: '0', role: 'group', 'aria-labelledby': title.id },
        ...(Object.keys(keys.groups) as KeyGroup[]).map(group =>
          section(keys.groups[group], bindings(group)),
        ),
        section(
          keys.pointer,
          keys.gestures.map(([gesture, meaning]) => [[gesture], meaning]),
        ),
      ),
    );
    // A click on the ground around it arrives at the dialog itself.
    this.element.addEventListener('click', event => {
      if (event.target === this.element) this.element.close();
    });
    this.element.addEventListener('keydown', event => {
      if (event.key !== '?') return;
      this.element.close();
      // The panel's own keys, valid again, would open it anew.
      event.stopPropagation();
    });
  }

  open(): void {
    if (!this.element.open) this.element.showModal();
  }
}

type Entry = readonly [what: readonly (Node | string)[], meaning: string];

function bindings(group: KeyGroup): readonly Entry[] {
  return keyBindings
    .filter(binding => binding.group === group)
    .map(({ keys, shift, action }) => [
      keys.flatMap((key, i): (Node | string)[] => [
        i === 0 ? '' : ' ',
        ...(shift ? [keyCap('Shift'), '+'] : []),
        keyCap(key),
      ]),
      strings.keys.does[action],
    ]);
}

function section(title: string, entries: readonly Entry[]): HTMLElement {
  return h(
    'section',
    {},
    h('h3', {}, title),
    h('dl', {}, ...entries.flatMap(([what, meaning]) => [h('dt', {}, ...what), h('dd', {}, meaning)])),
  );
}

function keyCap(key: string): HTMLElement {
  return h('kbd', {}, keyName(key));
}

const arrows: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};

function keyName(key: string): string {
  return strings.keys.names[key] ?? arrows[key] ?? key.toUpperCase();
}
