import type { FindingKind, FindingView } from '../../../src/protocol/findings.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { milliseconds } from '../told.ts';

/** As often as a recorder looks. */
const everyMs = 250;

/** Looks at a trace from one moment to another, and lets time pass with a telling in between. */
export function look(
  trace: Trace,
  fromMs: number,
  toMs: number,
  meanwhile: (ms: number) => void = () => undefined,
): void {
  for (let ms = fromMs; ms <= toMs; ms += everyMs) {
    meanwhile(ms);
    trace.findings.look(trace, { nowNs: ms * milliseconds, cores: 2, isLast: false });
  }
}

export function lookLast(trace: Trace): void {
  trace.findings.look(trace, { nowNs: trace.latestNs, cores: 2, isLast: true });
}

export function foundOf(trace: Trace, kind: FindingKind): FindingView[] {
  return trace.findings.views(trace.originNs).filter(found => found.kind === kind);
}
