import { h } from './dom.ts';
import { rowSorts } from './rowOrder.ts';
import type { RowSort } from './rowOrder.ts';
import * as strings from './strings.ts';

/** In which order threads stand, as a list to choose from. */
export class SortChoice {
  readonly element = h(
    'select',
    { class: 'sort', 'aria-label': strings.rows.sort, title: strings.rows.sort },
    ...rowSorts.map(sort => h('option', { value: sort }, strings.rows.sorts[sort])),
  );

  get value(): RowSort {
    return rowSorts.find(sort => sort === this.element.value) ?? 'created';
  }

  show(sort: RowSort | null): void {
    this.element.hidden = sort === null;
    if (sort !== null && this.element.value !== sort) this.element.value = sort;
  }
}
