import * as path from 'node:path';
import type { Expectation } from './completeness.ts';

/** A program of the benchmark, and what a recording of it must have seen. */
export interface BenchProgram extends Expectation {
  /** What there are many of, for a price each. */
  readonly unit: { readonly name: string; readonly count: number } | null;
  /** What runs it; Node where nothing is said. */
  readonly language?: 'python';
}

const programsFolder = path.join(__dirname, 'programs');

/** The numbers here repeat constants of the programs on purpose: a run in which they differ is refused. */
export const programs: readonly BenchProgram[] = [
  // A range and its count each way, and a last word to both Workers.
  { name: 'cpu-pool', threads: 3, messages: 122, unit: null },
  { name: 'ping-pong', threads: 2, messages: 200_001, unit: { name: 'round trip', count: 100_000 } },
  { name: 'burst', threads: 2, messages: 600_001, unit: { name: 'message', count: 600_000 } },
  { name: 'spawn-storm', threads: 101, messages: 100, unit: { name: 'Worker', count: 100 } },
  { name: 'server', threads: 3, messages: 8002, unit: { name: 'request', count: 4000 } },
  { name: 'promises', threads: 1, messages: 0, unit: null },
  { name: 'atomics', threads: 3, messages: 0, unit: null },
  ...(
    [
      ['bounded_queue', 3, { name: 'item', count: 200_000 }],
      ['philosophers', 6, { name: 'meal', count: 2000 }],
      ['io_pool', 9, { name: 'task', count: 2000 }],
      ['cpu', 5, null],
      ['short_threads', 10_001, { name: 'thread', count: 10_000 }],
      ['server', 606, { name: 'request', count: 600 }],
      ['tight_lock', 1, { name: 'turn', count: 5_000_000 }],
    ] as const
  ).map(([name, threads, unit]): BenchProgram => ({
    name: `python/${name}`,
    threads,
    messages: 0,
    unit,
    language: 'python',
  })),
];

export function programFile({ name, language }: BenchProgram): string {
  return path.join(programsFolder, `${name}${language === 'python' ? '.py' : '.mjs'}`);
}
