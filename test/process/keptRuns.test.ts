import * as assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { KeptTrace } from '../../src/engine/keptTrace.ts';
import { openRecording } from '../../src/engine/openRecording.ts';
import type { RecordedRun } from '../../src/engine/recording.ts';
import type { TraceQuestion } from '../../src/protocol/panel.ts';
import type { RunSummary } from '../../src/trace/summary.ts';
import { skip } from '../vscode/skip.ts';
import { inPairs, programs, runRecorded } from './harness.ts';
import { otherNodes, ownNode } from './nodes.ts';
import { noPython, ownPython } from './pythons.ts';

interface Program {
  readonly name: string;
  readonly runtime: string;
  readonly args: readonly string[];
}

const cli = path.join(__dirname, '..', '..', 'dist', 'cli.cjs');
const samples = path.join(__dirname, '..', '..', 'media', 'samples');
const newest = otherNodes.at(-1) ?? ownNode;

function ofNode(file: string, runtime = ownNode.path): Program {
  return { name: path.basename(file), runtime, args: [path.resolve(programs, file)] };
}

/** What locks, waits, broken ends, children and names are made of: whatever takes another way into the trace. */
const nodePrograms: readonly Program[] = [
  ofNode(path.join(samples, 'ping-pong.mjs')),
  ofNode(path.join(samples, 'wait-notify.mjs')),
  ofNode(path.join(samples, 'crash.mjs')),
  ofNode(path.join(samples, 'terminate.mjs')),
  ofNode('broadcast.mjs'),
  ofNode('burst.mjs'),
  ofNode('children.mjs'),
  ofNode('names.mjs'),
  ofNode('pool.mjs'),
  ofNode('ports.mjs'),
  ofNode('many-short.mjs'),
  ofNode('states/states.mjs'),
  ofNode('wait-async.mjs'),
  ofNode('web-locks.mjs', newest.path),
  ofNode('thread-messages.mjs', newest.path),
];

const pythonPrograms: readonly string[] = [
  path.join(samples, 'python', 'worker_pool.py'),
  path.join(samples, 'python', 'philosophers.py'),
  path.join(samples, 'python', 'gil.py'),
  'python/barrier.py',
  'python/fork.py',
  'python/futures.py',
  'python/interrupted_lock.py',
  'python/multiprocesses.py',
  'python/raw_threads.py',
  'python/uncaught.py',
  'python/wait_places.py',
];

/** Everything that can be asked of a run, but for numbers of updates. */
async function allOf(run: RecordedRun, command: readonly string[]): Promise<unknown> {
  const snapshot = { ...(await run.snapshot()), number: 0 };
  const threads = snapshot.threads.map(thread => thread.key);
  const whole = { fromNs: 0, toNs: Math.max(1, snapshot.nowNs) };
  const window = { ...whole, threads, queuesOf: threads };
  const questions: TraceQuestion[] = [
    { name: 'cores', argument: { ...whole, widthPx: 2000 } },
    { name: 'range', argument: { ...whole, threads, mostWaits: 20, mostLines: 20 } },
    ...threads.flatMap((thread): TraceQuestion[] => [
      { name: 'peers', argument: { thread } },
      { name: 'history', argument: { thread, steps: 100 } },
    ]),
    ...[0, 1, 5, 100].map((message): TraceQuestion => ({ name: 'messageDetails', argument: { message } })),
  ];
  const answers: unknown[] = [];
  for (const question of questions) answers.push(await run.ask(question));
  const notices: string[] = [];
  run.onNotices(told => notices.push(...told));
  return {
    snapshot,
    all: await run.window({ ...window, widthPx: 1e9, maxMessages: 1e6 }),
    coarse: await run.window({ ...window, widthPx: 100, maxMessages: 10 }),
    answers,
    summary: await run.summary(command),
    notices,
  };
}

