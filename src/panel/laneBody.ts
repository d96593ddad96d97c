import { Choice } from './choice.ts';
import { h, setAttribute, setText } from './dom.ts';
import { rowHeightPx } from './layout.ts';
import { RowPlaces, stuckCount } from './rowPlaces.ts';
import type { RowSort } from '../trace/rowOrder.ts';
import { rulerHeightPx } from './ruler.ts';
import * as strings from './strings.ts';
import { leastColumnPx, makeSplitter } from './splitter.ts';

export interface BodyParts {
  /** What may stand beside the timeline; at most one of them is shown. */
  readonly trees: readonly HTMLElement[];
  readonly ruler: HTMLElement;
  readonly canvases: readonly HTMLElement[];
}

export interface BodyActions {
  resize(columnPx: number): void;
  sort(sort: RowSort): void;
}

interface Measures {
  readonly scrollTopPx: number;
  readonly timelineWidthPx: number;
  readonly viewportPx: number;
}

/** Below the last row, so that its marks are not cut off by the edge. */
const roomBelowPx = 10;
const leastTimelinePx = 120;

/**
 * Tree and timeline side by side, scrolled together by the browser itself: the scroller is as high as all
 * rows, what is drawn sticks to its visible part. Knows geometry, not what is shown.
 */
export class LaneBody {
  readonly element: HTMLElement;
  readonly timeline: HTMLElement;
  readonly #sizer = h('div', { class: 'sizer' });
  readonly #sticky: HTMLElement;
  readonly #selectedBand = h('div', { class: 'band selected', hidden: '' });
  readonly #hoveredBand = h('div', { class: 'band hovered', hidden: '' });
  /** Below the rows that stick. */
  readonly #edge = h('div', { class: 'stuck-edge', hidden: '' });
  readonly #empty = h('p', { class: 'no-match', hidden: '' });
  readonly #heading = h('span', {});
  readonly #numbers = h('span', { class: 'cpu' });
  readonly #sort: Choice<RowSort>;
  readonly #ruler: HTMLElement;
  readonly #corner: HTMLElement;
  readonly #splitter: HTMLElement;
  #rowCount = 0;
  #pinnedCount = 0;
  /** Set during a frame. */
  #measured: Measures | null = null;
  /** Room below the rows that is there only so that they can be scrolled. */
  #slackPx = 0;

