import type { CoresAnswer } from '../protocol/panel.ts';
import { busyShareIn } from './coreSlices.ts';
import { h, refresh, setAttribute } from './dom.ts';
import { percent } from './format.ts';
import { icon } from './icons.ts';
import { rowHeightPx } from './layout.ts';
import * as strings from './strings.ts';
import type { TimeRange } from './timeScale.ts';

const idPrefix = 'core-';

/** The cores, beside their lanes: where the tree of threads stands otherwise. */
export class CoreList {
  readonly element = h('div', {
    class: 'core-list',
    role: 'listbox',
    tabindex: '0',
    'aria-label': strings.cores.label,
    hidden: '',
  });
  readonly #select: (core: number) => void;

  constructor(select: (core: number) => void) {
    this.#select = select;
  }

  update(answer: CoresAnswer | null, window: TimeRange, selected: number | null, scrollTopPx: number): void {
    const lines = (answer?.cores ?? []).map(lane => ({
      core: lane.core,
      share: percent(busyShareIn(lane, window)),
      isSelected: lane.core === selected,
    }));
    const active = lines.find(line => line.isSelected);
    setAttribute(this.element, 'aria-activedescendant', active ? `${idPrefix}${active.core}` : null);
    refresh(this.element, JSON.stringify([lines, scrollTopPx]), () =>
      lines.map(({ core, share, isSelected }, index) => {
        const row = h(
          'div',
          { class: 'row', role: 'option', id: `${idPrefix}${core}`, 'aria-selected': String(isSelected) },
          h('span', { class: 'mark' }, icon('core')),
          h('span', { class: 'texts' }, h('span', { class: 'name' }, strings.cores.name(core))),
          h('span', { class: 'cpu', title: strings.cores.share }, share),
        );
        row.style.transform = `translateY(${index * rowHeightPx - scrollTopPx}px)`;
        row.addEventListener('click', () => this.#select(core));
        return row;
      }),
    );
  }
}
