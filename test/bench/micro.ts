import { mustBeComplete } from './completeness.ts';
import { inPairs } from './pairs.ts';
import type { Pair } from './pairs.ts';
import { programFile } from './programs.ts';
import { medianOf, spreadOf } from './statistics.ts';
import { formatTable } from './table.ts';
import { recorded } from './ways.ts';

const kinds = ['send', 'receive', 'turn'] as const;
type Kind = (typeof kinds)[number];

/** What one event costs, as `programs/events.mjs` prints it. */
type Prices = Readonly<Record<Kind, { readonly ns: number; readonly bytes: number | null }>>;

export type MicroPair = Pair<Prices>;

const program = { name: 'events', threads: 1, messages: 15 * 2 * 10_000, unit: null };
/** A new space with room for a batch: without a collection, what was allocated is what the heap grew by. */
const nodeArguments = ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64'];

export function measureMicro(node: string, pairs: number): Promise<readonly MicroPair[]> {
  return inPairs(recorded, pairs, async way => {
    const { stdout, told } = await way.run({
      node,
      isNode: true,
      args: [...nodeArguments, programFile(program)],
      recorderArguments: [],
    });
    if (told !== null) mustBeComplete(program, told);
    return JSON.parse(stdout) as Prices;
  });
}

export function microTable(pairs: readonly MicroPair[]): string {
  const rows = kinds.map(kind => {
    const ns = spreadOf(pairs.map(({ bare, watched }) => watched[kind].ns - bare[kind].ns));
    const bytes = pairs.flatMap(({ bare, watched }) => {
      const before = bare[kind].bytes;
      const after = watched[kind].bytes;
      return before === null || after === null ? [] : [after - before];
    });
    return [
      kind,
      medianOf(pairs.map(({ bare }) => bare[kind].ns)).toFixed(0),
      signed(ns.median),
      `${ns.lowerQuartile.toFixed(0)} … ${ns.upperQuartile.toFixed(0)}`,
      bytes.length === 0 ? 'not known' : `${medianOf(bytes).toFixed(0)} B`,
    ];
  });
  return formatTable(['event', 'bare ns', 'recorded ns', 'quartiles', 'allocated'], rows);
}

function signed(ns: number): string {
  return `${ns < 0 ? '−' : '+'}${Math.abs(ns).toFixed(0)}`;
}
