import type { TimeScale } from './timeScale.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { decimal, t } from './l10n.ts';

export interface Tick {
  readonly ns: Nanoseconds;
  readonly px: number;
  readonly label: string;
}

export interface Ticks {
  readonly stepNs: Nanoseconds;
  readonly major: readonly Tick[];
  /** Pixels of the unlabelled ticks between. */
  readonly minorPx: readonly number[];
}

const second = 1e9;
/** From a second on, people count in sixties. */
const longSteps = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400,
];

/** The smallest step that people count in and that is not below `atLeastNs`. */
export function niceStepNs(atLeastNs: Nanoseconds): Nanoseconds {
  if (atLeastNs <= 1) return 1;
  if (atLeastNs > second / 2) {
    const step = longSteps.find(seconds => seconds * second >= atLeastNs);
    if (step !== undefined) return step * second;
    const days = atLeastNs / (86_400 * second);
    return decimalStep(days) * 86_400 * second;
  }
  return decimalStep(atLeastNs);
}

function decimalStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  for (const digit of [1, 2, 5, 10]) if (digit * power >= atLeast * (1 - 1e-12)) return digit * power;
  return 10 * power;
}

/** Between labels; a narrow panel must do with less. */
const comfortableGapPx = 92;
const leastGapPx = 60;

/** Where the ruler's ticks stand: labelled ones apart enough to be read, none before the run began. */
export function ticks(scale: TimeScale): Ticks {
  const gapPx = Math.min(comfortableGapPx, Math.max(leastGapPx, scale.widthPx / 3));
  const stepNs = niceStepNs(gapPx * scale.nsPerPx);
  const first = Math.max(0, Math.floor(scale.fromNs / stepNs));
  const last = Math.ceil(scale.toNs / stepNs);
  const parts = subdivisions(stepNs);
  const major: Tick[] = [];
  const minorPx: number[] = [];
  for (let i = first; i <= last; i++) {
    const ns = i * stepNs;
    const px = scale.toPx(ns);
    if (px >= -gapPx && px <= scale.widthPx) major.push({ ns, px, label: tickLabel(ns, stepNs, scale.toNs) });
    for (let part = 1; part < parts; part++) {
      const minor = scale.toPx(ns + (part * stepNs) / parts);
      if (minor >= 0 && minor <= scale.widthPx) minorPx.push(minor);
    }
  }
  return { stepNs, major, minorPx };
}

function subdivisions(stepNs: Nanoseconds): number {
  if (stepNs < 5) return 1;
  const seconds = stepNs / second;
  if (seconds >= 15) return seconds % 4 === 0 ? 4 : 3;
  const digit = Math.round(stepNs / 10 ** Math.floor(Math.log10(stepNs) + 1e-9));
  return digit === 2 ? 4 : 5;
}

const units = [
  { text: (n: string) => t('{0} ns', n), ns: 1 },
  { text: (n: string) => t('{0} µs', n), ns: 1e3 },
  { text: (n: string) => t('{0} ms', n), ns: 1e6 },
  { text: (n: string) => t('{0} s', n), ns: 1e9 },
] as const;

/**
 * The unit is that of the step, or the next larger one where the numbers would grow past four digits, so
 * that the labels of one ruler share a unit and differ where one looks: at their end.
 */
export function tickLabel(ns: Nanoseconds, stepNs: Nanoseconds, largestNs: Nanoseconds): string {
  if (largestNs >= 120 * second && stepNs >= second / 1000) return clockLabel(ns, stepNs);
  let index = units.filter(unit => unit.ns <= stepNs).length - 1;
  while (index < units.length - 1 && largestNs / (units[index]?.ns ?? 1) >= 10_000) index++;
  const unit = units[Math.max(0, index)] ?? units[0];
  const decimals = Math.max(0, Math.ceil(Math.log10(unit.ns / stepNs) - 1e-9));
  return unit.text(decimal(ns / unit.ns, decimals));
}

function clockLabel(ns: Nanoseconds, stepNs: Nanoseconds): string {
  const decimals = Math.max(0, Math.ceil(Math.log10(second / stepNs) - 1e-9));
  const total = Number((ns / second).toFixed(decimals));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = padded(total % 60, decimals);
  return hours > 0 ? `${decimal(hours)}:${padded(minutes, 0)}:${seconds}` : `${decimal(minutes)}:${seconds}`;
}

/** With two digits before the decimal point. */
function padded(value: number, decimals: number): string {
  return `${value < 10 ? decimal(0) : ''}${decimal(value, decimals)}`;
}
