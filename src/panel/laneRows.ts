import type { CoresAnswer, ThreadKey } from '../protocol/panel.ts';
import type { SourcePlace } from '../protocol/words.ts';
import { litThreads } from './caret.ts';
import type { CoreList } from './coreList.ts';
import type { Drawing } from './drawing.ts';
import type { FindingJumps } from './findingJumps.ts';
import { findingsByThread } from './findingOrder.ts';
import type { LaneBody } from './laneBody.ts';
import { layoutRows, threadRowId } from './layout.ts';
import type { Row, RowId } from './layout.ts';
import type { RunModel } from './model.ts';
import type { Navigator } from './navigator.ts';
import type { Pointing } from './pointing.ts';
import { RowOrder } from '../trace/rowOrder.ts';
import { sceneryOf } from './scenery.ts';
import * as strings from './strings.ts';
import { isAboutKernel } from './subject.ts';
import type { TreeView } from './treeView.ts';
import type { ViewStore } from './viewState.ts';

interface LaneRowsParts {
  readonly model: RunModel;
  readonly store: ViewStore;
  readonly drawing: Drawing;
  readonly body: LaneBody;
  readonly tree: TreeView;
  readonly coreList: CoreList;
  readonly navigator: Navigator;
  readonly pointing: Pointing;
  readonly findings: FindingJumps;
}

/** Lays out the rows when threads, folds or the filter change, and shows those that are in view. */
export class LaneRows {
  readonly #parts: LaneRowsParts;
  readonly #order = new RowOrder();
  #filter = '';
  #caret: SourcePlace | null = null;
  /** Threads that somebody elsewhere in VS Code points at; until something else is pointed at or selected. */
  #revealed: ReadonlySet<ThreadKey> = new Set();
  #followed: RowId | null = null;
  #foundHeld: { readonly version: number; readonly byThread: ReturnType<typeof findingsByThread> } | null =
    null;

  constructor(parts: LaneRowsParts) {
    this.#parts = parts;
  }

  /** The caret of the editor has come to rest. */
  pointAt(place: SourcePlace | null): void {
    this.#caret = place;
    this.#revealed = new Set();
  }

  /** Lights threads up and brings them into view; the first is selected. */
  reveal(threads: readonly ThreadKey[], atMs: number): void {
    const { store, navigator, drawing, body } = this.#parts;
    const [first] = threads;
    if (first === undefined) return;
    store.set({ view: 'threads' });
    navigator.select(threadRowId(first));
    this.#revealed = new Set(threads);
    // They may have come with the update before.
    this.layout(atMs);
    // The first comes last, so that it is seen where not all are.
    for (const thread of [...threads].reverse()) {
      const row = drawing.scenery.byThread.get(thread);
      if (row) body.reveal(row.index);
    }
  }

