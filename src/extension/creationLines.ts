import type { ThreadView } from '../protocol/panel.ts';

/** The threads that one line made, and what became of them. */
export interface CreationLine {
  /** Counted from 1, as the runtime does. */
  readonly line: number;
  readonly threads: readonly ThreadView[];
  readonly alive: number;
  readonly finished: number;
  readonly failed: number;
  readonly killed: number;
  /** Nanoseconds on a core, or wanting one, of all of them. */
  readonly busyNs: number;
}

/** @param file an absolute path @param pathOf where a place's file lies, for it may be told as a URL */
export function creationLines(
  threads: readonly ThreadView[],
  file: string,
  pathOf: (file: string) => string | null,
): CreationLine[] {
  const byLine = new Map<number, ThreadView[]>();
  for (const thread of threads) {
    const { createdAt } = thread;
    if (thread.kind !== 'program' || createdAt === null || pathOf(createdAt.file) !== file) continue;
    const made = byLine.get(createdAt.line);
    if (made === undefined) byLine.set(createdAt.line, [thread]);
    else made.push(thread);
  }
  return [...byLine]
    .sort(([a], [b]) => a - b)
    .map(([line, made]) => {
      const count = (outcome: ThreadView['outcome']) =>
        made.filter(thread => thread.outcome === outcome).length;
      return {
        line,
        threads: made,
        alive: count('running'),
        finished: count('finished'),
        failed: count('failed'),
        killed: count('killed'),
        busyNs: made.reduce((sum, { stateNs }) => sum + stateNs.running + stateNs.ready, 0),
      };
    });
}
