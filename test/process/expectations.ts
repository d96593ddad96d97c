import { availableParallelism } from 'node:os';
import * as path from 'node:path';
import { programs, samples } from './harness.ts';

/** A program, and what reading it leads one to expect of its run. */
export interface Expectation {
  readonly name: string;
  readonly args: readonly string[];
  readonly exitCode: number;
  /**
   * The threads as in {@link dumpThreads}. `*` stands for a number that the program leaves to chance, `~` for the
   * rest of a message that differs between versions of Node.
   */
  readonly threads: (nodeMajor: number) => string;
  /** Lines of several threads reach its output in an order that is left to chance. */
  readonly unordered: boolean;
  /** Takes out of the output what is left to chance. */
  readonly forgive: (stdout: string) => string;
  /** Run with every supported Node, not only with the one that runs the tests. */
  readonly onEveryNode: boolean;
  readonly limit: Limit | null;
}

/** A known limit of the probe that this program runs into. Whatever goes beyond it is a failure all the same. */
export interface Limit {
  readonly reason: string;
  /** Takes the known difference out of what the watched program printed. */
  readonly forgive?: (stdout: string) => string;
  /** Names of threads of which nobody could tell who made them. */
  readonly threadsWithoutParent?: readonly string[];
}

interface Details {
  readonly exitCode?: number;
  readonly unordered?: boolean;
  readonly forgive?: (stdout: string) => string;
  readonly onEveryNode?: boolean;
  readonly limit?: Limit;
}

function expectation(
  folder: string,
  name: string,
  threads: string | ((nodeMajor: number) => string),
  details: Details = {},
): Expectation {
  return {
    name,
    args: [path.join(folder, name)],
    exitCode: details.exitCode ?? 0,
    threads: typeof threads === 'function' ? major => tidy(threads(major)) : () => tidy(threads),
    unordered: details.unordered ?? false,
    forgive: details.forgive ?? details.limit?.forgive ?? (stdout => stdout),
    onEveryNode: details.onEveryNode ?? false,
    limit: details.limit ?? null,
  };
}

/** Takes away the indentation that the template has in this file. */
function tidy(text: string): string {
  const lines = text.split('\n').filter(line => line.trim() !== '');
  const indent = Math.min(...lines.map(line => line.length - line.trimStart().length));
  return lines.map(line => line.slice(indent)).join('\n');
}

const leftAndRight = `
    main finished 0, sent 0, received 0
      left finished 0, sent 0, received 0
      right finished 0, sent 0, received 0
    `;

const everywhere = { onEveryNode: true } as const;

