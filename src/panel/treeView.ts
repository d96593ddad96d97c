import { h, setAttribute, setText } from './dom.ts';
import { percent } from './format.ts';
import { icon, stateMark } from './icons.ts';
import { clipOf } from './laneBody.ts';
import { isGroup } from './layout.ts';
import type { Row, RowId } from './layout.ts';
import { RowPlaces } from './rowPlaces.ts';
import { titleOf } from './findingTexts.ts';
import * as strings from './strings.ts';
import { gravest } from './findingOrder.ts';
import type { FindingView } from '../protocol/findings.ts';
import type { ThreadKey, ThreadView } from '../protocol/panel.ts';

export interface TreeViewState {
  readonly rows: readonly Row[];
  readonly selected: RowId | null;
  readonly lit: ReadonlySet<ThreadKey>;
  /** What was found of each thread, the gravest first. */
  readonly found: ReadonlyMap<ThreadKey, readonly FindingView[]>;
  readonly places: RowPlaces;
  readonly heightPx: number;
}

export interface TreeActions {
  select(row: RowId): void;
  /** Selected together with the one that is selected already. */
  pair(row: Row): void;
  fold(row: RowId): void;
  openSource(row: Row): void;
  openFinding(finding: FindingView): void;
  pin(row: Row): void;
  hide(row: Row): void;
  hover(row: Row | null, event: PointerEvent | null): void;
}

const idPrefix = 'row-';
const nothing: readonly FindingView[] = [];

/** Keeps the elements of the rows in view, and only of those. */
export class TreeView {
  readonly element: HTMLElement;
  readonly #actions: TreeActions;
  readonly #elements = new Map<RowId, RowElement>();
  #rows: readonly Row[] = [];
  #places = new RowPlaces(0, 0);
  #found: TreeViewState['found'] = new Map();