  layout(atMs: number): void {
    const { model, store, drawing, body, pointing, findings } = this.#parts;
    const { programThreads } = model;
    const found = findings.picked?.threads ?? [];
    const { filter, sort, view } = store.state;
    const isPointed = pointing.isOverRows;
    if (!isPointed) body.settle();
    const before = drawing.scenery.rows;
    const rows = this.#rowsOf(isPointed, atMs);
    drawing.scenery = sceneryOf(rows, programThreads);
    drawing.lit = new Set([...litThreads(programThreads, this.#caret), ...this.#pointedAt(), ...found]);
    if (view === 'cores') {
      this.#layoutCores();
      return;
    }
    const pinned = rows.filter(row => row.isPinned).length;
    body.setRows(rows.length, filter !== '' ? strings.timeline.noMatch : '', pinned);
    const label = strings.timeline.label(programThreads.length);
    body.describe(label, `${strings.tree.label} ${programThreads.length}`, strings.tree.cpu, sort);
    if (isPointed) this.#keepStill(before);
    else this.#followSelection();
  }

  /** The order is made anew at the next occasion, wherever the pointer is. */
  sortAnew(): void {
    this.#order.refresh();
  }

  #rowsOf(isPointed: boolean, atMs: number): readonly Row[] {
    const { model, store, drawing } = this.#parts;
    const { processes, threads } = model;
    const { toggled, filter, sort, pinned, hidden, selected } = store.state;
    // What was found stays while it is pointed at, though it is not what was asked for any more.
    const stays = isPointed && filter === this.#filter;
    this.#filter = filter;
    return layoutRows(processes.values(), threads.values(), new Set(toggled), filter, {
      ranks: this.#order.ranks(threads.values(), sort, !isPointed, atMs),
      pinned,
      hidden,
      selected,
      kept: new Set(stays ? drawing.scenery.rows.filter(row => !row.isContext).map(row => row.id) : []),
    });
  }

  /**
   * A row does not move under the pointer: what came above it is scrolled away. Those that stick on top are not
   * scrolled, and who pins or unpins one wants it to move.
   */
  #keepStill(before: readonly Row[]): void {
    const { drawing, body, pointing } = this.#parts;
    const row = before[pointing.hoveredRow ?? -1];
    const moved = row && drawing.scenery.byId.get(row.id);
    const step = moved ? moved.index - row.index : 0;
    if (step === 0 || row?.isPinned === true || moved?.isPinned === true) return;
    body.shift(step);
    pointing.shift(step);
  }

  #pointedAt(): Iterable<ThreadKey> {
    const { thread } = this.#parts.navigator.selectedRow ?? {};
    if (thread && !this.#revealed.has(thread.key)) this.#revealed = new Set();
    // A single one is selected, which says enough.
    return this.#revealed.size > 1 ? this.#revealed : [];
  }

  /** What is selected elsewhere is brought into view, once. */
  #followSelection(): void {
    const { store, body, navigator } = this.#parts;
    const { selected } = store.state;
    const row = navigator.selectedRow;
    if (selected === this.#followed || (selected !== null && !row)) return;
    this.#followed = selected;
    if (row) body.reveal(row.index);
  }

  /** There is less room than when it was brought into view. */
  revealSelection(): void {
    const row = this.#parts.navigator.selectedRow;
    if (row && this.#parts.store.state.view === 'threads') this.#parts.body.reveal(row.index);
  }

  #layoutCores(): void {
    const { model, drawing, body } = this.#parts;
    const { held } = drawing.cores;
    const count = held?.cores.length ?? 0;
    body.setRows(count, held === null ? strings.cores.asking : this.#whyNoCores(model, held));
    body.describe(strings.cores.timeline(count), strings.cores.count(count), strings.cores.heading, null);
  }

  /** Where the OS tells nothing it is no use to look elsewhere in the run. */
  #whyNoCores({ run, threads }: RunModel, { cores }: CoresAnswer): string {
    if (cores.length > 0) return '';
    const isKnown = [...threads.values()].some(
      thread => thread.kernel !== null || thread.cpuKnown === 'sampled',
    );
    if (isKnown) return strings.cores.none;
    return `${strings.cores.unknown} ${run?.notices.find(isAboutKernel) ?? ''}`.trim();
  }

  show(): void {
    const { model, store, drawing, body, tree, coreList } = this.#parts;
    const { view, core } = store.state;
    const showsCores = view === 'cores';
    tree.element.hidden = showsCores;
    coreList.element.hidden = !showsCores;
    if (showsCores) {
      // Before the run and after it, no core was busy with it.
      const { fromNs, toNs } = drawing.picture?.scale ?? { fromNs: 0, toNs: 0 };
      const window = { fromNs: Math.max(0, fromNs), toNs: Math.min(toNs, model.nowNs) };
      coreList.update(drawing.cores.held, window, core, body.scrollTopPx);
      this.placeBands();
      return;
    }
    const { scenery, lit } = drawing;
    const { places, viewportPx: heightPx } = body;
    const found = this.#found();
    tree.update({ rows: scenery.rows, selected: store.state.selected, lit, found, places, heightPx });
    this.placeBands();
  }

  /** Made anew only when something else was found: rows are shown in every frame while they are scrolled. */
  #found() {
    const { model } = this.#parts;
    if (this.#foundHeld?.version !== model.findingsVersion)
      this.#foundHeld = { version: model.findingsVersion, byThread: findingsByThread(model.shownFindings) };
    return this.#foundHeld.byThread;
  }

  placeBands(): void {
    const { navigator, body, pointing, store, drawing } = this.#parts;
    const { view, core } = store.state;
    const lane = drawing.cores.held?.cores.findIndex(one => one.core === core) ?? -1;
    const selected = view === 'cores' ? (lane < 0 ? null : lane) : (navigator.selectedRow?.index ?? null);
    body.setBands(selected, pointing.hoveredRow);
  }
}