export const sampleExpectations: readonly Expectation[] = [
  expectation(
    samples,
    'hello.mjs',
    `
    main finished 0, sent 0, received 0
      hello finished 0, sent 0, received 0
    `,
    everywhere,
  ),
  expectation(
    samples,
    'primes.mjs',
    `
    main finished 0, sent 0, received 40
      primes #1 finished 0, sent 10, received 0
      primes #2 finished 0, sent 10, received 0
      primes #3 finished 0, sent 10, received 0
      primes #4 finished 0, sent 10, received 0
    `,
    { ...everywhere, unordered: true },
  ),
  expectation(
    samples,
    'ping-pong.mjs',
    `
    main finished 0, sent 0, received 0
      ping finished 0, sent 300, received 300
      pong finished 0, sent 300, received 300
    `,
    everywhere,
  ),
  expectation(
    samples,
    'wait-notify.mjs',
    `
    main finished 0, sent 0, received 4
      waiter 1 finished 0, sent 1, received 0
      waiter 2 finished 0, sent 1, received 0
      waiter 3 finished 0, sent 1, received 0
      waiter 4 finished 0, sent 1, received 0
    `,
    { ...everywhere, unordered: true },
  ),
  expectation(
    samples,
    'nested.mjs',
    `
    main finished 0, sent 0, received 1
      director finished 0, sent 1, received 2
        manager 1 finished 0, sent 1, received 2
          clerk 1.1 finished 0, sent 1, received 0
          clerk 1.2 finished 0, sent 1, received 0
        manager 2 finished 0, sent 1, received 2
          clerk 2.1 finished 0, sent 1, received 0
          clerk 2.2 finished 0, sent 1, received 0
    `,
    everywhere,
  ),
  expectation(
    samples,
    'crash.mjs',
    `
    main failed 1, sent 0, received 0
      fragile failed 1, sent 0, received 0, RangeError: Invalid array length
      steady 1 finished 0, sent 0, received 0
      steady 2 finished 0, sent 0, received 0
    `,
    { ...everywhere, exitCode: 1, unordered: true },
  ),
  expectation(
    samples,
    'terminate.mjs',
    `
    main finished 0, sent 0, received 3
      busy killed 1, sent 1, received 0
      quick finished 0, sent 1, received 0
      stuck killed 1, sent 1, received 0
    `,
    { ...everywhere, unordered: true },
  ),
  expectation(
    samples,
    'spin.mjs',
    `
    main finished 0, sent 0, received 3
      lives 200 ms finished 0, sent 1, received 0
      lives 500 ms finished 0, sent 1, received 0
      lives 800 ms finished 0, sent 1, received 0
    `,
    { ...everywhere, unordered: true },
  ),
  expectation(
    samples,
    'steps.mjs',
    `
    main finished 0, sent 0, received 0
      helper finished 0, sent 0, received 0
    `,
    { unordered: true },
  ),
  expectation(
    samples,
    'names.mjs',
    `
    main finished 0, sent 0, received 0
      names #1 finished 0, sent 0, received 0
      names #2 finished 0, sent 0, received 0
      reader finished 0, sent 0, received 0
      writer finished 0, sent 0, received 0
    `,
  ),
  expectation(samples, 'crowd.mjs', () =>
    [
      'main finished 0, sent 0, received 0',
      ...Array.from(
        { length: 2 * availableParallelism() },
        (_, index) => `  crowd ${index + 1} finished 0, sent 0, received 0`,
      ).sort(),
    ].join('\n'),
  ),
  // How many steps get lost is left to chance.
  expectation(samples, 'race.mjs', leftAndRight, { forgive: stdout => stdout.replace(/\d+$/m, '') }),
  expectation(samples, 'guard.mjs', leftAndRight),
];

