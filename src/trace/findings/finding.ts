import type { FindingKind, FindingRole, FindingView } from '../../protocol/findings.ts';
import type { ThreadKey } from '../../protocol/panel.ts';
import type { Nanoseconds, SourcePlace } from '../../protocol/words.ts';
import type { ProcessRecord, ThreadRecord } from '../entities.ts';
import type { Trace } from '../trace.ts';

/** When a trace is looked at, and what is known beside it. Part of what a trace is made of: see `engine/inputs.ts`. */
export interface Look {
  readonly nowNs: Nanoseconds;
  /** How many threads the machine runs at once. */
  readonly cores: number;
  /** Nobody is left who could tell. */
  readonly isLast: boolean;
}

/** Something that was found. Times are absolute, all else is as in {@link FindingView}. */
export interface Found extends Omit<FindingView, 'id' | 'kind'> {
  /** Tells it from all others of its kind, and is the same at every look. */
  readonly key: string;
}

/**
 * Looks for one kind of finding. One per trace, made before it begins. It is asked every quarter of a second while
 * the trace grows, however long that is by then: so a look is bounded, or goes on where the one before it ended.
 */
export interface Detector {
  readonly kind: FindingKind;
  /**
   * All that it stands by, what it found before included: what it leaves out is taken back. What did not change is
   * the same object. The order is that of finding.
   */
  look(trace: Trace, look: Look): readonly Found[];
}

/** The threads of the program that have begun to boot and are not over. */
export function livingThreads(threads: Iterable<ThreadRecord>): ThreadRecord[] {
  const living: ThreadRecord[] = [];
  for (const thread of threads) if (thread.kind === 'program' && thread.endedNs === null) living.push(thread);
  return living;
}

/** Main has told its end: whatever the others are at, the process is about to end, however late that is heard. */
export function isEnding({ threads }: ProcessRecord): boolean {
  return (threads.get(0)?.endedNs ?? null) !== null;
}

export function placeOf(
  role: FindingRole,
  thread: ThreadKey,
  place: SourcePlace | null | undefined,
): FindingView['places'] {
  return place === null || place === undefined ? [] : [{ role, thread, place }];
}

/** Milliseconds for a sentence, with as many digits as one reads. */
export function shownMs(ns: number): number {
  const ms = ns / 1e6;
  return ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms);
}
