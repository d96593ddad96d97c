import { svg } from './dom.ts';
import * as strings from './strings.ts';

/** The drawing's own measures; it is stretched to the room it gets. */
const widthPx = 240;
const heightPx = 28;

export interface SparklineParts {
  readonly name: string;
  /** What the curve is of, for those who cannot see it. */
  readonly label: string;
  /** In equal steps; NaN where nothing is known. */
  readonly values: ArrayLike<number>;
  /** The value at the upper edge, unless one is higher. */
  readonly atLeast: number;
  readonly format: (value: number) => string;
}

export interface Summary {
  readonly least: number;
  readonly mean: number;
  readonly most: number;
}

export interface Sparkline {
  readonly name: string;
  readonly label: string;
  /** The same as the label, as short as a caption must be. */
  readonly caption: string;
  readonly path: string;
  readonly element: () => SVGElement;
}

/** A small curve without axes; `null` when none of its values is known. */
export function sparkline({ name, label, values, atLeast, format }: SparklineParts): Sparkline | null {
  const summary = summaryOf(values);
  if (!summary) return null;
  const top = Math.max(atLeast, summary.most);
  const path = stepsPath(values, top, widthPx, heightPx);
  const texts = [format(summary.least), format(summary.mean), format(summary.most)] as const;
  const spoken = `${label}: ${strings.vitals.summary(...texts)}`;
  return {
    name,
    label: spoken,
    caption: strings.vitals.caption(...texts),
    path,
    element: () => draw(path, areaPath(values, top, widthPx, heightPx), spoken),
  };
}

export function summaryOf(values: ArrayLike<number>): Summary | null {
  let [least, most, sum, count] = [Infinity, -Infinity, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
    sum += value;
    count++;
  }
  return count === 0 ? null : { least, mean: sum / count, most };
}

/** Each value holds for all of its step, so that one between two gaps is seen, too. Gaps stay gaps. */
export function stepsPath(values: ArrayLike<number>, top: number, width: number, height: number): string {
  return stretches(values, top, width, height)
    .map(({ points }) => `M${points.join('L')}`)
    .join('');
}

function areaPath(values: ArrayLike<number>, top: number, width: number, height: number): string {
  return stretches(values, top, width, height)
    .map(({ points, from, to }) => `M${from},${height}L${points.join('L')}L${to},${height}Z`)
    .join('');
}

interface Stretch {
  readonly from: number;
  to: number;
  readonly points: string[];
}

/** What is known without a gap, as corners. */
function stretches(
  values: ArrayLike<number>,
  top: number,
  width: number,
  height: number,
): readonly Stretch[] {
  const found: Stretch[] = [];
  let current: Stretch | null = null;
  const round = (px: number) => Math.round(px * 100) / 100;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) {
      current = null;
      continue;
    }
    const from = round((i / values.length) * width);
    const to = round(((i + 1) / values.length) * width);
    // Half a line is kept free at both edges, or the line would be cut there.
    const y = round(height - 1 - (value / top) * (height - 2));
    if (!current) {
      current = { from, to, points: [] };
      found.push(current);
    }
    current.points.push(`${from},${y}`, `${to},${y}`);
    current.to = to;
  }
  return found;
}

function draw(line: string, area: string, label: string): SVGElement {
  const curve = svg('svg', {
    class: 'sparkline',
    viewBox: `0 0 ${widthPx} ${heightPx}`,
    preserveAspectRatio: 'none',
    role: 'img',
    'aria-label': label,
  });
  curve.append(svg('path', { class: 'area', d: area }), svg('path', { class: 'line', d: line }));
  return curve;
}
