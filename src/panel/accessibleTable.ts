import type { ProcessKey, ProcessView, ThreadKey, ThreadView } from '../protocol/panel.ts';
import { threadStates } from '../protocol/words.ts';
import { h, refresh, setAttribute, setText } from './dom.ts';
import { duration, grouped, moment, percent, placeLabel } from './format.ts';
import { rowsAround } from './rowsAround.ts';
import * as strings from './strings.ts';

export interface AccessibleTableView {
  /** In the order in which they are seen. */
  readonly threads: readonly ThreadView[];
  readonly processes: ReadonlyMap<ProcessKey, ProcessView>;
  readonly selected: ThreadKey | null;
}

/**
 * The lanes as a table, for those who cannot see them, with the same facts. Holds the rows around the selected one
 * and says which these are; the name in a row selects its thread.
 */
export class AccessibleTable {
  readonly element: HTMLElement;
  readonly #caption = h('caption', {});
  readonly #body = h('tbody', {});
  readonly #rows = new Map<ThreadKey, HTMLElement>();
  readonly #select: (thread: ThreadKey) => void;

  constructor(select: (thread: ThreadKey) => void) {
    this.#select = select;
    const head = h(
      'tr',
      { 'aria-rowindex': '1' },
      ...strings.table.columns.map(name => h('th', { scope: 'col' }, name)),
    );
    this.element = h('table', {}, this.#caption, h('thead', {}, head), this.#body);
  }

  update({ threads, processes, selected }: AccessibleTableView): void {
    const { from, to } = rowsAround(
      threads.findIndex(thread => thread.key === selected),
      threads.length,
    );
    const shown = threads.slice(from, to);
    setText(this.#caption, strings.table.caption(from + 1, to, threads.length));
    setAttribute(this.element, 'aria-rowcount', String(threads.length + 1));
    const keys = new Set(shown.map(thread => thread.key));
    for (const [key, row] of this.#rows) {
      if (keys.has(key)) continue;
      row.remove();
      this.#rows.delete(key);
    }
    shown.forEach((thread, index) => {
      const row = this.#row(thread.key);
      if (this.#body.children[index] !== row)
        this.#body.insertBefore(row, this.#body.children[index] ?? null);
      setAttribute(row, 'aria-rowindex', String(from + index + 2));
      setAttribute(row, 'aria-current', thread.key === selected ? 'true' : null);
      const [name, ...cells] = threadCells(thread, processes.get(thread.process));
      refresh(row, JSON.stringify([name, cells]), () => [
        h(
          'th',
          { scope: 'row' },
          cellButton(name ?? '', () => this.#select(thread.key)),
        ),
        ...cells.map(cell => h('td', {}, cell)),
      ]);
    });
  }

  #row(key: ThreadKey): HTMLElement {
    let row = this.#rows.get(key);
    if (!row) {
      row = h('tr', {});
      this.#rows.set(key, row);
    }
    return row;
  }
}

/** Reached by a screen reader's own keys; Tab, by which the sighted go, passes it: the focus would be out of sight. */
export function cellButton(label: string, onClick: () => void): HTMLElement {
  const button = h('button', { type: 'button', tabindex: '-1' }, label);
  button.addEventListener('click', onClick);
  return button;
}

function threadCells(thread: ThreadView, process: ProcessView | undefined): readonly string[] {
  const times = threadStates.filter(state => thread.stateNs[state] > 0);
  return [
    thread.name,
    thread.kind === 'program' ? `${thread.threadId}` : strings.inspector.runtimeThread,
    process ? strings.processName(process) : '',
    strings.stateWithCause(thread),
    thread.cpuShare === null ? strings.inspector.unknown : percent(thread.cpuShare),
    moment(thread.createdNs),
    thread.createdAt ? placeLabel(thread.createdAt) : strings.inspector.unknown,
    thread.endedNs === null ? '' : `${moment(thread.endedNs)}, ${strings.endLabel(thread)}`,
    times.map(state => `${strings.states[state]} ${duration(thread.stateNs[state])}`).join(', '),
    grouped(thread.messages.sent),
    grouped(thread.messages.received),
    thread.error ? `${thread.error.name}: ${thread.error.message}` : '',
  ];
}