  constructor({ trees, ruler, canvases }: BodyParts, actions: BodyActions) {
    this.#ruler = ruler;
    this.timeline = h(
      'div',
      // Keys and pointer mean other things here than in a document: screen readers must let them through.
      {
        class: 'timeline',
        role: 'application',
        tabindex: '0',
        'aria-roledescription': strings.timeline.role,
      },
      ...canvases,
    );
    this.#sort = new Choice('sort', strings.rows.sort, strings.rows.sorts, sort => actions.sort(sort));
    this.#corner = h('div', { class: 'corner' }, this.#heading, this.#sort.element, this.#numbers);
    const bands = h('div', { class: 'bands', 'aria-hidden': 'true' }, this.#selectedBand, this.#hoveredBand);
    this.#edge.setAttribute('aria-hidden', 'true');
    this.#splitter = makeSplitter(
      () => this.#corner.offsetWidth,
      width => actions.resize(Math.min(width, this.#sticky.clientWidth - leastTimelinePx)),
    );
    this.#sticky = h(
      'div',
      { class: 'sticky' },
      bands,
      this.#corner,
      ruler,
      ...trees,
      this.timeline,
      this.#edge,
      this.#splitter,
      this.#empty,
    );
    this.#sizer.append(this.#sticky);
    // Without a name and a place in the tab order: the tree and the timeline inside have both.
    this.element = h('main', { class: 'lane-body' }, this.#sizer);
  }

  get scrollTopPx(): number {
    return (this.#measured ?? this.#measure()).scrollTopPx;
  }

  get timelineWidthPx(): number {
    return (this.#measured ?? this.#measure()).timelineWidthPx;
  }

  /** How much of the rows is visible. */
  get viewportPx(): number {
    return (this.#measured ?? this.#measure()).viewportPx;
  }

  get places(): RowPlaces {
    return new RowPlaces(stuckCount(this.#pinnedCount, this.viewportPx), this.scrollTopPx);
  }

  /**
   * Measures once for what follows, up to {@link release}: to measure after something was changed makes the browser
   * lay out the whole page, each time.
   */
  hold(): void {
    this.#measured = this.#measure();
  }

  release(): void {
    this.#measured = null;
  }

  get overflows(): boolean {
    return this.element.scrollHeight > this.element.clientHeight + 1;
  }

  /** `reason` says why there are none, where that is not plain; the first `pinned` of them stick to the top. */
  setRows(count: number, reason: string, pinned = 0): void {
    this.#pinnedCount = pinned;
    this.#empty.hidden = count > 0 || reason === '';
    setText(this.#empty, reason);
    if (count === this.#rowCount) return;
    this.#rowCount = count;
    this.#resize();
  }

  /** Scrolls by so many rows; where there is not so much to scroll, room is made for it. */
  shift(rows: number): void {
    const top = Math.max(0, this.scrollTopPx + rows * rowHeightPx);
    const { scrollHeight, clientHeight } = this.element;
    const missing = top + clientHeight - scrollHeight;
    if (missing > 0) this.#slackPx = scrollHeight + missing - this.#contentPx;
    this.#resize();
    this.element.scrollTop = top;
  }

  /** Nothing needs to keep still any more. */
  settle(): void {
    if (this.#slackPx === 0) return;
    this.#slackPx = 0;
    this.#resize();
  }

  get #contentPx(): number {
    return rulerHeightPx + this.#rowCount * rowHeightPx + roomBelowPx;
  }

  #resize(): void {
    this.#sizer.style.height = `${this.#contentPx + this.#slackPx}px`;
  }

  setColumn(widthPx: number | null): void {
    if (widthPx === null) this.element.style.removeProperty('--column');
    else this.element.style.setProperty('--column', `${Math.max(leastColumnPx, widthPx)}px`);
    this.#splitter.setAttribute('aria-valuenow', String(this.#corner.offsetWidth));
  }

  setBands(selected: number | null, hovered: number | null): void {
    this.#placeBand(this.#selectedBand, selected);
    this.#placeBand(this.#hoveredBand, hovered === selected ? null : hovered);
    const { stuck, stuckPx, scrollTopPx } = this.places;
    this.#edge.hidden = stuck === 0;
    this.#edge.classList.toggle('over', scrollTopPx > 0);
    this.#edge.style.transform = `translateY(${rulerHeightPx + stuckPx}px)`;
  }

  /** Scrolls as little as needed for a row to be seen whole. */
  reveal(index: number): void {
    const { places } = this;
    if (places.isStuck(index)) return;
    const top = index * rowHeightPx - places.stuckPx;
    const bottom = (index + 1) * rowHeightPx;
    if (top < this.scrollTopPx) this.element.scrollTop = top;
    else if (bottom > this.scrollTopPx + this.viewportPx) this.element.scrollTop = bottom - this.viewportPx;
  }

  /** `sort` is `null` where there is nothing to sort. */
  describe(label: string, heading: string, numbers: string, sort: RowSort | null): void {
    this.#sort.show(sort);
    setAttribute(this.timeline, 'aria-label', label);
    setText(this.#heading, heading);
    setText(this.#numbers, numbers);
  }

  #measure(): Measures {
    return {
      scrollTopPx: this.element.scrollTop,
      timelineWidthPx: this.#ruler.clientWidth,
      viewportPx: Math.max(0, this.element.clientHeight - rulerHeightPx),
    };
  }

  #placeBand(band: HTMLElement, index: number | null): void {
    band.hidden = index === null;
    if (index === null) return;
    const { places } = this;
    band.style.transform = `translateY(${rulerHeightPx + places.topOf(index)}px)`;
    band.style.clipPath = clipOf(places.coveredPx(index));
  }
}

/** Of a row that lies under others, what is not seen of it. */
export function clipOf(coveredPx: number): string {
  return coveredPx > 0 ? `inset(${coveredPx}px 0 0)` : '';
}
