import type { ThreadView } from '../protocol/panel.ts';
import type { Nanoseconds, SourcePlace } from '../protocol/words.ts';
import { failedAt } from '../trace/stackFrames.ts';
import * as strings from './strings.ts';

export type MarkKind = 'created' | 'finished' | 'failed' | 'killed';

/** Something that happened at one moment of one thread: it made another, or it ended. */
export interface Mark {
  readonly kind: MarkKind;
  /** The thread in whose lane the mark stands. */
  readonly thread: ThreadView;
  /** For `created`: the thread that was made. */
  readonly child: ThreadView | null;
  readonly atNs: Nanoseconds;
  /** A word beside the mark; empty for creations. */
  readonly label: string;
  /** Where a click leads. */
  readonly place: SourcePlace | null;
}

/** The marks of one lane, in order of time. */
export function marksOf(thread: ThreadView, children: readonly ThreadView[]): readonly Mark[] {
  const marks: Mark[] = children.map(child => ({
    kind: 'created',
    thread,
    child,
    atNs: child.createdNs,
    label: '',
    place: child.createdAt,
  }));
  const end = endMark(thread);
  if (end) marks.push(end);
  return marks.sort((a, b) => a.atNs - b.atNs);
}

function endMark(thread: ThreadView): Mark | null {
  if (thread.endedNs === null || thread.outcome === 'running') return null;
  return {
    kind: thread.outcome,
    thread,
    child: null,
    atNs: thread.endedNs,
    label: strings.endLabel(thread),
    place: endPlace(thread),
  };
}

/** The line that ended it: the throw, the `terminate()` or `exit()` call; else the line that made it. */
function endPlace(thread: ThreadView): SourcePlace | null {
  return failedAt(thread) ?? thread.terminateCalledAt ?? thread.exitCalledAt ?? thread.createdAt;
}