export const programExpectations: readonly Expectation[] = [
  expectation(
    programs,
    'bad-workers.mjs',
    `
    main finished 0, sent 0, received 0
      data URL failed 1, sent 0, received 0, Error: from a data URL
      empty file finished 0, sent 0, received 0
      exit code 42 failed 42, sent 0, received 0
      missing file failed 1, sent 0, received 0, Error: Cannot find module ~
      missing import failed 1, sent 0, received 0, Error: Cannot find module ~
      never settles failed 13, sent 0, received 0
      out of memory failed 1, sent 0, received 0, Error [ERR_WORKER_OUT_OF_MEMORY]: Worker terminated due to ~
      syntax error failed 1, sent 0, received 0, SyntaxError: Unexpected token ';'
      throws on load failed 1, sent 0, received 0, TypeError: Cannot read properties of null (reading 'property')
    `,
    everywhere,
  ),
  expectation(
    programs,
    'before-exit.mjs',
    `
    main finished 0, sent 0, received 0
      quits finished 0, sent 0, received 0
      worker finished 0, sent 0, received 0
    `,
    everywhere,
  ),
  expectation(
    programs,
    'broadcast.mjs',
    `
    main finished 0, sent 1, received 9
      alto finished 0, sent 3, received 5
      bass finished 0, sent 3, received 5
      tenor finished 0, sent 3, received 5
    `,
    everywhere,
  ),
  expectation(
    programs,
    'burst.mjs',
    `
    main finished 0, sent 1, received 50000
      source finished 0, sent 50000, received 1
    `,
    everywhere,
  ),
  expectation(
    programs,
    'census.mjs',
    `
    main finished 0, sent 2, received 2
      counted finished 0, sent 2, received 2
    `,
    everywhere,
  ),
  expectation(
    programs,
    'children.mjs',
    // The child without an environment is not seen, and neither is what is no Node.
    `
    main failed 5, sent 0, received 1
      worker of forked finished 0, sent 1, received 0
    main finished 0, sent 0, received 0
    main finished 0, sent 0, received 1
      spawner finished 0, sent 1, received 0
    main finished 0, sent 0, received 1
      worker of of a worker finished 0, sent 1, received 0
    main finished 0, sent 0, received 1
      worker of spawned finished 0, sent 1, received 0
    main finished 0, sent 0, received 1
      worker of spawned synchronously finished 0, sent 1, received 0
    `,
  ),
  expectation(
    programs,
    'deep-nesting.mjs',
    `
    main finished 0, sent 0, received 1
      level 1 finished 0, sent 1, received 1
        level 2 finished 0, sent 1, received 1
          level 3 finished 0, sent 1, received 1
            level 4 finished 0, sent 1, received 1
              level 5 finished 0, sent 1, received 1
                level 6 finished 0, sent 1, received 1
                  level 7 finished 0, sent 1, received 1
                    level 8 finished 0, sent 1, received 0
    `,
  ),
  expectation(
    programs,
    'eval-workers.mjs',
    `
    main finished 0, sent 0, received 3
      eval syntax error failed 1, sent 0, received 0, SyntaxError: Unexpected identifier 'is'
      eval throws null failed 1, sent 0, received 0, null: a thrown null
      eval with import() finished 0, sent 1, received 0
      outer eval finished 0, sent 1, received 1
        inner eval finished 0, sent 1, received 0
          innermost eval finished 0, sent 0, received 0
      plain eval finished 0, sent 1, received 0
    `,
    everywhere,
  ),
  expectation(
    programs,
    'exit-in-main.mjs',
    `
    main failed 7, sent 0, received 4
      idle killed ?, sent 1, received 0
      posting killed ?, sent *, received 0
      spinning killed ?, sent 1, received 0
      waiting killed ?, sent 1, received 0
    `,
    { ...everywhere, exitCode: 7 },
  ),
  expectation(
    programs,
    'exit-in-worker.mjs',
    `
    main finished 0, sent 0, received 1001
      quitter failed 3, sent 1001, received 0
    `,
    everywhere,
  ),
  expectation(
    programs,
    'from-commonjs.cjs',
    `
    main finished 0, sent 0, received 2
      first finished 0, sent 1, received 0
      second finished 0, sent 1, received 0
    `,
  ),
  expectation(
    programs,
    'hostile-globals.cjs',
    // A Node that has thread names tells at least that one.
    major =>
      [
        'main finished 0, sent 1, received 1\n  before finished 0, sent 1, received 1',
        `${major >= 22 ? 'after' : 'thread #1'} finished 0, sent 0, received 0`,
      ]
        .sort()
        .join('\n'),
    {
      ...everywhere,
      limit: {
        reason: 'once a program has replaced the intrinsics, the probe keeps silent rather than disturb it',
        threadsWithoutParent: ['after', 'thread #1'],
      },
    },
  ),
  expectation(
    programs,
    'hostile-members.cjs',
    `
    main failed 5, sent 2, received 2
      replaced finished 0, sent 1, received 1
    `,
    { ...everywhere, exitCode: 5 },
  ),
  expectation(
    programs,
    'loop-phases.mjs',
    `
    main finished 0, sent 3, received 4
      ordered finished 0, sent 1, received 0
    `,
    everywhere,
  ),
  expectation(
    programs,
    'main-in-wait.mjs',
    `
    main finished 0, sent 0, received 3
      first finished 0, sent 1, received 0
      second finished 0, sent 1, received 0
      third finished 0, sent 1, received 0
    `,
    everywhere,
  ),
  expectation(
    programs,
    'main-throws.mjs',
    `
    main failed 1, sent 0, received 1, RangeError: cannot stand 42
      answers killed ?, sent 1, received 0
    `,
    { ...everywhere, exitCode: 1 },
  ),
  expectation(
    programs,
    'many-short.mjs',
    [
      'main finished 0, sent 0, received 200',
      ...Array.from(
        { length: 200 },
        (_, index) => `  short ${index + 1} finished 0, sent 1, received 0`,
      ).sort(),
    ].join('\n'),
  ),
  expectation(
    programs,
    'message-error.mjs',
    // What a port delivers inside a vm context is not seen: 2 messages and 1 messageerror of main.
    `
    main finished 0, sent 2, received 3
      sender finished 0, sent 3, received 0
      shallow finished 0, sent 3, received 1
    `,
    everywhere,
  ),
  expectation(
    programs,
    'names.mjs',
    // Two threads have no name, and get one from their file.
    [
      'main finished 0, sent 0, received 14',
      ...[
        ' ',
        '\\u001b[31mred\\u001b[0m',
        '__proto__',
        'größer als λ',
        'lone \\ud800 surrogate',
        'names #1',
        'names #2',
        'nul \\u0000 inside',
        'quote " backslash \\ </script> ${x}',
        'two\\u000alines\\u0009and a tab',
        'x'.repeat(5000),
        '\u202eright to left',
        '日本語のスレッド',
        '🧵 thread 👩‍👩‍👧',
      ].map(name => `  ${name} finished 0, sent 1, received 0`),
    ].join('\n'),
    everywhere,
  ),
  expectation(
    programs,
    'out-of-memory.mjs',
    [
      'main finished 0, sent 0, received 0',
      ...[1, 2, 3].map(way => `  fine ${way} failed 3, sent 0, received 0`),
      ...['full 1', 'full 2', 'full 3', 'unheard'].map(
        name =>
          `  ${name} failed 1, sent 0, received 0, Error [ERR_WORKER_OUT_OF_MEMORY]: Worker terminated ~`,
      ),
    ].join('\n'),
    everywhere,
  ),
  expectation(programs, 'patched-fatal.cjs', 'main finished 0, sent 0, received 0', everywhere),
  expectation(
    programs,
    'own-hooks.cjs',
    `
    main finished 0, sent 1, received 2
      hooked finished 0, sent 2, received 1
    `,
    {
      ...everywhere,
      limit: {
        reason:
          "inside of `new Worker`, a user's own prepareStackTrace sees one frame more: the class that stands for Worker",
        // The frames at the far end fall off, for there is room for ten.
        forgive: stdout =>
          stdout.replace(/^(made .*)Worker < anonymous < Worker < anonymous(.*)$/m, '$1Worker < anonymous$2'),
      },
    },
  ),
  expectation(
    programs,
    'ports.mjs',
    // One of the 13 went to a port that is closed, which its sender is not told, and neither is the probe.
    `
    main finished 0, sent 13, received 7
      goal finished 0, sent 5, received 7
      reader finished 0, sent 1, received 4
      relay finished 0, sent 1, received 1
    `,
    everywhere,
  ),
  expectation(
    programs,
    'process-tree.mjs',
    [
      ...[
        'at once',
        'clustered',
        'deep down',
        'execFiled',
        'execed',
        'forked',
        'npm',
        'of a script',
        'of a worker',
        'root finished 0, sent 0, received 0\n  spawner',
        'script',
        'spawned',
      ].map(name => `main finished 0, sent 0, received 0\n  I am ${name} finished 0, sent 0, received 0`),
    ].join('\n'),
    everywhere,
  ),
  expectation(
    programs,
    'rejections.mjs',
    // A Worker that throws in its exit handler has failed, though before Node 26 its exit event says 0.
    `
    main finished 0, sent 0, received 3
      captures its exception finished 0, sent 1, received 0
      handles its exception finished 0, sent 1, received 0
      handles its rejection finished 0, sent 1, received 0
      rejects a string failed 1, sent 0, received 0, UnhandledPromiseRejection: ~
      rejects an error failed 1, sent 0, received 0, RangeError: forgotten
      rejects undefined failed 1, sent 0, received 0, UnhandledPromiseRejection: ~
      throws a frozen error failed 1, sent 0, received 0, EvalError: frozen
      throws a symbol failed 1, sent 0, received 0, symbol: a thrown symbol
      throws an object with a hostile stack failed 1, sent 0, received 0, Error: hostile
      throws in its exit handler failed 1, sent 0, received 0, SyntaxError: too late
    `,
    everywhere,
  ),
  expectation(
    programs,
    'stdout-heavy.mjs',
    `
    main finished 0, sent 0, received 0
      blue finished 0, sent 0, received 0
      green finished 0, sent 0, received 0
      red finished 0, sent 0, received 0
    `,
    { unordered: true },
  ),
  expectation(
    programs,
    'subclassed.mjs',
    // The one without a name comes from \`{ eval: 'no' }\`, which means yes.
    `
    main finished 0, sent 4, received 4
      eval #1 finished 0, sent 0, received 0
      pooled finished 0, sent 2, received 2
      reflected finished 0, sent 2, received 2
    `,
    everywhere,
  ),
  expectation(
    programs,
    'terminations.mjs',
    `
    main finished 0, sent 0, received 4
      ended at once killed ~
      ended in a wait killed 1, sent 1, received 0
      ended twice killed 1, sent 1, received 0
      ended with its children killed 1, sent 1, received 1
        child of the ended killed ?, sent 1, received 0
      left alone killed ?, sent 1, received 0
    `,
    everywhere,
  ),
  expectation(
    programs,
    'thread-messages.mjs',
    // Of main's, two find nobody who listens. The one that cannot be cloned is not sent.
    `
    main finished 0, sent 11, received 8
      left finished 0, sent 3, received 10
      right finished 0, sent 9, received 3
    `,
    everywhere,
  ),
  expectation(
    programs,
    'unheard-error.mjs',
    `
    main failed 1, sent 0, received 0, TypeError: nobody listens to me
      bystander killed ?, sent 0, received 0
      thrower failed 1, sent 0, received 0, TypeError: nobody listens to me
    `,
    { ...everywhere, exitCode: 1 },
  ),
  expectation(
    programs,
    'wait-async.mjs',
    `
    main finished 0, sent 1, received 1
      waker finished 0, sent 1, received 1
    `,
    everywhere,
  ),
  expectation(
    programs,
    'wait-places.mjs',
    `
    main finished 0, sent 0, received 0
      stuck killed 1, sent 0, received 0
      waker finished 0, sent 0, received 0
    `,
    everywhere,
  ),
  expectation(
    programs,
    'web-locks.mjs',
    // Only newer Nodes have them, and without there is nothing to do.
    major =>
      major < 24
        ? 'main finished 0, sent 0, received 0'
        : `
    main finished 0, sent 0, received 2
      dies killed ~
      waits finished 0, sent 1, received 0
    `,
    everywhere,
  ),
  expectation(
    programs,
    'worker-options.mjs',
    [
      'main finished 0, sent 0, received 15',
      ...[
        'argv',
        'both empty',
        'default',
        'empty env',
        'empty execArgv',
        'limits',
        'no data',
        'own NODE_OPTIONS',
        'own NODE_OPTIONS, empty execArgv',
        'own execArgv',
        'own execArgv, empty env',
        'piped',
        'shared env',
        'shared env, empty execArgv',
        'tracked fds',
      ].map(name => `  ${name} finished 0, sent 1, received 0`),
    ].join('\n'),
    everywhere,
  ),
];

/** Whether a dump is what was expected, `*` and `~` considered. */
export function matches(actual: string, expected: string): boolean {
  const pattern = expected
    .split('\n')
    .map(line =>
      line
        .replace(/[\\^$.|?+()[\]{}]/g, '\\$&')
        .replaceAll('*', '\\d+')
        .replace(/~$/, '.*'),
    )
    .join('\n');
  return new RegExp(`^${pattern}$`).test(actual);
}
