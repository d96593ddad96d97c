import type { LaneShares, LaneSpans, ThreadView } from '../protocol/panel.ts';
import { provenances, threadStates } from '../protocol/words.ts';
import { cellButton } from './accessibleTable.ts';
import { h, refresh, setAttribute, setText } from './dom.ts';
import { duration, moment, percent, placeLabel } from './format.ts';
import { shareAt } from './laneShares.ts';
import type { Picture } from './picture.ts';
import { rowsAround } from './rowsAround.ts';
import * as strings from './strings.ts';
import { spanTarget } from './targets.ts';
import type { SpanTarget } from './targets.ts';
import type { PickedSpan } from './viewState.ts';

export interface SpanTableView {
  readonly picture: Picture;
  /** Whose spans are listed; `null` for nobody's. */
  readonly thread: ThreadView | null;
  readonly picked: PickedSpan | null;
}

/**
 * What is seen of the selected thread's lane, as a table: its spans, or the shares of its states where there are more
 * spans than pixels. The state in a row selects the span.
 */
export class SpanTable {
  readonly element = h('table', { hidden: '' });
  readonly #caption = h('caption', {});
  readonly #head = h('thead', {});
  readonly #body = h('tbody', {});
  readonly #pick: (target: SpanTarget) => void;

  constructor(pick: (target: SpanTarget) => void) {
    this.#pick = pick;
    this.element.append(this.#caption, this.#head, this.#body);
  }

  update({ picture, thread, picked }: SpanTableView): void {
    const lane = thread && picture.laneOf(thread.key);
    this.element.hidden = !lane;
    if (!lane) return;
    if (lane.kind === 'spans') this.#showSpans(picture, thread, lane, picked);
    else this.#showShares(picture, thread, lane);
  }

  #showSpans(picture: Picture, thread: ThreadView, lane: LaneSpans, picked: PickedSpan | null): void {
    const targets = spansInView(picture, thread, lane);
    const current = targets.findIndex(target => isPicked(target, picked));
    const { from, to } = rowsAround(current, targets.length);
    const { columns, caption } = strings.spanTable;
    this.#showHead(caption(thread.name, from + 1, to, targets.length), columns, targets.length);
    const rows = targets.slice(from, to).map(target => ({ target, cells: spanCells(target, picture) }));
    refresh(this.#body, JSON.stringify([thread.key, from, current, rows.map(row => row.cells)]), () =>
      rows.map(({ target, cells: [state, ...cells] }, index) =>
        h(
          'tr',
          {
            'aria-rowindex': String(from + index + 2),
            'aria-current': from + index === current ? 'true' : null,
          },
          h(
            'th',
            { scope: 'row' },
            cellButton(state ?? '', () => this.#pick(target)),
          ),
          ...cells.map(cell => h('td', {}, cell)),
        ),
      ),
    );
  }

  #showShares(picture: Picture, thread: ThreadView, lane: LaneShares): void {
    const shares = sharesInView(picture, lane);
    const { shareColumns, shareCaption } = strings.spanTable;
    const { fromNs, toNs } = picture.scale;
    const caption = shareCaption(
      thread.name,
      moment(Math.max(0, fromNs)),
      moment(Math.min(toNs, picture.nowNs)),
    );
    this.#showHead(caption, shareColumns, shares.length);
    refresh(this.#body, JSON.stringify([thread.key, shares]), () =>
      shares.map(([state, share], index) =>
        h(
          'tr',
          { 'aria-rowindex': String(index + 2) },
          h('th', { scope: 'row' }, state),
          h('td', {}, percent(share)),
        ),
      ),
    );
  }

  #showHead(caption: string, columns: readonly string[], count: number): void {
    setText(this.#caption, caption);
    setAttribute(this.element, 'aria-rowcount', String(count + 1));
    refresh(this.#head, columns.join('|'), () => [
      h('tr', { 'aria-rowindex': '1' }, ...columns.map(name => h('th', { scope: 'col' }, name))),
    ]);
  }
}

function spansInView(picture: Picture, thread: ThreadView, lane: LaneSpans): readonly SpanTarget[] {
  const targets: SpanTarget[] = [];
  for (let index = 0; index < lane.startNs.length; index++) {
    const target = spanTarget(picture, thread, lane, index);
    if (target.toNs > picture.scale.fromNs && target.fromNs < picture.scale.toNs) targets.push(target);
  }
  return targets;
}

function isPicked({ thread, fromNs }: SpanTarget, picked: PickedSpan | null): boolean {
  return picked?.thread === thread.key && picked.fromNs === fromNs;
}

function spanCells({ lane, index, fromNs, toNs, waitsAt }: SpanTarget, picture: Picture): readonly string[] {
  const state = threadStates[lane.state[index] ?? 0] ?? 'waiting';
  const known = provenances[lane.known[index] ?? 0] ?? 'told';
  const cause = picture.cause(lane.cause[index] ?? -1) ?? '';
  return [
    strings.states[state],
    waitsAt ? strings.waits.causeAt(cause, placeLabel(waitsAt)) : cause,
    moment(fromNs),
    moment(toNs),
    duration(toNs - fromNs),
    strings.known[known],
  ];
}

/** Of what is seen of the lane, how much each state took, the largest first. */
function sharesInView(
  picture: Picture,
  lane: LaneShares,
): readonly (readonly [state: string, share: number])[] {
  const { fromNs, toNs } = picture.laneWindow;
  const bucketNs = (toNs - fromNs) / lane.buckets;
  const first = Math.max(0, Math.floor((picture.scale.fromNs - fromNs) / bucketNs));
  const last = Math.min(lane.buckets, Math.ceil((picture.scale.toNs - fromNs) / bucketNs));
  const sums = threadStates.map((_, state) => {
    let sum = 0;
    for (let bucket = first; bucket < last; bucket++) sum += shareAt(lane, bucket, state);
    return sum;
  });
  const all = sums.reduce((a, b) => a + b, 0);
  return threadStates
    .map((state, index) => [strings.states[state], (sums[index] ?? 0) / all] as const)
    .filter(([, share]) => share > 0)
    .sort((a, b) => b[1] - a[1]);
}
