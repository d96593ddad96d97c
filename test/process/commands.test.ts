import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Recorder } from '../../src/engine/recorder.ts';
import type { TraceUpdate } from '../../src/engine/recording.ts';
import type { ThreadView } from '../../src/protocol/panel.ts';
import { commandFileName, formatCommands, mostCommandBytes } from '../../src/protocol/commands.ts';
import { programs, runPlain, runRecorded, threadNamed } from './harness.ts';
import type { RecordOptions, Recorded } from './harness.ts';
import { otherNodes, ownNode } from './nodes.ts';
import { differences } from './transparency.ts';

const program = path.join(programs, 'commanded.mjs');

/** Calls back with each thread of that name, once, when its code has begun. */
function whenBegun(
  name: string,
  act: (thread: ThreadView, recorder: Recorder) => void,
): NonNullable<RecordOptions['onUpdate']> {
  const done = new Set<number>();
  return ({ threads }: TraceUpdate, _child, recorder) => {
    for (const thread of threads) {
      if (thread.name !== name || thread.codeBeginsNs === null || done.has(thread.key)) continue;
      done.add(thread.key);
      act(thread, recorder);
    }
  };
}

async function runUntilTerminated(
  node: string,
  args: readonly string[],
  victim: string,
): Promise<{ run: Recorded; answers: boolean[] }> {
  const answers: boolean[] = [];
  const run = await runRecorded(node, [program, ...args], {
    onUpdate: whenBegun(victim, ({ key }, recorder) => {
      void recorder.terminate(key).then(answer => answers.push(answer));
    }),
  });
  return { run, answers };
}

describe('a command to end a Worker', () => {
  for (const node of [ownNode, ...otherNodes]) {
    it(`ends it as the program would, with Node ${node.version}`, async function () {
      this.timeout(60_000);
      for (const what of ['spins', 'waits']) {
        const itself = await runPlain(node.path, [program, what, 'itself']);
        const { run, answers } = await runUntilTerminated(node.path, [what], what);
        assert.deepEqual(differences(itself, run, false), []);
        assert.equal(run.exitCode, 0);
        assert.deepEqual(answers, [true]);
        const worker = threadNamed(run.threads, what);
        assert.equal(worker.outcome, 'killed');
        assert.ok(worker.terminatedByUser);
        assert.equal(worker.terminateCalledAt, null);
        assert.equal(threadNamed(run.threads, 'main').outcome, 'finished');
      }
    });
  }

  it('goes to the thread that made it, also when that is a Worker', async function () {
    this.timeout(60_000);
    const { run } = await runUntilTerminated(ownNode.path, ['makes another'], 'spins');
    assert.equal(run.stderr, '');
    assert.match(run.stdout, /^inner exit 1\n/);
    assert.match(run.stdout, /\nexit 7 /);
    assert.equal(threadNamed(run.threads, 'spins').outcome, 'killed');
    assert.equal(threadNamed(run.threads, 'makes another').outcome, 'failed');
    assert.ok(!threadNamed(run.threads, 'makes another').terminatedByUser);
  });

  for (const [args, first] of [
    [['is kept'], 'the user'],
    [['is kept', 'itself'], 'the program'],
  ] as const) {
    it(`waits while the maker is busy; then ${first} ends the Worker, once`, async function () {
      this.timeout(60_000);
      let waiting: string[] = [];
      const run = await runRecorded(ownNode.path, [program, ...args], {
        onUpdate: ({ threads }, child, recorder) => {
          const worker = threads.find(thread => thread.name === 'is kept' && thread.codeBeginsNs !== null);
          if (worker === undefined || waiting.length > 0) return;
          const commanded = [recorder.terminate(worker.key), recorder.terminate(worker.key)];
          const { folder, token } = recorder.endpoint;
          waiting = fs.readdirSync(folder).filter(name => name.endsWith('.tvc'));
          const text = fs.readFileSync(path.join(folder, waiting[0] ?? ''), 'latin1');
          assert.equal(text, formatCommands(token, [{ number: 1, threadId: worker.threadId }]));
          void Promise.all(commanded).then(() => child.stdin?.end());
        },
      });
      assert.equal(waiting.length, 1);
      assert.equal(run.stdout, 'exit 1\n');
      const worker = threadNamed(run.threads, 'is kept');
      assert.equal(worker.outcome, 'killed');
      assert.equal(worker.terminateCalledAt === null, first === 'the user');
      if (first === 'the user') assert.ok(worker.terminatedByUser);
    });
  }

  it('is not obeyed when it is not of this run, too long, none, or was obeyed before', async function () {
    this.timeout(60_000);
    let taken = 0;
    const forged: ((token: string, threadId: number) => string)[] = [
      (_token, threadId) => formatCommands('0'.repeat(32), [{ number: 1, threadId }]),
      (token, threadId) => formatCommands(token, [{ number: 1, threadId }]) + ' '.repeat(mostCommandBytes),
      (token, threadId) => `${token}\n1 terminate ${threadId} 2\n1 eval ${threadId}\n\0`,
      token => formatCommands(token, [{ number: 5, threadId: 4711 }]),
      // Number 5 was taken, so these are old ones.
      (token, threadId) =>
        formatCommands(token, [
          { number: 4, threadId },
          { number: 5, threadId },
        ]),
      (token, threadId) => formatCommands(token, [{ number: 6, threadId }]),
    ];
    const run = await runRecorded(ownNode.path, [program, 'spins'], {
      onUpdate: ({ threads }, child, { endpoint: { folder, token } }) => {
        const worker = threads.find(thread => thread.name === 'spins' && thread.codeBeginsNs !== null);
        if (worker === undefined || worker.endedNs !== null) return;
        const stream = fs.readdirSync(folder).find(name => name.startsWith(`${child.pid}-0-`));
        const file = path.join(folder, commandFileName(stream?.replace(/\.\d+\.tv[wr]$/, '') ?? ''));
        if (fs.existsSync(file)) return;
        const next = forged[taken];
        if (next === undefined) return;
        taken++;
        fs.writeFileSync(`${file}w`, next(token, worker.threadId));
        fs.renameSync(`${file}w`, file);
      },
    });
    assert.equal(taken, forged.length);
    assert.match(run.stdout, /^exit 1 /);
    assert.equal(threadNamed(run.threads, 'spins').outcome, 'killed');
  });

  it('is refused for a main thread, one that is over, and one that is not there', async function () {
    this.timeout(60_000);
    const refused: Promise<boolean>[] = [];
    const ended = new Set<string>();
    await runRecorded(ownNode.path, [program, 'waits', 'itself'], {
      onUpdate: ({ threads }, _child, recorder) => {
        for (const { key, name, isMain, endedNs } of threads) {
          if (endedNs !== null) ended.add(name);
          if (isMain || endedNs !== null) refused.push(recorder.terminate(key));
        }
        refused.push(recorder.terminate(4711));
      },
    });
    assert.deepEqual([...ended].sort(), ['main', 'waits']);
    assert.ok(!(await Promise.all(refused)).includes(true));
  });
});