describe('a run that is kept', function () {
  this.timeout(240_000);
  let folder = '';

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'thread-view kept-'));
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** Runs it, asks all of the recorder in the end, and then of what was kept. */
  async function liveAndKept({ name, runtime, args }: Program): Promise<void> {
    const file = path.join(folder, `${path.basename(runtime)} ${name}.threadview`);
    const command = [runtime, ...args];
    let live: unknown;
    await runRecorded(runtime, args, {
      keep: { file, maxBytes: 2 ** 28, title: name, programFile: args.at(-1) ?? null, command },
      // Names and numbers are given in the order in which somebody asks.
      onUpdate: (_update, child) => child.stdin?.end(),
      beforeDisposal: async recorder => {
        live = await allOf(recorder, command);
      },
    });
    const kept = KeptTrace.open(file);
    assert.deepEqual(await allOf(kept, command), live, name);
    const opened = await openRecording(file);
    try {
      assert.deepEqual(await allOf(opened, command), live, `${name}, from its own thread`);
    } finally {
      await opened.dispose();
    }
  }

  it('has the same answers to all questions when it is opened again: Node', async () => {
    await inPairs(nodePrograms, liveAndKept);
  });

  it('has the same answers to all questions when it is opened again: Python', async function () {
    if (ownPython === null) return skip(this, noPython);
    const { path: runtime } = ownPython;
    const all = pythonPrograms.map(file => ({ ...ofNode(file, runtime), name: path.basename(file) }));
    await inPairs(all, liveAndKept);
  });

  it('can be opened up to where it was when its recorder is killed', async () => {
    const file = path.join(folder, 'killed.threadview');
    const program = path.join(folder, 'talker.cjs');
    fs.writeFileSync(program, talker);
    const args = [cli, 'run', '--record', file, program];
    const recorder = spawn(ownNode.path, args, { stdio: ['pipe', 'ignore', 'inherit'] });
    const ended = new Promise(resolve => recorder.once('exit', (_code, signal) => resolve(signal)));
    const received = async (): Promise<number> => {
      const { processes } = await KeptTrace.open(file).summary();
      return processes[0]?.threads[0]?.messages.received ?? 0;
    };
    for (let count = 0; count < 20; count = await received().catch(() => 0)) await delay(50);
    const during = KeptTrace.open(file);
    recorder.kill('SIGKILL');
    // The program ends with its stdin, which it has from us.
    recorder.stdin.end();
    assert.equal(await ended, 'SIGKILL');
    assert.match((await during.summary()).notices.join(), /still being recorded when it was opened/);
    const left = KeptTrace.open(file);
    const summary = await left.summary();
    assert.match(summary.notices.join(), /This recording breaks off after \d+\.\d\d s/);
    const [main, worker] = summary.processes[0]?.threads ?? [];
    assert.deepEqual([main?.outcome, worker?.outcome], ['running', 'running']);
    assert.ok(main !== undefined && main.messages.received >= 20);
    assert.equal(left.info.state, 'recording');
  });

  it('ends where the disk is full, and says so; the run does not', async function () {
    if (process.platform !== 'linux' || process.getuid?.() !== 0)
      skip(this, 'needs Linux and root, to mount a small disk');
    const disk = path.join(folder, 'disk');
    fs.mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]);
    try {
      const file = path.join(disk, 'run.threadview');
      const { name, runtime, args } = ofNode('burst.mjs');
      const keep = { file, maxBytes: 2 ** 28, title: name, programFile: null, command: [runtime, ...args] };
      const { summary, exitCode } = await runRecorded(runtime, args, { keep });
      assert.equal(exitCode, 0);
      assert.match(summary.notices.join(), /Only the first .* of this run are kept: .*ENOSPC/);
      const opened = await openRecording(file);
      try {
        const { stopped, state, exitCode: listed } = opened.info;
        assert.deepEqual([stopped?.why, state, listed], ['disk', 'ended', 0]);
        const kept = await opened.summary();
        assert.match(kept.notices.join(), /Only the first .* of the run are kept: .*ENOSPC/);
        const received = ({ processes }: RunSummary): number =>
          processes.flatMap(each => each.threads).reduce((sum, { messages }) => sum + messages.received, 0);
        assert.ok(received(kept) > 0 && received(kept) < received(summary));
      } finally {
        await opened.dispose();
      }
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  });
});

/** Two threads talk until stdin ends. */
const talker = `
const { Worker, isMainThread, parentPort } = require('node:worker_threads');
if (isMainThread) {
  const worker = new Worker(__filename);
  worker.on('message', () => setTimeout(() => worker.postMessage(1), 5));
  worker.postMessage(1);
  process.stdin.on('end', () => process.exit(0)).resume();
} else {
  parentPort.on('message', () => parentPort.postMessage(1));
}
`;
