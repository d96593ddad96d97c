/** Where the values of a sample lie. Said in place of a mean and a deviation, which one bad run spoils. */
export interface Spread {
  readonly min: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  readonly max: number;
}

/** @throws for an empty sample */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new Error('there is nothing to describe');
  const sorted = [...values].sort((a, b) => a - b);
  return {
    min: quantile(sorted, 0),
    lowerQuartile: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    upperQuartile: quantile(sorted, 0.75),
    max: quantile(sorted, 1),
  };
}

export function medianOf(values: readonly number[]): number {
  return spreadOf(values).median;
}

/** Between two values, the share of the way from one to the other. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}
