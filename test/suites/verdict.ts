import type { Outcome } from './program.ts';

export type Judgement = 'same' | 'different' | 'sometimes different' | 'unsteady';

export interface Verdict {
  readonly judgement: Judgement;
  readonly bare: readonly Outcome[];
  readonly probed: readonly Outcome[];
  /** What is different, line by line; empty if nothing is. */
  readonly lines: readonly string[];
}

/** How often a test that differed is run again, both ways, to tell the probe from chance. */
const repetitions = 3;
const shownLines = 14;
const shownWidth = 240;

/**
 * Runs a test bare and under the probe. If the outcomes differ, more runs of both kinds tell whether the test
 * is steady without the probe: only then the difference is the probe's.
 */
export async function judge(bare: () => Promise<Outcome>, probed: () => Promise<Outcome>): Promise<Verdict> {
  const [alone, watched] = [[await bare()], [await probed()]];
  const isKnown = (outcome: Outcome): boolean => alone.some(each => sameOutcome(each, outcome));
  for (let round = 0; round < repetitions && !watched.every(isKnown); round++) {
    alone.push(await bare());
    watched.push(await probed());
  }
  const stranger = watched.find(outcome => !isKnown(outcome));
  const first = alone[0];
  if (stranger === undefined || first === undefined)
    return { judgement: 'same', bare: alone, probed: watched, lines: [] };
  const steady = alone.every(each => sameOutcome(each, first));
  const never = watched.every(each => !isKnown(each));
  const judgement = !steady ? 'unsteady' : never ? 'different' : 'sometimes different';
  return { judgement, bare: alone, probed: watched, lines: difference(first, stranger) };
}

function sameOutcome(one: Outcome, other: Outcome): boolean {
  return difference(one, other).length === 0;
}

/** Threads and processes write in an order that is left to chance, so lines are compared as a set. */
function difference(bare: Outcome, probed: Outcome): string[] {
  const found = bare.end === probed.end ? [] : [`${bare.end} became ${probed.end}`];
  for (const stream of ['stdout', 'stderr'] as const) {
    const [before, after] = [bare[stream].split('\n'), probed[stream].split('\n')];
    const lines = [
      ...without(before, after).map(line => `- ${line}`),
      ...without(after, before).map(line => `+ ${line}`),
    ];
    if (lines.length > 0) found.push(`${stream}:`, ...shortened(lines));
  }
  return found;
}

function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter(line => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

function shortened(lines: readonly string[]): string[] {
  const shown = lines.slice(0, shownLines).map(line => line.slice(0, shownWidth));
  return lines.length > shownLines ? [...shown, `… ${lines.length - shownLines} more`] : shown;
}
