import type { ThreadKey, ThreadView } from '../protocol/panel.ts';
import type { SourcePlace } from '../protocol/words.ts';
import { describe, describeRow } from './describe.ts';
import type { PointerAt } from './gestures.ts';
import { rowByThread, rowHeightPx, threadRowId } from './layout.ts';
import type { Row } from './layout.ts';
import type { Navigator } from './navigator.ts';
import type { Picture } from './picture.ts';
import { laneTargetAt, placeOf, targetAt } from './targets.ts';
import type { Target } from './targets.ts';
import { Tooltip } from './tooltip.ts';

/** VS Code's own delay for hovers in trees. */
const treeTipDelayMs = 500;

/** What lies under the pointer. */
export interface Scene {
  readonly picture: Picture | null;
  readonly rows: readonly Row[];
  readonly threads: ReadonlyMap<ThreadKey, ThreadView>;
  readonly scrollTopPx: number;
}

/** Knows where the pointer is and what it points at; shows the tooltip and carries out clicks. */
export class Pointing {
  readonly tooltip = new Tooltip();
  #pointer: PointerAt | null = null;
  #hovered: Target | null = null;
  #hoveredRow: number | null = null;
  readonly #look: () => Scene;
  readonly #navigator: Navigator;
  readonly #open: (place: SourcePlace) => void;
  readonly #onMove: () => void;

  constructor(
    look: () => Scene,
    navigator: Navigator,
    open: (place: SourcePlace) => void,
    onMove: () => void,
  ) {
    this.#look = look;
    this.#navigator = navigator;
    this.#open = open;
    this.#onMove = onMove;
  }

  /** Pixels from the timeline's left edge; `null` when the pointer is elsewhere. */
  get pointerPx(): number | null {
    return this.#pointer?.x ?? null;
  }

  get hovered(): Target | null {
    return this.#hovered;
  }

  get hoveredRow(): number | null {
    return this.#hoveredRow;
  }

  get leadsToSource(): boolean {
    return this.#hovered !== null && placeOf(this.#hovered) !== null;
  }

  overTimeline(at: PointerAt | null): void {
    this.#pointer = at;
    this.#hoveredRow = at && this.#rowIndexAt(at.y);
    if (!at) this.tooltip.hide();
    this.#onMove();
  }

  overTree(row: Row | null, event: PointerEvent | null): void {
    this.#hoveredRow = row?.index ?? null;
    if (row && event) this.tooltip.show(describeRow(row), event.clientX, event.clientY, treeTipDelayMs);
    else this.tooltip.hide();
    this.#onMove();
  }

  /** The lanes may have moved under a pointer that did not. */
  refresh(): void {
    const at = this.#pointer;
    this.#hovered = at ? this.#targetAt(at) : null;
    if (!at) return;
    const { picture, threads } = this.#look();
    if (!picture || !this.#hovered || this.#hovered.kind === 'row') this.tooltip.hide();
    else this.tooltip.show(describe(this.#hovered, picture, threads), at.clientX, at.clientY);
  }

  forget(): void {
    this.#hovered = null;
    this.tooltip.hide();
  }

  click(at: PointerAt): void {
    const target = this.#targetAt(at);
    const { picture, rows, scrollTopPx } = this.#look();
    if (!target || !picture) return;
    // Messages have no line of their own: a click means the span below.
    const row = rows[this.#rowIndexAt(at.y) ?? -1];
    const below = row && laneTargetAt(picture, row, at.x, at.y + scrollTopPx);
    const clicked = target.kind === 'message' && below ? below : target;
    if (clicked.kind === 'span' || clicked.kind === 'stretch') this.#navigator.pick(clicked);
    else if (clicked.kind === 'mark') this.#navigator.select(rowIdOf(rows, clicked.mark.thread));
    else if (row) this.#navigator.select(row.id);
    const place = placeOf(clicked);
    if (place) this.#open(place);
  }

  #targetAt(at: PointerAt): Target | null {
    const { picture, scrollTopPx } = this.#look();
    return picture && targetAt(picture, at.x, at.y + scrollTopPx);
  }

  #rowIndexAt(y: number): number | null {
    const { rows, scrollTopPx } = this.#look();
    const index = Math.floor((y + scrollTopPx) / rowHeightPx);
    return index < rows.length ? index : null;
  }
}

function rowIdOf(rows: readonly Row[], thread: ThreadView) {
  return rowByThread(rows).get(thread.key)?.id ?? threadRowId(thread.key);
}
