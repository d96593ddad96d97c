import { rowHeightPx, rowsBetween } from './rows.ts';
import type { Row } from './rows.ts';

/** Of the height of what is seen, rows that stick take no more than this. */
const mostStuckShare = 0.4;

/** How many of the rows stick to the top: those that are pinned, as long as there is room for the others. */
export function stuckCount(pinned: number, heightPx: number): number {
  return Math.min(pinned, Math.floor((heightPx * mostStuckShare) / rowHeightPx));
}

/**
 * Where rows are on screen: the first few stick to the top, the others are scrolled under them. Places are pixels
 * from the top of what is seen of the rows.
 */
export class RowPlaces {
  constructor(
    /** How many of the first rows stick. */
    readonly stuck: number,
    readonly scrollTopPx: number,
  ) {}

  /** As high as the rows that stick. */
  get stuckPx(): number {
    return this.stuck * rowHeightPx;
  }

  isStuck(index: number): boolean {
    return index < this.stuck;
  }

  topOf(index: number): number {
    return index * rowHeightPx - (this.isStuck(index) ? 0 : this.scrollTopPx);
  }

  /** How much of a row, from its top, lies under those that stick. */
  coveredPx(index: number): number {
    if (this.stuck === 0 || this.isStuck(index)) return 0;
    return Math.min(rowHeightPx, Math.max(0, this.stuckPx - this.topOf(index)));
  }

  /** What is seen at a place, whether there is such a row or not. */
  indexAt(px: number): number {
    return Math.floor((px < this.stuckPx ? px : px + this.scrollTopPx) / rowHeightPx);
  }

  /** The rows that are seen, from top to bottom; with `sparePx`, also those so far above and below. */
  seen(rows: readonly Row[], heightPx: number, sparePx = 0): readonly Row[] {
    const top = this.scrollTopPx + this.stuckPx - sparePx;
    const scrolled = rowsBetween(rows, top, this.scrollTopPx + heightPx + sparePx);
    return [...rows.slice(0, this.stuck), ...scrolled.filter(row => !this.isStuck(row.index))];
  }
}
