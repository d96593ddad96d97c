import type { ThreadKey, ThreadView } from '../protocol/panel.ts';
import type { Nanoseconds, SourcePlace } from '../protocol/words.ts';
import type { CoreSlice } from './coreSlices.ts';
import { describe, describeRow } from './describe.ts';
import type { PointerAt } from './gestures.ts';
import { isGroup, rowIdOf, threadRowId } from './layout.ts';
import type { Row } from './layout.ts';
import type { Navigator } from './navigator.ts';
import type { Picture } from './picture.ts';
import { placeOf, targetAt } from './targets.ts';
import type { Target } from './targets.ts';
import { snapped } from './timeMarks.ts';
import { Tooltip } from './tooltip.ts';

/** VS Code's own delay for hovers in trees. */
const treeTipDelayMs = 500;
const snapPx = 8;
/** What a click does something for besides selecting a lane. */
const clickable: ReadonlySet<Target['kind']> = new Set(['message', 'messages', 'wakeUp', 'slice']);

/** What lies under the pointer. */
export interface Scene {
  readonly picture: Picture | null;
  readonly rows: readonly Row[];
  readonly threads: ReadonlyMap<ThreadKey, ThreadView>;
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
  /** Nothing need keep still for the pointer any more. */
  readonly #onLeave: () => void;
  readonly #pickSlice: (slice: CoreSlice) => void;

  constructor(
    look: () => Scene,
    navigator: Navigator,
    open: (place: SourcePlace) => void,
    onMove: () => void,
    onLeave: () => void,
    pickSlice: (slice: CoreSlice) => void,
  ) {
    this.#look = look;
    this.#navigator = navigator;
    this.#open = open;
    this.#onMove = onMove;
    this.#onLeave = onLeave;
    this.#pickSlice = pickSlice;
  }

  /** Pixels from the timeline's left edge; `null` when the pointer is elsewhere. */
  get pointerPx(): number | null {
    return this.#pointer?.x ?? null;
  }

  get hovered(): Target | null {
    return this.#hovered;
  }

  /** Whether the pointer is over tree or lanes. */
  get isOverRows(): boolean {
    return this.#hoveredRow !== null;
  }

  get hoveredRow(): number | null {
    return this.#hoveredRow;
  }

  /** Whether a click here does more than select a lane. */
  get isClickable(): boolean {
    const target = this.#hovered;
    if (target === null) return false;
    return target.kind !== 'row' && (clickable.has(target.kind) || placeOf(target) !== null);
  }

  overTimeline(at: PointerAt | null): void {
    this.#pointer = at;
    this.#hoveredRow = at && this.#rowIndexAt(at.y);
    if (!at) {
      this.tooltip.hide();
      this.#onLeave();
    }
    this.#onMove();
  }

  /** The ruler has a time, but no lanes. */
  overRuler(px: number | null): void {
    this.#pointer = px === null ? null : { x: px, y: Number.NEGATIVE_INFINITY, clientX: 0, clientY: 0 };
    this.#hoveredRow = null;
    this.tooltip.hide();
    this.#onMove();
  }

  /** The moment under the pointer, or the edge of the span there if that is near. */
  get pointedNs(): Nanoseconds | null {
    const { picture } = this.#look();
    if (!this.#pointer || !picture) return null;
    const target = this.#hovered;
    const edges = target?.kind === 'span' ? [target.fromNs, target.toNs] : [];
    return snapped(picture.scale.toNsAt(this.#pointer.x), edges, picture.scale.nsPerPx, snapPx);
  }

  overTree(row: Row | null, event: PointerEvent | null): void {
    if (!row) this.#onLeave();
    this.#hoveredRow = row?.index ?? null;
    if (row && event) this.tooltip.show(describeRow(row), event.clientX, event.clientY, treeTipDelayMs);
    else this.tooltip.hide();
    this.#onMove();
  }

  /** Rows came or went above the one under the pointer, and the lanes were scrolled as far. */
  shift(rows: number): void {
    if (this.#hoveredRow !== null) this.#hoveredRow += rows;
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
    const { picture, rows } = this.#look();
    if (!target || !picture) return;
    if (target.kind === 'slice') {
      this.#pickSlice(target.slice);
      return;
    }
    const row = rows[this.#rowIndexAt(at.y) ?? -1];
    if (target.kind === 'message') this.#navigator.pickMessage(target.message);
    else if (target.kind === 'span' || target.kind === 'stretch') this.#navigator.pick(target);
    else if (target.kind === 'messages') this.#navigator.zoomTo(target.bundle);
    else if (target.kind === 'wakeUp') this.#navigator.select(threadRowId(target.wakeUp.to));
    else if (target.kind === 'mark')
      this.#navigator.select(rowIdOf(target.mark.thread.key, picture.byThread));
    else if (row) this.#choose(row);
    const place = placeOf(target);
    if (place) this.#open(place);
  }

  #choose(row: Row): void {
    this.#navigator.select(row.id);
    if (isGroup(row)) this.#navigator.fold(row.id);
  }

  #targetAt(at: PointerAt): Target | null {
    const { picture } = this.#look();
    return picture && targetAt(picture, at.x, at.y);
  }

  #rowIndexAt(y: number): number | null {
    const { picture, rows } = this.#look();
    if (!picture) return null;
    const index = picture.places.indexAt(y);
    return index < (picture.cores?.cores ?? rows).length ? index : null;
  }
}
