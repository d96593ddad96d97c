import { h, refresh } from './dom.ts';
import { duration, grouped, moment } from './format.ts';
import { icon, stateMark } from './icons.ts';
import { copyFormats, exportRange } from './rangeExport.ts';
import type { RangeSubject } from './rangeFacts.ts';
import { foldedRows } from './rangeReport.ts';
import type { LineInRange } from '../protocol/panel.ts';
import type { NamedWait, RangeReport, RangeRow, WaitSum } from './rangeReport.ts';
import { linkButton, placeLink, waitList } from './section.ts';
import type { LinkActions } from './section.ts';
import * as strings from './strings.ts';
import { iconButton } from './toolkit.ts';

export interface RangeViewActions extends LinkActions {
  fit(): void;
  close(): void;
  say(text: string): void;
}

const text = strings.range;
const mostRows = 40;
const mostCauses = 12;
const mostLines = 12;

/** What the selected range holds: time per state and thread, messages, waits. Stands where the inspector stands. */
export class RangeView {
  readonly element = h('section', {
    class: 'range-view',
    'aria-label': text.label,
    tabindex: '-1',
    hidden: '',
  });
  readonly #actions: RangeViewActions;
  readonly #heading = h('h2', {});
  readonly #body = h('div', { class: 'range-body' });
  readonly #copy: HTMLElement;
  #report: RangeReport | null = null;
  #title = '';

