import type { ProcessKey, ProcessView, ThreadView } from '../protocol/panel.ts';
import { threadStates } from '../protocol/words.ts';
import { h, refresh } from './dom.ts';
import { duration, moment, percent, placeLabel } from './format.ts';
import * as strings from './strings.ts';

/** More rows than this would slow down everyone's panel; the tree has them all. */
const mostRows = 300;

/** The lanes as a table, for those who cannot see them. The same facts, a second behind at most. */
export class AccessibleTable {
  readonly element: HTMLElement;
  readonly #body = h('tbody', {});
  readonly #rows = new Map<number, HTMLElement>();

  constructor() {
    const head = h('tr', {}, ...strings.table.columns.map(name => h('th', { scope: 'col' }, name)));
    const table = h('table', {}, h('caption', {}, strings.table.caption), h('thead', {}, head), this.#body);
    // A table is as wide as its cells, whatever its style says: what hides it is around it.
    this.element = h('div', { class: 'visually-hidden' }, table);
  }

  update(threads: Iterable<ThreadView>, processes: ReadonlyMap<ProcessKey, ProcessView>): void {
    const shown = [...threads].slice(0, mostRows);
    const keys = new Set<number>(shown.map(thread => thread.key));
    for (const [key, row] of this.#rows) {
      if (keys.has(key)) continue;
      row.remove();
      this.#rows.delete(key);
    }
    for (const thread of shown) {
      let row = this.#rows.get(thread.key);
      if (!row) {
        row = h('tr', {});
        this.#rows.set(thread.key, row);
        this.#body.append(row);
      }
      const [name, ...cells] = threadCells(thread, processes.get(thread.process));
      refresh(row, JSON.stringify([name, cells]), () => [
        h('th', { scope: 'row' }, name ?? ''),
        ...cells.map(cell => h('td', {}, cell)),
      ]);
    }
  }
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
    `${thread.messages.sent}`,
    `${thread.messages.received}`,
    thread.error ? `${thread.error.name}: ${thread.error.message}` : '',
  ];
}
