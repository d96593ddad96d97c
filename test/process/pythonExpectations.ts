import * as path from 'node:path';
import { programs, samples } from './harness.ts';

/** A program of Python, and what reading it leads one to expect of its run. */
export interface PythonExpectation {
  readonly name: string;
  readonly args: readonly string[];
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Lines of several threads reach its output in an order that is left to chance. */
  readonly unordered: boolean;
  /** The threads, each under the one that made it: name, what it ran, outcome. `null` where chance decides. */
  readonly threads: string | null;
  /** What one is told that is not seen of it. */
  readonly notices: readonly string[];
  /** Takes out of the output what is left to chance. */
  readonly forgive: (stdout: string) => string;
}

export const pythonPrograms = path.join(programs, 'python');
export const pythonSamples = path.join(samples, 'python');

interface Details {
  readonly exitCode?: number | null;
  readonly signal?: string;
  readonly unordered?: boolean;
  readonly arguments?: readonly string[];
  readonly notices?: readonly string[];
  readonly forgive?: (stdout: string) => string;
}

function expectation(
  folder: string,
  name: string,
  threads: string | null,
  details: Details = {},
): PythonExpectation {
  const exitCode = details.signal === undefined ? (details.exitCode ?? 0) : null;
  return {
    name: [name, ...(details.arguments ?? [])].join(' '),
    args: [path.join(folder, name), ...(details.arguments ?? [])],
    exitCode,
    signal: details.signal ?? null,
    unordered: details.unordered ?? false,
    notices: details.notices ?? [],
    forgive: details.forgive ?? (stdout => stdout),
    threads:
      threads
        ?.split('\n')
        .flatMap(line => (line.trim() === '' ? [] : [line.replace(/^ {4}/, '')]))
        .join('\n') ?? null,
  };
}

const unordered = { unordered: true } as const;

const leftAndRight = `
    main finished 0
      left ran count, finished 0
      right ran count, finished 0
    `;

export const pythonSampleExpectations: readonly PythonExpectation[] = [
  expectation(
    pythonSamples,
    'hello.py',
    `
    main finished 0
      Thread-1 ran my_task, finished 0
    `,
  ),
  expectation(
    pythonSamples,
    'worker_pool.py',
    `
    main finished 0
      fetcher_0 ran _worker, finished 0
      fetcher_1 ran _worker, finished 0
      fetcher_2 ran _worker, finished 0
    `,
  ),
  expectation(
    pythonSamples,
    'producer_consumer.py',
    `
    main finished 0
      consumer 1 ran consume, finished 0
      consumer 2 ran consume, finished 0
      producer ran produce, finished 0
    `,
    // Which of the two gets an item is left to chance.
    { unordered: true, forgive: stdout => stdout.replace(/^consumer \d/gm, 'consumer') },
  ),
  expectation(
    pythonSamples,
    'philosophers.py',
    `
    main finished 0
      Plato ran dine, finished 0
      Hypatia ran dine, finished 0
      Confucius ran dine, finished 0
      Diotima ran dine, finished 0
      Spinoza ran dine, finished 0
    `,
    unordered,
  ),
  expectation(
    pythonSamples,
    'race.py',
    leftAndRight,
    // How many steps get lost is left to chance.
    { forgive: stdout => stdout.replace(/\d+$/m, '') },
  ),
  expectation(pythonSamples, 'guard.py', leftAndRight),
  expectation(
    pythonSamples,
    'steps.py',
    `
    main finished 0
      helper ran do_steps, finished 0
    `,
    unordered,
  ),
  expectation(
    pythonSamples,
    'names.py',
    `
    main finished 0
      reader ran task, finished 0
      writer ran task, finished 0
      Thread-1 ran task, finished 0
      Thread-2 ran task, finished 0
    `,
    unordered,
  ),
  expectation(
    pythonSamples,
    'crowd.py',
    `
    main finished 0
${Array.from({ length: 8 }, (_, index) => `      crowd ${index + 1} ran sum_of_roots, finished 0`).join('\n')}
    `,
  ),
  expectation(
    pythonSamples,
    'gil.py',
    `
    main finished 0
      counter 1 ran count_primes, finished 0
      counter 2 ran count_primes, finished 0
    `,
    unordered,
  ),
];

/** Programs that look for the probe, or do what a probe may trip over. */
export const pythonProgramExpectations: readonly PythonExpectation[] = [
  expectation(pythonPrograms, 'no_threads.py', `    main failed 1`, {
    exitCode: 1,
    arguments: ['a b', '-x'],
  }),
  expectation(pythonPrograms, 'locks.py', `    main finished 0`),
  expectation(pythonPrograms, 'signal_in_with.py', null),
  expectation(pythonPrograms, 'modules.py', null),
  expectation(pythonPrograms, 'tracebacks.py', null),
  expectation(
    pythonPrograms,
    'uncaught.py',
    `
    main failed 1: KeyError: 'main'
      bad ran bad, failed 1: ValueError: in thread
      Thread-1 ran ex, finished 0
      thread #1 ran bad, finished 0
      bad2 ran bad, failed 1: ValueError: in thread
    `,
    { exitCode: 1 },
  ),
  expectation(
    pythonPrograms,
    'exit_with_daemon.py',
    `
    main failed 7
      Thread-1 ran slow, finished 0
      Thread-2 ran daemon, killed null
    `,
    { exitCode: 7 },
  ),
  expectation(
    pythonPrograms,
    'os_exit.py',
    `
    main failed 4
      Thread-1 ran sleep, killed null
    `,
    { exitCode: 4 },
  ),
  expectation(
    pythonPrograms,
    'fork.py',
    `
    main finished 0
      Thread-1 ran bg, finished 0
    main failed 10
      Thread-2 ran <lambda>, finished 0
    main failed 11
      Thread-2 ran <lambda>, finished 0
    main failed 12
      Thread-2 ran <lambda>, finished 0
    `,
  ),
  expectation(pythonPrograms, 'trace_profile.py', null),
  expectation(pythonPrograms, 'futures.py', null),
  expectation(pythonPrograms, 'multiprocesses.py', null),
  expectation(pythonPrograms, 'event_loop.py', null),
  expectation(pythonPrograms, 'signals.py', null),
  expectation(pythonPrograms, 'raw_threads.py', null),
  expectation(pythonPrograms, 'interrupted_lock.py', null, { signal: 'SIGINT' }),
  expectation(pythonPrograms, 'interrupted_sleep.py', null, { signal: 'SIGINT' }),
  expectation(pythonPrograms, 'subprocesses.py', null, {
    notices: ['-I', '-S'].map(
      option =>
        `Not seen in subprocesses.py: the Python that subprocesses.py:3 starts, for ${option} keeps the probe out of it.`,
    ),
  }),
  expectation(pythonPrograms, 'recursion.py', `    main finished 0`),
  expectation(pythonPrograms, 'finalizers.py', null),
  expectation(pythonPrograms, 'barrier.py', null),
  expectation(pythonPrograms, 'spinning_daemons.py', null),
  expectation(pythonPrograms, 'stdio.py', null, unordered),
  expectation(pythonPrograms, 'many_short.py', null),
  expectation(pythonPrograms, 'deadlock_timeout.py', null),
  expectation(pythonPrograms, 'closed_descriptors.py', null),
  expectation(pythonPrograms, 'replaced_streams.py', null),
];
