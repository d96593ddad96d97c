import { AccessibleTable } from './accessibleTable.ts';
import { h } from './dom.ts';
import type { Drawing } from './drawing.ts';
import { threadRowId } from './layout.ts';
import type { RunModel } from './model.ts';
import type { Navigator } from './navigator.ts';
import { SpanTable } from './spanTable.ts';
import type { Subjects } from './subject.ts';
import type { ViewStore } from './viewState.ts';

interface AccessibleViewParts {
  readonly model: RunModel;
  readonly store: ViewStore;
  readonly drawing: Drawing;
  readonly subjects: Subjects;
  readonly navigator: Navigator;
}

/** A screen reader is not served by tables that change under it all the time. */
const everyMs = 1000;

/** The timeline as tables, for those who cannot see it: all lanes, and the spans of the selected one. */
export class AccessibleView {
  readonly element: HTMLElement;
  readonly #table: AccessibleTable;
  readonly #spans: SpanTable;
  readonly #parts: AccessibleViewParts;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(parts: AccessibleViewParts) {
    this.#parts = parts;
    const { navigator } = parts;
    this.#table = new AccessibleTable(thread => navigator.select(threadRowId(thread)));
    this.#spans = new SpanTable(target => navigator.pick(target));
    // A table is as wide as its cells, whatever its style says: what hides it is around it.
    this.element = h('div', { class: 'visually-hidden' }, this.#table.element, this.#spans.element);
  }

  /** Something of it may have changed. It is brought up to date within a second, and no more often. */
  request(): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#update();
    }, everyMs);
  }

  #update(): void {
    const { model, store, drawing, subjects } = this.#parts;
    const { picture, scenery } = drawing;
    const thread = subjects.thread;
    this.#table.update({
      threads: scenery.rows.flatMap(row => (row.bundle && row.isFolded ? row.bundle.threads : row.lanes)),
      processes: model.processes,
      selected: thread?.key ?? null,
    });
    if (picture) this.#spans.update({ picture, thread, picked: store.state.span });
  }
}
