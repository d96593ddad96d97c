import type { LineInRange, RangeAnswer, ThreadInRange, ThreadKey, WaitView } from '../protocol/panel.ts';
import { threadStates } from '../protocol/words.ts';
import type { Nanoseconds, ThreadState } from '../protocol/words.ts';
import type { TimeRange } from './timeScale.ts';

/** One line of the table: a thread, or several together. */
export interface RangeRow {
  /** `null` when it speaks of several. */
  readonly thread: ThreadKey | null;
  readonly name: string;
  readonly stateNs: Readonly<Record<ThreadState, Nanoseconds>>;
  readonly sent: number;
  readonly received: number;
}

export interface WaitSum {
  readonly cause: string;
  /** How many threads waited for it. */
  readonly threads: number;
  readonly count: number;
  readonly totalNs: Nanoseconds;
  readonly longestNs: Nanoseconds;
}

export interface NamedWait extends WaitView {
  readonly name: string;
}

/** What happened in a range, as it is shown and copied. */
export interface RangeReport extends TimeRange {
  /** The states that any thread was in, in the order in which a thread passes through them. */
  readonly states: readonly ThreadState[];
  /** In the order in which they were asked for. */
  readonly rows: readonly RangeRow[];
  readonly total: RangeRow;
  /** The longest in sum first. */
  readonly waits: readonly WaitSum[];
  /** The longest first. */
  readonly longest: readonly NamedWait[];
  /** The most time first; and how many more there are. */
  readonly lines: readonly LineInRange[];
  readonly moreLines: number;
}

export function rangeReport(
  { fromNs, toNs, threads, longestWaits, lines, moreLines }: RangeAnswer,
  nameOf: (thread: ThreadKey) => string,
  totalName: string,
): RangeReport {
  const rows = threads.map(thread => ({ ...thread, name: nameOf(thread.thread) }));
  const total = sumOf(rows, totalName);
  return {
    fromNs,
    toNs,
    states: threadStates.filter(state => total.stateNs[state] > 0),
    rows: rows.filter(row => !isNothing(row)),
    total,
    waits: waitSums(threads),
    longest: longestWaits.map(wait => ({ ...wait, name: nameOf(wait.thread) })),
    lines,
    moreLines,
  };
}

/** Not born yet, or gone. */
function isNothing({ stateNs, sent, received }: RangeRow): boolean {
  return sent === 0 && received === 0 && threadStates.every(state => stateNs[state] <= 0);
}

export function sumOf(rows: readonly RangeRow[], name: string): RangeRow {
  const stateNs = { created: 0, starting: 0, running: 0, ready: 0, waiting: 0, blocked: 0, sleeping: 0 };
  let [sent, received] = [0, 0];
  for (const row of rows) {
    for (const state of threadStates) stateNs[state] += row.stateNs[state];
    sent += row.sent;
    received += row.received;
  }
  return { thread: null, name, stateNs, sent, received };
}

/**
 * More rows than `most` are no table any more: the busiest are left, in their order, and the rest becomes one row.
 */
export function foldedRows(
  rows: readonly RangeRow[],
  most: number,
  nameOfRest: (count: number) => string,
): readonly RangeRow[] {
  if (rows.length <= most) return rows;
  const busiest = [...rows].sort((a, b) => b.stateNs.running - a.stateNs.running).slice(0, most - 1);
  const kept = new Set(busiest);
  const rest = rows.filter(row => !kept.has(row));
  return [...rows.filter(row => kept.has(row)), sumOf(rest, nameOfRest(rest.length))];
}

function waitSums(threads: readonly ThreadInRange[]): readonly WaitSum[] {
  const sums = new Map<string, WaitSum>();
  for (const { waits } of threads) {
    for (const { cause, count, totalNs, longestNs } of waits) {
      const sum = sums.get(cause);
      sums.set(cause, {
        cause,
        threads: (sum?.threads ?? 0) + 1,
        count: (sum?.count ?? 0) + count,
        totalNs: (sum?.totalNs ?? 0) + totalNs,
        longestNs: Math.max(sum?.longestNs ?? 0, longestNs),
      });
    }
  }
  return [...sums.values()].sort((a, b) => b.totalNs - a.totalNs);
}
