import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { bundlePaths } from '../../src/engine/bundlePaths.ts';
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

/** As many listeners as there may be without a warning, on everything that the probe has to do with. */
const manyListeners = `
process.on('warning', warning => { throw warning; });
const { Worker } = require('worker_threads');
let last;
const worker = new Worker('require("worker_threads").parentPort.postMessage(1)', { eval: true, name: 'heard' });
for (let count = 0; count < 10; count++) {
  for (const event of ['online', 'message', 'error', 'exit']) worker.on(event, () => {});
  for (const event of ['beforeExit', 'exit']) process.on(event, last = () => {});
}
process.off('exit', last).on('exit', code => console.log(code, worker.listenerCount('exit'), process.listenerCount('exit')));`;

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
    title: "NODE_OPTIONS as Yarn's Plug'n'Play has them",
    args: ['./files/under-pnp.mjs'],
    options: {
      env: {
        NODE_OPTIONS: '--require ./files/pnp/.pnp.cjs --experimental-loader ./files/pnp/.pnp.loader.mjs',
      },
    },
    threads: `main finished 0, sent 0, received 0\n  resolved finished 0, sent 0, received 0`,
    unordered: true,
  },
  {
    title: 'NODE_OPTIONS deleted before a Worker is made',
    args: ['-e', `delete process.env.NODE_OPTIONS; ${text}`],
    threads: helloThreads,
  },
  { title: '--throw-deprecation', args: ['--throw-deprecation', hello], threads: helloThreads },
  { title: '--pending-deprecation', args: ['--pending-deprecation', commonJs], threads: null },
  {
    title: 'warnings of too many listeners turned to errors',
    args: ['--trace-warnings', '-e', manyListeners],
    threads: `main finished 0, sent 0, received 1\n  heard finished 0, sent 1, received 0`,
  },
  {
    title: 'the permission model, with leave to write',
    args: [
      '--no-warnings',
      '--permission',
      '--allow-fs-read=*',
      '--allow-fs-write=*',
      '--allow-worker',
      hello,
    ],
    threads: helloThreads,
    fromMajor: 24,
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

  it('does not notice a probe that lies in a folder of an awkward name', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), `it's a "folder" \\ `));
    try {
      for (const name of ['probe-node.cjs', 'probe-node-body.cjs'])
        fs.copyFileSync(path.join(path.dirname(bundlePaths.nodeProbe), name), path.join(folder, name));
      const probe = path.join(folder, 'probe-node.cjs');
      for (const onCommandLine of [false, true]) {
        const alone = await runPlain(ownNode.path, [options]);
        const watched = await runRecorded(ownNode.path, [options], { probe, onCommandLine });
        assert.equal(differences(alone, watched, true).join('\n'), '');
        assert.ok((watched.summary.processes[0]?.threads.length ?? 0) > 3);
      }
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
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
