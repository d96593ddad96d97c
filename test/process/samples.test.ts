import * as assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import * as path from 'node:path';
import type { ThreadSummary } from '../../src/trace/summary.ts';
import { skip } from '../vscode/skip.ts';
import { runRecorded, samples } from './harness.ts';
import type { Recorded } from './harness.ts';
import { ownNode } from './nodes.ts';
import { noPython, ownPython } from './pythons.ts';

/** What the steps of the walkthrough tell the reader to look for must be there, in either language. */
interface Language {
  readonly name: string;
  readonly run: (sample: string) => Promise<Recorded>;
  /** What a wait for the guard is called. */
  readonly guardWait: RegExp;
  readonly unnamed: RegExp;
}

const languages: readonly Language[] = [
  {
    name: 'Node',
    run: sample => runRecorded(ownNode.path, [path.join(samples, `${sample}.mjs`)]),
    guardWait: /^Atomics\.wait .*woken by (left|right)/,
    unnamed: /^names #[12]$/,
  },
  ...(ownPython === null
    ? []
    : [
        {
          name: 'Python',
          run: (sample: string) =>
            runRecorded(ownPython?.path ?? assert.fail(), [path.join(samples, 'python', `${sample}.py`)]),
          guardWait: /^acquire on Lock guard .*released by (left|right)$/,
          unnamed: /^Thread-[12]( \(task\))?$/,
        },
      ]),
];

function madeOf({ summary }: Recorded): readonly ThreadSummary[] {
  return summary.processes.flatMap(process => process.threads).filter(thread => thread.parent !== null);
}

function countedOf({ stdout }: Recorded): number {
  return Number(/the counter says (\d+)/.exec(stdout)?.[1]);
}

function liveTogether([a, b]: readonly ThreadSummary[]): boolean {
  return Number(a?.startedMs) < Number(b?.endedMs) && Number(b?.startedMs) < Number(a?.endedMs);
}

describe('the samples of the walkthrough', function () {
  this.timeout(60_000);

  if (ownPython === null) {
    it('show in Python what they say', function () {
      skip(this, noPython);
    });
  }

  for (const { name, run, guardWait, unnamed } of languages) {
    describe(`in ${name}`, () => {
      it('steps: two threads that live at the same time, and each does its own five in order', async () => {
        const recorded = await run('steps');
        for (const who of ['main', 'helper']) {
          const steps = recorded.stdout.split('\n').filter(line => line.startsWith(who));
          assert.deepEqual(
            steps,
            [1, 2, 3, 4, 5].map(step => `${who}: step ${step}`),
          );
        }
        const threads = recorded.summary.processes.flatMap(process => process.threads);
        assert.ok(liveTogether(threads), JSON.stringify(threads));
      });

      it('hello: one line makes a thread, which says who it is', async () => {
        const recorded = await run('hello');
        const [hello] = madeOf(recorded);
        assert.match(hello?.createdAt?.file ?? '', /hello\.(mjs|py)$/);
        assert.match(recorded.stdout, /Hello World/);
      });

      it('names: two that were given, and two that were not', async () => {
        const names = madeOf(await run('names')).map(thread => thread.name);
        assert.deepEqual(
          names.map(each => (unnamed.test(each) ? 'none given' : each)),
          ['reader', 'writer', 'none given', 'none given'],
        );
      });

      it('crowd: threads that could run, and are not let', async function () {
        if (process.platform !== 'linux') skip(this, 'only Linux tells what a thread lacks');
        const recorded = await run('crowd');
        const crowd = madeOf(recorded);
        assert.equal(crowd.length, name === 'Node' ? 2 * availableParallelism() : 8);
        for (const thread of crowd)
          assert.ok(thread.stateMs.ready > 0, `${thread.name}: ${JSON.stringify(thread.stateMs)}`);
        if (name === 'Python')
          assert.ok(
            crowd.every(thread => (thread.python?.withoutGilMs ?? 0) > 0),
            JSON.stringify(crowd.map(thread => thread.python)),
          );
      });

      it('race: steps get lost, and both threads are at it at the same time', async () => {
        const recorded = await run('race');
        const counted = countedOf(recorded);
        assert.ok(counted >= 30 && counted < 60, recorded.stdout);
        assert.ok(liveTogether(madeOf(recorded)));
      });

      it('guard: no step gets lost, for each waits for the other, and is woken by it', async () => {
        const recorded = await run('guard');
        assert.equal(countedOf(recorded), 60, recorded.stdout);
        for (const thread of madeOf(recorded)) assert.ok(thread.stateMs.blocked > 0, thread.name);
        const woken = recorded.window.causes.filter(cause => guardWait.test(cause));
        assert.ok(woken.length > 0, recorded.window.causes.join('\n'));
        const threads = new Map(recorded.threads.map(each => [each.key, each.name]));
        const { from, to } = recorded.window.wakeUps;
        const arrows = new Set(
          [...from].map((key, row) => `${threads.get(key)} → ${threads.get(to[row] ?? -1)}`),
        );
        for (const arrow of ['left → right', 'right → left'])
          assert.ok(arrows.has(arrow), [...arrows].join());
      });
    });
  }
});
