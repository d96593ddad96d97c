import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import { skip } from '../vscode/skip.ts';
import { dumpThreads } from './dump.ts';
import { matches } from './expectations.ts';
import { inPairs, programs, runPlain, runRecorded, samples } from './harness.ts';
import type { Recorded, RecordOptions, Seen } from './harness.ts';
import { otherNodes, ownNode } from './nodes.ts';
import type { NodeUnderTest } from './nodes.ts';
import { differences } from './transparency.ts';

const hello = path.join(samples, 'hello.mjs');
const commonJs = path.join(programs, 'from-commonjs.cjs');
const options = path.join(programs, 'worker-options.mjs');
const census = path.join(programs, 'census.mjs');

const helloThreads = `main finished 0, sent 0, received 0\n  hello finished 0, sent 0, received 0`;
const mainOnly = `main finished 0, sent 0, received 0`;

interface Way {
  readonly title: string;
  readonly args: readonly string[];
  readonly options?: RecordOptions;
  readonly threads: string | null;
  readonly fromMajor?: number;
  readonly unordered?: boolean;
}

const text = `const { Worker } = require('worker_threads');
new Worker('console.log(process.argv.length)', { eval: true, name: 'hello' });`;

const ways: readonly Way[] = [
  { title: '-e', args: ['-e', text], threads: helloThreads },
  { title: '-p', args: ['-p', 'process.execArgv.length'], threads: mainOnly },
  { title: 'a program from stdin', args: ['-'], options: { stdin: text }, threads: helloThreads },
  {
    title: 'ESM from stdin',
    args: ['--input-type=module', '-'],
    options: {
      stdin: `import { threadId } from 'node:worker_threads'; console.log(threadId, process.argv.length);`,
    },
    threads: mainOnly,
  },
  {
    title: '--frozen-intrinsics',
    args: ['--no-warnings', '--frozen-intrinsics', hello],
    threads: helloThreads,
  },
  { title: '--disable-proto=throw', args: ['--disable-proto=throw', hello], threads: helloThreads },
  {
    title: '--disallow-code-generation-from-strings',
    args: ['--disallow-code-generation-from-strings', hello],
    threads: helloThreads,
  },
  { title: '--stack-trace-limit=0', args: ['--stack-trace-limit=0', hello], threads: helloThreads },
  {
    title: '--unhandled-rejections=none',
    args: ['--unhandled-rejections=none', hello],
    threads: helloThreads,
  },
  { title: '--enable-source-maps', args: ['--enable-source-maps', commonJs], threads: null },
  { title: '--preserve-symlinks', args: ['--preserve-symlinks', hello], threads: helloThreads },
  { title: '--trace-warnings', args: ['--trace-warnings', commonJs], threads: null },
  {
    title: "the user's own preloads",
    args: ['--require', './files/own-preload.cjs', '--import', './files/own-import.mjs', hello],
    threads: null,
    unordered: true,
  },
  {
    title: "the user's own NODE_OPTIONS",
    args: [hello],
    options: { env: { NODE_OPTIONS: '--no-warnings --require "./files/own-preload.cjs"' } },
    threads: null,
    unordered: true,
  },
  {
    title: 'module customization hooks, which have a thread of their own',
    args: ['--import', './files/own-hooks.mjs', hello],
    threads: helloThreads,
  },
  {
    title: 'the probe on the command line',
    args: [hello],
    options: { onCommandLine: true },
    threads: helloThreads,
  },
  {
    title: 'the probe on the command line, and Workers with options of their own',
    args: [options],
    options: { onCommandLine: true },
    threads: null,
  },
  {
    title: 'the probe on the command line, and a look at everything',
    args: [census],
    options: { onCommandLine: true },
    threads: null,
  },
  {
    title: 'the permission model, which keeps the probe from writing',
    args: ['--no-warnings', '--permission', '--allow-fs-read=*', '--allow-worker', hello],
    threads: null,
    fromMajor: 24,
  },
  {
    title: 'TypeScript',
    args: [path.join(programs, 'numbers.ts')],
    threads: `main finished 0, sent 0, received 1\n  typed finished 0, sent 1, received 0`,
    fromMajor: 24,
  },
  {
    title: 'the global Worker',
    args: ['--no-warnings', '--experimental-web-worker', './files/web-worker.mjs'],
    threads: `main finished 0, sent 0, received 1\n  web killed ~`,
    fromMajor: 26,
  },
];

describe('a program started in an unusual way', () => {
  const runs = new Map<Way, { readonly alone: Seen; readonly watched: Recorded }>();
  /** The Node that runs the tests, or the oldest one installed that knows this way. */
  const nodeFor = (way: Way): NodeUnderTest | undefined =>
    [ownNode, ...otherNodes].find(node => node.major >= (way.fromMajor ?? 0));

  before(async function () {
    this.timeout(120_000);
    await inPairs(ways, async way => {
      const node = nodeFor(way);
      if (node === undefined) return;
      runs.set(way, {
        alone: await runPlain(node.path, way.args, way.options),
        watched: await runRecorded(node.path, way.args, way.options),
      });
    });
  });

  for (const way of ways) {
    it(`does not notice the probe: ${way.title}`, function () {
      const run = runs.get(way);
      if (nodeFor(way) === undefined)
        skip(this, `needs Node ${way.fromMajor} or newer, which is not installed`);
      assert.ok(run !== undefined);
      assert.equal(run.alone.exitCode, 0, run.alone.stderr);
      assert.equal(differences(run.alone, run.watched, way.unordered ?? false).join('\n'), '');
      const actual = dumpThreads(run.watched.summary);
      if (way.threads !== null && !matches(actual, way.threads)) assert.equal(actual, way.threads);
      assert.equal(run.watched.summary.exitCode, 0);
    });
  }
});
