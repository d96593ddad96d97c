import type { RunSummary, ThreadSummary } from '../trace/summary.ts';
import { fit, pad, printable, textWidth } from './textWidth.ts';

/** Of a run with more threads than this, the table shows the first ones; the summary file has them all. */
const maxRows = 40;
const maxNameWidth = 32;
const maxMessageWidth = 100;
const maxFindings = 10;
const maxPlaces = 6;

interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly cell: (thread: ThreadSummary, names: ReadonlyMap<number, string>) => string;
}

const columns: readonly Column[] = [
  { title: 'thread', align: 'left', cell: thread => nameOf(thread) },
  {
    title: 'parent',
    align: 'left',
    cell: (thread, names) => (thread.parent === null ? '' : (names.get(thread.parent) ?? '')),
  },
  { title: 'outcome', align: 'left', cell: thread => thread.outcome },
  { title: 'exit', align: 'right', cell: thread => number(thread.exitCode) },
  { title: 'busy ms', align: 'right', cell: thread => number(thread.stateMs.running) },
  { title: 'blocked ms', align: 'right', cell: thread => number(thread.stateMs.blocked) },
  { title: 'sent', align: 'right', cell: thread => number(thread.messages.sent) },
  { title: 'received', align: 'right', cell: thread => number(thread.messages.received) },
];

/** The table of threads that ends a run, ready for a terminal: no line of it ends in spaces. */
export function formatTable(summary: RunSummary): string {
  const threads = summary.processes.flatMap(process => process.threads);
  const names = new Map(threads.map(thread => [thread.id, nameOf(thread)]));
  const shown = threads.slice(0, maxRows);
  const rows = shown.map(thread => columns.map(column => column.cell(thread, names)));
  const widths = columns.map((column, index) =>
    Math.max(column.title.length, ...rows.map(row => textWidth(row[index] as string))),
  );
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, index) => pad(cells[index] as string, widths[index] as number, align))
      .join('  ')
      .trimEnd();

  const lines = [headline(summary, threads.length)];
  if (threads.length > 0) lines.push('', line(columns.map(column => column.title)));
  let row = 0;
  for (const process of summary.processes) {
    if (row >= rows.length) break;
    // One process needs no heading: it is the command that was just typed.
    if (summary.processes.length > 1) {
      lines.push(`${process.runtime} ${printable(process.runtimeVersion)}, pid ${process.pid}`);
    }
    for (let index = 0; index < process.threads.length && row < rows.length; index++) {
      lines.push(line(rows[row++] as string[]));
    }
  }
  const hidden = threads.length - shown.length;
  if (hidden > 0) lines.push(`… and ${hidden} more; --json writes them all`);

  const failures = threads.filter(thread => thread.error !== null);
  if (failures.length > 0) lines.push('');
  for (const thread of failures.slice(0, maxRows)) {
    const text = `${thread.error?.name ?? ''}: ${thread.error?.message ?? ''}`;
    lines.push(`${nameOf(thread)} failed: ${fit(printable(text), maxMessageWidth)}`);
  }
  lines.push(...foundLines(summary, names));
  if (summary.notices.length > 0) lines.push('', ...summary.notices.map(notice => printable(notice)));
  return `${lines.join('\n')}\n`;
}

/** What was found: each in a paragraph of its own, with the lines that it rests on. */
function foundLines({ findings }: RunSummary, names: ReadonlyMap<number, string>): string[] {
  const lines = findings.slice(0, maxFindings).flatMap(({ title, text, places }) => {
    const at = places.slice(0, maxPlaces).map(({ role, thread, place }) => {
      const file = place.file.replace(/^.*[\\/]/, '');
      return `${names.get(thread) ?? ''} ${role} at ${printable(file)}:${place.line}`.trim();
    });
    const all = [...new Set(at)];
    return ['', `${title}: ${printable(text)}`, ...(all.length > 0 ? [`  ${all.join(', ')}`] : [])];
  });
  const hidden = findings.length - maxFindings;
  return hidden > 0 ? [...lines, '', `… and ${hidden} more findings; --json writes them all`] : lines;
}

function headline(summary: RunSummary, threadCount: number): string {
  const end =
    summary.signal !== null
      ? `ended by ${summary.signal}`
      : `ended with exit code ${summary.exitCode === null ? 'unknown' : summary.exitCode}`;
  const processes = summary.processes.length;
  const counts =
    threadCount === 0
      ? 'no thread was seen'
      : `${count(threadCount, 'thread', 'threads')} in ${count(processes, 'process', 'processes')}`;
  const lost = summary.lostEvents > 0 ? `, ${count(summary.lostEvents, 'event', 'events')} lost` : '';
  return `Thread View: ${end} after ${(summary.durationMs / 1000).toFixed(2)} s; ${counts}${lost}`;
}

function nameOf(thread: ThreadSummary): string {
  return fit(printable(thread.name), maxNameWidth);
}

function number(value: number | null): string {
  return value === null ? '' : String(Math.round(value));
}

function count(value: number, one: string, many: string): string {
  return `${value} ${value === 1 ? one : many}`;
}
