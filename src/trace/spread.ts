import type { Spread } from '../protocol/panel.ts';

/** Half of the durations are no longer than the first, and so on. @returns `null` where there are none */
export function spreadOf(durationsNs: Float64Array): Spread | null {
  if (durationsNs.length === 0) return null;
  const sorted = durationsNs.slice().sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50Ns: at(0.5), p95Ns: at(0.95), mostNs: at(1) };
}
