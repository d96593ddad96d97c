import { mustBeComplete } from './completeness.ts';
import { programFile } from './programs.ts';
import type { BenchProgram } from './programs.ts';
import type { Told } from './recorderMessages.ts';
import { bare } from './ways.ts';
import type { Way, WayRun } from './ways.ts';

/** Two runs right after each other, so that both had about the same machine. */
export interface Pair<Measurement> {
  readonly bare: Measurement;
  readonly watched: Measurement;
}

/** What a run of a program took. */
export interface Duration {
  readonly wallMs: number;
  /** What the program measured itself. */
  readonly ownMs: number;
  readonly told: Told | null;
  readonly attached: number | null;
}

export interface PairOptions {
  readonly node: string;
  readonly python: string;
  readonly pairs: number;
  readonly recorderArguments: readonly string[];
}

/** @throws when a run fails, or when a recording lacks anything of what the program did */
export function measurePairs(
  program: BenchProgram,
  way: Way,
  options: PairOptions,
): Promise<readonly Pair<Duration>[]> {
  return inPairs(way, options.pairs, async chosen => {
    const run = await chosen.run({
      node: program.language === 'python' ? options.python : options.node,
      isNode: program.language === undefined,
      args: [programFile(program)],
      recorderArguments: options.recorderArguments,
    });
    return durationOf(program, run);
  });
}

/** Measures bare and watched in turn, after once each for nothing: the first has to read files from the disk. */
export async function inPairs<Measurement>(
  way: Way,
  count: number,
  measure: (way: Way) => Promise<Measurement>,
): Promise<readonly Pair<Measurement>[]> {
  await measure(bare);
  await measure(way);
  const pairs: Pair<Measurement>[] = [];
  for (let index = 0; index < count; index++) {
    // What comes second may profit, or suffer, from what came first: so each comes first half of the times.
    if (index % 2 === 0) {
      const plain = await measure(bare);
      pairs.push({ bare: plain, watched: await measure(way) });
    } else {
      const watched = await measure(way);
      pairs.push({ bare: await measure(bare), watched });
    }
  }
  return pairs;
}

function durationOf(program: BenchProgram, { wallMs, stdout, told, attached }: WayRun): Duration {
  if (!/^\d+\.\d+\n$/.test(stdout)) throw new Error(`${program.name} printed no duration: "${stdout}"`);
  if (told !== null) mustBeComplete(program, told);
  return { wallMs, ownMs: Number(stdout), told, attached };
}