  constructor(actions: TreeActions) {
    this.#actions = actions;
    this.element = h('div', { class: 'tree', role: 'tree', tabindex: '0', 'aria-label': strings.tree.label });
    this.element.addEventListener('click', event => this.#click(event));
    this.element.addEventListener('dblclick', event => {
      const row = this.#rowOf(event);
      if (row) this.#actions.openSource(row);
    });
    this.element.addEventListener('pointermove', event => this.#actions.hover(this.#rowOf(event), event));
    this.element.addEventListener('pointerleave', () => this.#actions.hover(null, null));
  }

  update(state: TreeViewState): void {
    const { rows, places, heightPx } = state;
    this.#rows = rows;
    this.#places = places;
    this.#found = state.found;
    const visible = places.seen(rows, heightPx);
    const ids = new Set(visible.map(row => row.id));
    for (const [id, element] of this.#elements) {
      if (ids.has(id)) continue;
      element.root.remove();
      this.#elements.delete(id);
    }
    let above: Element | null = null;
    for (const row of visible) {
      let element = this.#elements.get(row.id);
      if (!element) {
        element = new RowElement(row.id);
        this.#elements.set(row.id, element);
      }
      // Read from top to bottom, the rows come in the order in which they are seen.
      if (!element.root.parentElement || element.root.previousElementSibling !== above) {
        if (above) above.after(element.root);
        else this.element.prepend(element.root);
      }
      above = element.root;
      element.update(row, {
        topPx: places.topOf(row.index),
        coveredPx: places.coveredPx(row.index),
        isSelected: row.id === state.selected,
        found: (row.thread && state.found.get(row.thread.key)) ?? nothing,
        isLit: row.thread !== null && state.lit.has(row.thread.key),
        count: rows.length,
      });
    }
    const active = state.selected !== null && ids.has(state.selected) ? idPrefix + state.selected : null;
    setAttribute(this.element, 'aria-activedescendant', active);
  }

  #rowOf(event: MouseEvent): Row | null {
    const y = event.clientY - this.element.getBoundingClientRect().top;
    return this.#rows[this.#places.indexAt(y)] ?? null;
  }

  #click(event: MouseEvent): void {
    const row = this.#rowOf(event);
    if (!row) return;
    const on = (part: string) => event.target instanceof Element && event.target.closest(part) !== null;
    if (on('.row-pin') || on('.row-hide')) {
      if (on('.row-pin')) this.#actions.pin(row);
      else this.#actions.hide(row);
      return;
    }
    const [finding] = (row.thread && this.#found.get(row.thread.key)) ?? nothing;
    if (finding && on('.row-finding')) {
      this.#actions.openFinding(finding);
      return;
    }
    if (event.shiftKey && row.thread) {
      this.#actions.pair(row);
      return;
    }
    const isTwistie = on('.twistie');
    if (isGroup(row) || !isTwistie || !row.isFoldable) this.#actions.select(row.id);
    if (row.isFoldable && (isGroup(row) || isTwistie)) this.#actions.fold(row.id);
  }
}

interface Placing {
  readonly topPx: number;
  /** From the top, so much is under other rows. */
  readonly coveredPx: number;
  readonly isSelected: boolean;
  readonly found: readonly FindingView[];
  readonly isLit: boolean;
  readonly count: number;
}

class RowElement {
  readonly root: HTMLElement;
  #topPx = Number.NaN;
  #coveredPx = 0;
  readonly #twistie = h('span', { class: 'twistie' });
  readonly #mark = h('span', { class: 'mark' });
  readonly #name = h('span', { class: 'name' });
  readonly #detail = h('span', { class: 'detail' });
  readonly #cpu = h('span', { class: 'cpu' });
  /** For the pointer: the list of findings has its own keys. */
  readonly #finding = h('span', { class: 'row-finding', hidden: '' });
  /** For the pointer: keys do the same. */
  readonly #pin = h('span', { class: 'row-action row-pin' }, icon('pin'));
  readonly #hide = h('span', { class: 'row-action row-hide' }, icon('hide'));
  /** What the mark shows, for those who cannot see it. */
  readonly #state = h('span', { class: 'visually-hidden' });
  #markShown = '';
  #foldShown = '';
  #shown: ({ readonly row: Row } & Omit<Placing, 'topPx' | 'coveredPx'>) | null = null;

  constructor(id: RowId) {
    this.root = h(
      'div',
      { class: 'row', role: 'treeitem', id: idPrefix + id },
      this.#twistie,
      this.#mark,
      h('span', { class: 'texts' }, this.#name, this.#detail),
      this.#finding,
      this.#pin,
      this.#hide,
      this.#cpu,
      this.#state,
    );
  }

  update(row: Row, { topPx, coveredPx, isSelected, found, isLit, count }: Placing): void {
    if (topPx !== this.#topPx) {
      this.#topPx = topPx;
      this.root.style.transform = `translateY(${topPx}px)`;
    }
    if (coveredPx !== this.#coveredPx) {
      this.#coveredPx = coveredPx;
      this.root.style.clipPath = clipOf(coveredPx);
    }
    // While it is only scrolled there is nothing else to do.
    const shown = this.#shown;
    if (
      shown?.row === row &&
      shown.isSelected === isSelected &&
      shown.found === found &&
      shown.isLit === isLit &&
      shown.count === count
    )
      return;
    this.#shown = { row, isSelected, found, isLit, count };
    const { classList, style } = this.root;
    style.setProperty('--depth', String(row.depth));
    classList.toggle('process', row.thread === null && !isGroup(row));
    classList.toggle('runtime', isGroup(row) || row.thread?.kind === 'runtime');
    classList.toggle('pinned', row.isPinned);
    this.#pin.hidden = row.thread === null;
    this.#hide.hidden = isGroup(row);
    setAttribute(this.#pin, 'title', row.isPinned ? strings.rows.unpin : strings.rows.pin);
    setAttribute(this.#hide, 'title', strings.rows.hide);
    classList.toggle('context', row.isContext);
    classList.toggle('lit', isLit);
    classList.toggle('ended', row.thread !== null && row.thread.outcome !== 'running');
    setAttribute(this.root, 'aria-level', String(row.depth + 1));
    setAttribute(this.root, 'aria-setsize', String(count));
    setAttribute(this.root, 'aria-posinset', String(row.index + 1));
    setAttribute(this.root, 'aria-selected', String(isSelected));
    setAttribute(this.root, 'aria-expanded', row.isFoldable ? String(!row.isFolded) : null);
    this.#showFold(row);
    this.#showMark(row);
    const { thread } = row;
    const { name, detail } = rowTexts(row);
    setText(this.#name, name);
    setText(this.#detail, detail);
    setText(this.#cpu, cpuText(thread));
    const pinned = row.isPinned ? `, ${strings.rows.pinned}` : '';
    const titles = this.#showFindings(found);
    setText(this.#state, thread ? `, ${strings.stateWithCause(thread)}${titles}${pinned}` : '');
  }

  /** Returns what it says of them in words. */
  #showFindings(found: readonly FindingView[]): string {
    const severity = gravest(found);
    this.#finding.hidden = severity === null;
    if (severity === null) return '';
    if (this.#finding.dataset['severity'] !== severity) {
      this.#finding.dataset['severity'] = severity;
      this.#finding.replaceChildren(icon(severity));
    }
    const titles = [...new Set(found.map(finding => titleOf(finding.kind)))].join(', ');
    setAttribute(this.#finding, 'title', titles);
    return `, ${titles}`;
  }

  #showFold(row: Row): void {
    const shown = row.isFoldable ? (row.isFolded ? 'folded' : 'unfolded') : '';
    if (shown === this.#foldShown) return;
    this.#foldShown = shown;
    this.#twistie.replaceChildren(...(shown === '' ? [] : [icon(shown)]));
  }

  #showMark({ thread, runtime, bundle }: Row): void {
    const other = bundle ? (bundle.kind === 'more' ? 'more' : 'hide') : runtime ? 'runtime' : 'process';
    const shown = thread ? thread.state : other;
    if (shown === this.#markShown) return;
    this.#markShown = shown;
    this.#mark.replaceChildren(thread ? stateMark(thread.state) : icon(other));
  }
}

function rowTexts({ thread, runtime, bundle, process }: Row) {
  if (thread) return { name: thread.name, detail: strings.threadDetail(thread) };
  if (bundle) {
    const name = strings.rows[bundle.kind](bundle.threads.length);
    return { name, detail: `(${strings.runtimeThreads.busy(bundle.busy)})` };
  }
  if (!runtime) return { name: strings.processName(process), detail: process.title };
  const { count, busy } = strings.runtimeThreads;
  return { name: count(runtime.threads), detail: `(${busy(runtime.busy)})` };
}

function cpuText(thread: ThreadView | null): string {
  return thread === null || thread.cpuShare === null ? '' : percent(thread.cpuShare);
}
