import type { SourcePlace } from '../protocol/words.ts';
import type { CoreNavigator } from './coreNavigator.ts';
import { CoreList } from './coreList.ts';
import type { Drawing } from './drawing.ts';
import type { FindingJumps } from './findingJumps.ts';
import { LaneBody } from './laneBody.ts';
import { LaneRows } from './laneRows.ts';
import type { RunModel } from './model.ts';
import type { Navigator } from './navigator.ts';
import { connectPointer } from './pointerInput.ts';
import type { Pointing } from './pointing.ts';
import { hideRow, pinRow } from './rowArranging.ts';
import { TreeView } from './treeView.ts';
import type { ViewStore } from './viewState.ts';

interface LaneAreaParts {
  readonly model: RunModel;
  readonly store: ViewStore;
  readonly drawing: Drawing;
  readonly navigator: Navigator;
  readonly cores: CoreNavigator;
  readonly pointing: Pointing;
  readonly findings: FindingJumps;
  readonly open: (place: SourcePlace | null) => void;
  readonly onScroll: () => void;
}

/** The middle of the panel: tree or cores, beside them the timeline, and what pointing at them means. */
export class LaneArea {
  readonly tree: TreeView;
  readonly body: LaneBody;
  readonly rows: LaneRows;

  constructor(parts: LaneAreaParts) {
    const { model, store, drawing, navigator, cores, pointing, findings, open, onScroll } = parts;
    this.tree = new TreeView({
      select: id => {
        // It covers what the click brought, and may tell of a fold that is none any more.
        pointing.tooltip.hide();
        navigator.select(id);
      },
      pair: ({ thread }) => thread && navigator.pair(thread.key),
      fold: id => navigator.fold(id),
      pin: row => pinRow(store, row),
      hide: row => hideRow(store, row),
      openFinding: finding => findings.pick(finding),
      openSource: row => open(row.thread?.createdAt ?? null),
      hover: (row, event) => pointing.overTree(row, event),
    });
    const coreList = new CoreList(core => cores.selectCore(core));
    this.body = new LaneBody(
      {
        trees: [this.tree.element, coreList.element],
        ruler: drawing.ruler.element,
        canvases: drawing.canvases,
      },
      { resize: columnPx => store.set({ columnPx }), sort: sort => store.set({ sort }) },
    );
    const { tree, body } = this;
    this.rows = new LaneRows({ model, store, drawing, body, tree, coreList, navigator, pointing, findings });
    connectPointer({ body, drawing, navigator, pointing, onScroll });
  }
}
