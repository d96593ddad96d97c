import type { Nanoseconds, SourcePlace } from '../protocol/words.ts';
import { duration, grouped, moment, placeLabel } from './format.ts';
import type { RangeReport, RangeRow } from './rangeReport.ts';
import * as strings from './strings.ts';

/** The formats in which a range's table can be copied. */
export const copyFormats = ['text', 'csv', 'markdown'] as const;
export type CopyFormat = (typeof copyFormats)[number];

type Cell = string | number;
interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** The columns before this one hold words. */
  readonly words: number;
}

const text = strings.range;

export function exportRange(report: RangeReport, title: string, format: CopyFormat): string {
  switch (format) {
    case 'text':
      return asText(report, title);
    case 'csv':
      return asCsv(report);
    case 'markdown':
      return asMarkdown(report, title);
  }
}

function asText(report: RangeReport, title: string): string {
  const blocks = [headline(report, title), ...tables(report, spoken).map(alignedTable)];
  return `${blocks.join('\n\n')}\n`;
}

/** Durations in milliseconds, moments in milliseconds since the run began; tables apart by an empty line. */
function asCsv(report: RangeReport): string {
  const blocks = tables(report, plain).map(({ head, rows }) =>
    [head, ...rows].map(row => row.map(csvCell).join(',')).join('\r\n'),
  );
  return `${blocks.join('\r\n\r\n')}\r\n`;
}

function asMarkdown(report: RangeReport, title: string): string {
  const blocks = tables(report, spoken).map(({ head, rows, words }) => {
    const line = (cells: readonly Cell[]) => `| ${cells.map(markdownCell).join(' | ')} |`;
    const rule = head.map((_, column) => (column < words ? ':--' : '--:')).join(' | ');
    return [line(head), `| ${rule} |`, ...rows.map(line)].join('\n');
  });
  return `${[`**${markdownCell(headline(report, title))}**`, ...blocks].join('\n\n')}\n`;
}

function headline({ fromNs, toNs }: RangeReport, title: string): string {
  return `${title}: ${text.between(moment(fromNs), moment(toNs))} (${duration(toNs - fromNs)})`;
}

/** How times and places are written in cells; nothing at all is left empty. */
interface Cells {
  readonly time: (ns: Nanoseconds) => Cell;
  readonly moment: (ns: Nanoseconds) => Cell;
  readonly place: (place: SourcePlace) => Cell;
  readonly unit: string;
}
const spoken: Cells = {
  time: ns => (ns > 0 ? duration(ns) : ''),
  moment,
  place: placeLabel,
  unit: '',
};
const plain: Cells = {
  time: milliseconds,
  moment: milliseconds,
  place: ({ file, line }) => `${file}:${line}`,
  unit: ` (${text.milliseconds})`,
};

function milliseconds(ns: Nanoseconds): number {
  return Number((ns / 1e6).toFixed(6));
}

function tables(report: RangeReport, { time, moment, place, unit }: Cells): readonly Table[] {
  const { states, rows, total, waits, longest, lines, moreLines } = report;
  const line = ({ name, stateNs, sent, received }: RangeRow): readonly Cell[] => [
    name,
    ...states.map(state => time(stateNs[state])),
    sent,
    received,
  ];
  const all: Table[] = [
    {
      head: [text.thread, ...states.map(state => strings.states[state] + unit), text.sent, text.received],
      rows: [...rows, ...(rows.length > 1 ? [total] : [])].map(line),
      words: 1,
    },
  ];
  if (waits.length > 0) {
    all.push({
      head: [text.waitedFor, text.threads, text.times, text.total + unit, text.longest + unit],
      rows: waits.map(sum => [
        strings.causeText(sum.cause),
        sum.threads,
        sum.count,
        time(sum.totalNs),
        time(sum.longestNs),
      ]),
      words: 1,
    });
  }
  if (longest.length > 0) {
    const { at: waitsAt, from: wokenFrom } = strings.waits;
    const places = longest.some(({ at, wokenBy }) => at ?? wokenBy?.at);
    const cell = (known: SourcePlace | null | undefined) => (known ? place(known) : '');
    all.push({
      head: [
        ...[text.longestWaits, text.cause],
        ...(places ? [waitsAt, wokenFrom] : []),
        ...[text.from + unit, text.duration + unit],
      ],
      rows: longest.map(wait => [
        wait.name,
        strings.waitText(wait),
        ...(places ? [cell(wait.at), cell(wait.wokenBy?.at)] : []),
        moment(wait.startNs),
        time(wait.endNs - wait.startNs),
      ]),
      words: places ? 4 : 2,
    });
  }
  if (lines.length > 0) {
    const rest: readonly Cell[] = [text.moreLines(moreLines), '', '', ''];
    all.push({
      head: [text.lines, text.time, text.threads, text.total + unit],
      rows: [
        ...lines.map(line => [
          place(line.place),
          text.lineTimes[line.state],
          line.threads,
          time(line.totalNs),
        ]),
        ...(moreLines > 0 ? [rest] : []),
      ],
      words: 2,
    });
  }
  return all;
}

/** Words to the left, numbers to the right. */
function alignedTable({ head, rows, words }: Table): string {
  const lines = [head, ...rows].map(row => row.map(plainCell));
  const widths = head.map((_, column) => Math.max(...lines.map(line => (line[column] ?? '').length)));
  return lines
    .map(line =>
      line
        .map((cell, column) =>
          column < words ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Names come from the user's program: a line break in one must not begin a line of the table. */
function plainCell(cell: Cell): string {
  return typeof cell === 'number' ? grouped(cell) : cell.replace(/\s*[\r\n\t]+\s*/g, ' ');
}

/** A spreadsheet takes what begins like a formula for one; a name must not be run. */
function csvCell(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function markdownCell(cell: Cell): string {
  return plainCell(cell).replace(/[\\|`*_<[\]]/g, '\\$&');
}
