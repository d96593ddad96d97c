import { parseArgs } from 'node:util';
import { programs } from './programs.ts';
import type { BenchProgram } from './programs.ts';

export interface BenchOptions {
  readonly help: boolean;
  readonly programs: readonly BenchProgram[];
  readonly pairs: number;
  /** Pairs of each alternative; 0: none. */
  readonly alternativePairs: number;
  readonly node: string;
  readonly python: string;
  readonly json: string | null;
  /** Only the price of single events. */
  readonly micro: boolean;
  /** Only how fast the recorder reads. */
  readonly ingest: boolean;
  /** Where the recorder's CPU profiles go. */
  readonly recorderProfiles: string | null;
}

export const helpText = `npm run bench -- [options]

Runs each program bare and recorded, in turn, and prints what being recorded costs.

  --pairs N               pairs of runs per program (15)
  --quick                 5 pairs
  --only NAME,NAME        only these programs: ${programs.map(({ name }) => name).join(', ')}
  --alternatives          the same for --cpu-prof, trace events and an attached inspector
  --alternative-pairs N   pairs of runs per alternative (5)
  --micro                 instead, nanoseconds and bytes per event, in a thread that does nothing else
  --ingest                instead, how many records a second the recorder reads, decodes and stores
  --node PATH             the Node to run the programs with
  --python PATH           the Python to run the others with (python3); without it, give --only for Node's
  --json FILE             write every single measurement to FILE
  --recorder-profile DIR  write the recorder's CPU profile of each run to DIR (and disturb it by that)
`;

const quickPairs = 5;

/** @throws with a sentence for whoever mistyped */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      pairs: { type: 'string' },
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      alternatives: { type: 'boolean', default: false },
      'alternative-pairs': { type: 'string' },
      micro: { type: 'boolean', default: false },
      ingest: { type: 'boolean', default: false },
      node: { type: 'string', default: process.execPath },
      python: { type: 'string', default: 'python3' },
      json: { type: 'string' },
      'recorder-profile': { type: 'string' },
    },
  });
  const wantsAlternatives = values.alternatives || values['alternative-pairs'] !== undefined;
  return {
    help: values.help,
    programs: values.only === undefined ? programs : values.only.split(',').map(programNamed),
    pairs: values.pairs === undefined ? (values.quick ? quickPairs : 15) : count('--pairs', values.pairs),
    alternativePairs: wantsAlternatives
      ? count('--alternative-pairs', values['alternative-pairs'] ?? '5')
      : 0,
    node: values.node,
    python: values.python,
    json: values.json ?? null,
    micro: values.micro,
    ingest: values.ingest,
    recorderProfiles: values['recorder-profile'] ?? null,
  };
}

function programNamed(name: string): BenchProgram {
  const found = programs.find(program => program.name === name);
  if (found === undefined)
    throw new Error(`"${name}" is none of ${programs.map(program => program.name).join(', ')}`);
  return found;
}

function count(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${option} is a whole number, at least 1`);
  return value;
}
