import { findingKinds } from '../protocol/findings.ts';
import type { FindingKind, FindingView } from '../protocol/findings.ts';
import type { ThreadKey } from '../protocol/panel.ts';

/** How much it matters: something broke, something costs time, something could be done better. */
export type Severity = 'error' | 'warning' | 'info';
export const severities: readonly Severity[] = ['error', 'warning', 'info'];

const bySeverity: Readonly<Record<FindingKind, Severity>> = {
  deadlock: 'error',
  'out-of-memory': 'error',
  'unhandled-error': 'error',
  'starved-loop': 'warning',
  'growing-backlog': 'warning',
  'delayed-message': 'warning',
  'lock-convoy': 'warning',
  'gil-bound': 'info',
  oversubscription: 'info',
  'kept-alive': 'warning',
  'listener-leak': 'warning',
  'short-lived-threads': 'info',
  'idle-threads': 'info',
};

export function severityOf(kind: FindingKind): Severity {
  return bySeverity[kind];
}

/** The gravest first, of the same kind the earliest. */
export function inOrder(findings: Iterable<FindingView>): readonly FindingView[] {
  return [...findings].sort(
    (a, b) =>
      findingKinds.indexOf(a.kind) - findingKinds.indexOf(b.kind) ||
      a.sinceNs - b.sinceNs ||
      (a.id < b.id ? -1 : 1),
  );
}

/** What was found of each thread, the gravest first. */
export function findingsByThread(
  findings: Iterable<FindingView>,
): ReadonlyMap<ThreadKey, readonly FindingView[]> {
  const found = new Map<ThreadKey, FindingView[]>();
  for (const finding of inOrder(findings)) {
    for (const thread of new Set(finding.threads)) {
      const own = found.get(thread);
      if (own) own.push(finding);
      else found.set(thread, [finding]);
    }
  }
  return found;
}

export function gravest(findings: readonly FindingView[]): Severity | null {
  return severities.find(severity => findings.some(({ kind }) => severityOf(kind) === severity)) ?? null;
}
