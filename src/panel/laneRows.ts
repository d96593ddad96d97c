import type { SourcePlace } from '../protocol/words.ts';
import { litThreads } from './caret.ts';
import type { Drawing } from './drawing.ts';
import type { LaneBody } from './laneBody.ts';
import { layoutRows } from './layout.ts';
import type { RunModel } from './model.ts';
import type { Navigator } from './navigator.ts';
import type { Pointing } from './pointing.ts';
import { sceneryOf } from './scenery.ts';
import type { TreeView } from './treeView.ts';
import type { ViewStore } from './viewState.ts';

interface LaneRowsParts {
  readonly model: RunModel;
  readonly store: ViewStore;
  readonly drawing: Drawing;
  readonly body: LaneBody;
  readonly tree: TreeView;
  readonly navigator: Navigator;
  readonly pointing: Pointing;
}

/** Lays out the rows when threads, folds or the filter change, and shows those that are in view. */
export class LaneRows {
  caret: SourcePlace | null = null;
  readonly #parts: LaneRowsParts;

  constructor(parts: LaneRowsParts) {
    this.#parts = parts;
  }

  layout(): void {
    const { model, store, drawing, body } = this.#parts;
    const { processes, threads, programThreads } = model;
    const { toggled, filter } = store.state;
    const rows = layoutRows(processes.values(), threads.values(), new Set(toggled), filter);
    drawing.scenery = sceneryOf(rows, programThreads);
    drawing.lit = litThreads(programThreads, this.caret);
    body.setRows(rows.length, filter !== '');
    body.describe(programThreads.length);
  }

  show(): void {
    const { store, drawing, body, tree } = this.#parts;
    const { scenery, lit } = drawing;
    const { scrollTopPx, viewportPx: heightPx } = body;
    tree.update({ rows: scenery.rows, selected: store.state.selected, lit, scrollTopPx, heightPx });
    this.placeBands();
  }

  placeBands(): void {
    const { navigator, body, pointing } = this.#parts;
    body.setBands(navigator.selectedRow?.index ?? null, pointing.hoveredRow);
  }
}
