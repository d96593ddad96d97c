import type { HostMessage, PanelMessage, RangeAnswer, ThreadKey } from '../protocol/panel.ts';
import { Inquiry, finalStamp } from './inquiry.ts';
import type { Row } from './layout.ts';
import type { RunModel } from './model.ts';
import { rangeReport } from './rangeReport.ts';
import type { RangeReport } from './rangeReport.ts';
import * as strings from './strings.ts';
import type { TimeRange } from './timeScale.ts';

/** The table of the selected range, as far as it is known. */
export interface RangeSubject {
  readonly range: TimeRange;
  /** `null` until there is an answer; it may still be that of the range before. */
  readonly report: RangeReport | null;
  readonly isStale: boolean;
}

/** More threads than this are more than a table is for, and a question that would take long. */
const mostThreads = 2000;
const mostWaits = 12;
const mostLines = 50;
/** While a range is being drawn out it changes with every move of the pointer. */
const restMs = 120;

interface RangeFactsParts {
  readonly model: RunModel;
  readonly rows: () => readonly Row[];
  readonly post: (message: PanelMessage) => void;
  readonly onNews: () => void;
  /** Other questions about ranges are asked, too. */
  readonly nextRange: () => number;
}

/** Asks what the threads on screen did in the selected range. */
export class RangeFacts {
  readonly #parts: RangeFactsParts;
  readonly #inquiry: Inquiry<RangeAnswer | null, string>;
  #made: { readonly answer: RangeAnswer; readonly version: number; readonly report: RangeReport } | null =
    null;

  constructor(parts: RangeFactsParts) {
    this.#parts = parts;
    this.#inquiry = new Inquiry<RangeAnswer | null, string>({
      post: (request, key) => {
        const [fromNs = 0, toNs = 0, ...threads] = key.split(' ').map(Number);
        const argument = { fromNs, toNs, threads, mostWaits, mostLines };
        parts.post({ type: 'ask', request, question: { name: 'range', argument } });
      },
      onAnswer: parts.onNews,
      onDue: parts.onNews,
      restMs,
      number: parts.nextRange,
    });
  }

  receive({ request, answer }: HostMessage & { type: 'answer' }): void {
    // Whoever hands it on has looked at its name.
    this.#inquiry.receive(request, answer as RangeAnswer | null);
  }

  reset(): void {
    this.#inquiry.reset();
    this.#made = null;
  }

  /** `null` when no range is wanted. */
  read(range: TimeRange | null, atMs: number): RangeSubject | null {
    if (!range) {
      this.#inquiry.keep(null, atMs);
      return null;
    }
    const { isLive, nowNs } = this.#parts.model;
    const key = [range.fromNs, range.toNs, ...this.#threads()].join(' ');
    this.#inquiry.keep({ key, stamp: isLive && range.toNs > nowNs ? nowNs : finalStamp }, atMs);
    const answer = this.#inquiry.latest?.answer ?? null;
    const isStale = this.#inquiry.held(key) === null;
    return { range, report: answer && this.#report(answer), isStale };
  }

  #report(answer: RangeAnswer): RangeReport {
    const { threads, processes, version } = this.#parts.model;
    if (this.#made?.answer !== answer || this.#made.version !== version) {
      const nameOf = (key: ThreadKey) => {
        const thread = threads.get(key);
        if (!thread) return strings.inspector.unknown;
        const process = processes.size > 1 ? processes.get(thread.process) : undefined;
        return [process && strings.processName(process), strings.threadName(thread)]
          .filter(part => part !== undefined)
          .join(' · ');
      };
      const report = rangeReport(answer, nameOf, strings.range.all(answer.threads.length));
      this.#made = { answer, version, report };
    }
    return this.#made.report;
  }

  /** Those that have a lane: what is filtered away or folded into a row of runtime threads is not meant. */
  #threads(): readonly ThreadKey[] {
    return this.#parts
      .rows()
      .flatMap(row => (row.runtime ? [] : row.lanes.map(lane => lane.key)))
      .slice(0, mostThreads);
  }
}