  /** `tabs` lead to the other things that could stand here. */
  constructor(actions: RangeViewActions, tabs: HTMLElement) {
    this.#actions = actions;
    this.#copy = h(
      'span',
      { class: 'range-copy' },
      icon('copy'),
      h('span', { class: 'quiet' }, text.copy),
      ...copyFormats.map(format => {
        const button = linkButton(text.formats[format], () => {
          if (!this.#report) return;
          actions.copy(exportRange(this.#report, this.#title, format));
          actions.say(text.copied(text.formats[format]));
        });
        button.title = text.copyTitle(text.formats[format]);
        return button;
      }),
    );
    this.element.append(
      h(
        'div',
        { class: 'inspector-head' },
        this.#heading,
        tabs,
        this.#copy,
        iconButton('fit', text.fit, () => actions.fit()),
        iconButton('close', text.close, () => actions.close()),
      ),
      this.#body,
    );
  }

  update(subject: RangeSubject | null, title: string): void {
    this.element.hidden = subject === null;
    if (!subject) return;
    const { range, report, isStale } = subject;
    this.#title = title;
    this.#report = isStale ? null : report;
    this.#copy.classList.toggle('unavailable', isStale);
    const between = text.between(moment(range.fromNs), moment(range.toNs));
    refresh(this.#heading, `${range.fromNs} ${range.toNs}`, () => [
      h('span', { class: 'title' }, `${text.label} · ${duration(range.toNs - range.fromNs)}`),
      h('span', { class: 'state' }, between),
    ]);
    this.#body.classList.toggle('stale', isStale);
    refresh(this.#body, report ? JSON.stringify(report) : '', () =>
      report ? this.#content(report) : [h('p', { class: 'quiet' }, text.asking)],
    );
  }

  focus(): void {
    this.element.focus();
  }

  #content(report: RangeReport): readonly Node[] {
    if (report.rows.length === 0) return [h('p', { class: 'quiet' }, text.nothing)];
    return [
      h('div', { class: 'range-scroll' }, this.#threadTable(report)),
      h('div', { class: 'range-waits' }, ...this.#waits(report), ...this.#lines(report)),
    ];
  }

  #threadTable(report: RangeReport): HTMLElement {
    const { states, total } = report;
    const rows = foldedRows(report.rows, mostRows, text.more);
    const head = h(
      'tr',
      {},
      h('th', { scope: 'col' }, text.thread),
      h(
        'th',
        { scope: 'col', class: 'range-bar-column' },
        h('span', { class: 'visually-hidden' }, text.share),
      ),
      ...states.map(state =>
        h(
          'th',
          { scope: 'col', class: 'number', title: strings.stateMeanings[state] },
          strings.states[state],
        ),
      ),
      h('th', { scope: 'col', class: 'number' }, text.sent),
      h('th', { scope: 'col', class: 'number' }, text.received),
    );
    const shown = rows.length > 1 ? [...rows, total] : rows;
    return h(
      'table',
      { class: 'range-table' },
      h('thead', {}, head),
      h('tbody', {}, ...shown.map(row => this.#row(row, report, row === total))),
    );
  }

  #row(row: RangeRow, { states, fromNs, toNs }: RangeReport, isTotal: boolean): HTMLElement {
    const { thread, name, stateNs, sent, received } = row;
    // Several threads together have no length that they could fill.
    const lengthNs = thread === null ? states.reduce((sum, one) => sum + stateNs[one], 0) : toNs - fromNs;
    const bar = h('div', { class: 'time-bar', 'aria-hidden': 'true' });
    for (const state of states) {
      if (stateNs[state] <= 0) continue;
      const piece = h('div', { class: `time-piece back-${state}` });
      piece.style.width = `${Math.min(100, (stateNs[state] / lengthNs) * 100)}%`;
      bar.append(piece);
    }
    const link = thread === null ? name : linkButton(name, () => this.#actions.select(thread));
    const time = (ns: number) => h('td', { class: 'number' }, ns > 0 ? duration(ns) : '');
    const count = (value: number) => h('td', { class: 'number' }, value > 0 ? grouped(value) : '');
    return h(
      'tr',
      { class: isTotal ? 'sum' : null },
      h('th', { scope: 'row' }, link),
      h('td', {}, bar),
      ...states.map(state => time(stateNs[state])),
      count(sent),
      count(received),
    );
  }

  #waits({ waits, longest }: RangeReport): readonly Node[] {
    if (waits.length === 0) return [h('p', { class: 'quiet' }, text.noWaits)];
    return [causesTable(waits.slice(0, mostCauses)), this.#longest(longest)];
  }

  /** Where time went, as far as lines are known. */
  #lines(report: RangeReport): readonly Node[] {
    const { shown, more } = shownLines(report);
    if (shown.length === 0) return [];
    const row = ({ place, state, threads, totalNs }: LineInRange) =>
      h(
        'tr',
        {},
        h('th', { scope: 'row' }, placeLink(place, this.#actions)),
        h('td', {}, h('span', { class: 'state-line' }, stateMark(state), text.lineTimes[state])),
        h('td', { class: 'number line-threads' }, grouped(threads)),
        h('td', { class: 'number' }, duration(totalNs)),
      );
    const head = h(
      'tr',
      {},
      h('th', { scope: 'col' }, text.line),
      h('th', { scope: 'col' }, text.time),
      h('th', { scope: 'col', class: 'number line-threads' }, text.threads),
      h('th', { scope: 'col', class: 'number' }, text.total),
    );
    return [
      h(
        'div',
        { class: 'facts range-lines' },
        h('h3', {}, text.lines),
        h('p', { class: 'explanation' }, text.linesMeaning),
        h('table', { class: 'range-table' }, h('thead', {}, head), h('tbody', {}, ...shown.map(row))),
        more > 0 ? h('p', { class: 'quiet' }, text.moreLines(more)) : null,
      ),
    ];
  }

  #longest(longest: readonly NamedWait[]): HTMLElement {
    const list = waitList(longest, wait => `${wait.name}: ${strings.waitText(wait)}`, this.#actions);
    return h('div', { class: 'facts' }, h('h3', {}, text.longestWaits), list);
  }
}

/** The lines that are shown, and how many are not. */
function shownLines({ lines, moreLines }: RangeReport): {
  readonly shown: readonly LineInRange[];
  readonly more: number;
} {
  const shown = lines.slice(0, mostLines);
  return { shown, more: lines.length - shown.length + moreLines };
}

function causesTable(waits: readonly WaitSum[]): HTMLElement {
  const head = [text.times, text.total, text.longest];
  return h(
    'div',
    { class: 'facts' },
    h('h3', {}, text.waits),
    h(
      'table',
      { class: 'range-table' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col' }, text.waitedFor),
          ...head.map(name => h('th', { scope: 'col', class: 'number' }, name)),
        ),
      ),
      h(
        'tbody',
        {},
        ...waits.map(({ cause, count, totalNs, longestNs }) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, strings.causeText(cause)),
            h('td', { class: 'number' }, grouped(count)),
            h('td', { class: 'number' }, duration(totalNs)),
            h('td', { class: 'number' }, duration(longestNs)),
          ),
        ),
      ),
    ),
  );
}
