import type { TraceUpdate } from './recording.ts';

/** One update in place of two that follow each other: the latest of everything that either told. */
export function mergeUpdates(earlier: TraceUpdate, later: TraceUpdate): TraceUpdate {
  if (later.snapshot) return later;
  return {
    ...later,
    snapshot: earlier.snapshot,
    processes: latestOf(earlier.processes, later.processes),
    threads: latestOf(earlier.threads, later.threads),
    findings: later.findings ?? earlier.findings,
  };
}

function latestOf<View extends { readonly key: number }>(
  earlier: readonly View[],
  later: readonly View[],
): readonly View[] {
  const byKey = new Map(earlier.map(view => [view.key, view]));
  for (const view of later) byKey.set(view.key, view);
  return [...byKey.values()];
}
