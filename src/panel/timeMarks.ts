import type { Nanoseconds } from '../protocol/words.ts';
import { orderedRange } from './timeScale.ts';
import type { TimeRange } from './timeScale.ts';

export const markNames = ['a', 'b'] as const;
export type MarkName = (typeof markNames)[number];

/** Two moments that the user marked, to see how far apart they are. */
export type TimeMarks = Readonly<Record<MarkName, Nanoseconds | null>>;

export const noMarks: TimeMarks = { a: null, b: null };

export function withMark(marks: TimeMarks, name: MarkName, ns: Nanoseconds | null): TimeMarks {
  return { ...marks, [name]: ns === null ? null : Math.max(0, Math.round(ns)) };
}

/** Which of the two a click at `ns` is about: the one that is not set yet, else the nearer. */
export function markFor(marks: TimeMarks, ns: Nanoseconds): MarkName {
  if (marks.a === null) return 'a';
  if (marks.b === null) return 'b';
  return Math.abs(ns - marks.a) <= Math.abs(ns - marks.b) ? 'a' : 'b';
}

/** From one to the other, in order of time; `null` until both are set. */
export function markedRange({ a, b }: TimeMarks): TimeRange | null {
  return a === null || b === null ? null : orderedRange(a, b);
}

/** The set mark within reach of a pixel, the nearest if there are two. */
export function markAt(
  marks: TimeMarks,
  px: number,
  toPx: (ns: Nanoseconds) => number,
  reachPx: number,
): MarkName | null {
  let best: MarkName | null = null;
  let bestPx = reachPx;
  for (const name of markNames) {
    const ns = marks[name];
    const distance = ns === null ? Infinity : Math.abs(toPx(ns) - px);
    if (distance > bestPx) continue;
    best = name;
    bestPx = distance;
  }
  return best;
}

/** A moment that is near the edge of a span is meant to be that edge. */
export function snapped(
  ns: Nanoseconds,
  edges: readonly Nanoseconds[],
  nsPerPx: number,
  reachPx: number,
): Nanoseconds {
  let best = ns;
  let bestNs = reachPx * nsPerPx;
  for (const edge of edges) {
    if (Math.abs(edge - ns) > bestNs) continue;
    best = edge;
    bestNs = Math.abs(edge - ns);
  }
  return best;
}
