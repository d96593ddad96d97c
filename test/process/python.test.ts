import * as assert from 'node:assert/strict';
import type { RunSummary, ThreadSummary } from '../../src/trace/summary.ts';
import { skip } from '../vscode/skip.ts';
import { runBoth, runRecorded } from './harness.ts';
import type { Recorded, Seen } from './harness.ts';
import {
  pythonProgramExpectations,
  pythonPrograms,
  pythonSampleExpectations,
  pythonSamples,
  type PythonExpectation,
} from './pythonExpectations.ts';
import { noPython, otherPythons, ownPython } from './pythons.ts';
import type { PythonUnderTest } from './pythons.ts';
import { differences } from './transparency.ts';

/** What is another in every run: addresses, idents of threads, pids. */
function normal(seen: Seen): Seen {
  const text = (printed: string): string =>
    printed
      .replace(/0x[0-9a-f]+/g, '0x')
      .replace(/started( daemon)? \d+/g, 'started$1')
      .replace(/owner=\d+/g, 'owner');
  return { ...seen, stdout: text(seen.stdout), stderr: text(seen.stderr) };
}

/** The threads of all processes, each under the one that made it. */
function dump({ processes }: RunSummary): string {
  return processes
    .flatMap(({ threads }) => {
      const lines = (parent: number | null, indent: string): string[] =>
        threads
          .filter(thread => thread.parent === parent)
          .flatMap(thread => [indent + line(thread), ...lines(thread.id, `${indent}  `)]);
      return lines(null, '');
    })
    .join('\n');
}

function line({ name, outcome, exitCode, error, python }: ThreadSummary): string {
  // From Python 3.10 on, a thread's name says what it runs.
  const short = name.replace(/^(Thread-\d+) \(.*\)$/, '$1');
  const ran = python?.target === null || python === undefined ? '' : `ran ${python.target}, `;
  return `${short} ${ran}${outcome} ${exitCode}${error === null ? '' : `: ${error.name}: ${error.message}`}`;
}

function describeRuns(python: PythonUnderTest, expectations: readonly PythonExpectation[]): void {
  describe(`programs run by Python ${python.version}`, () => {
    const seenOf = runBoth(python.path, expectations, 300_000);

    for (const expectation of expectations) {
      describe(expectation.name, () => {
        const ran = () => seenOf(expectation);

        it('does not notice the probe', () => {
          const { alone, watched } = ran();
          assert.equal(alone.exitCode, expectation.exitCode, alone.stderr);
          assert.equal(alone.signal, expectation.signal, alone.stderr);
          const [before, after] = [alone, watched].map(seen => {
            const { stdout, ...rest } = normal(seen);
            return { ...rest, stdout: expectation.forgive(stdout) };
          }) as [Seen, Seen];
          assert.equal(differences(before, after, expectation.unordered).join('\n'), '');
        });

        it('has the threads, parents and outcomes that one expects from reading it', () => {
          const { summary } = ran().watched;
          if (expectation.threads !== null) assert.equal(dump(summary), expectation.threads);
          assert.ok(summary.processes.every(process => process.runtime === 'python'));
          assert.equal(summary.lostEvents, 0);
          assert.deepEqual(summary.notices, expectation.notices);
        });

        it('knows the line that made each thread, and the one that started it', () => {
          for (const { name, isMain, createdAt, startedNs, python: facts } of ran().watched.threads) {
            if (isMain) continue;
            assert.ok(createdAt !== null, `${name} was created nowhere`);
            if (startedNs !== null) assert.ok(facts?.startedAt, `${name} was started nowhere`);
          }
        });
      });
    }
  });
}

describe('Python', function () {
  if (ownPython === null) {
    it('runs under the probe', function () {
      skip(this, noPython);
    });
    return;
  }
  describeRuns(ownPython, [...pythonSampleExpectations, ...pythonProgramExpectations]);
  for (const python of otherPythons) describeRuns(python, pythonSampleExpectations);

  describe('what the samples show', function () {
    this.timeout(60_000);
    const run = (name: string): Promise<Recorded> =>
      runRecorded(ownPython?.path ?? assert.fail(), [`${pythonSamples}/${name}`]);
    const threadsOf = ({ summary }: Recorded): readonly ThreadSummary[] =>
      summary.processes.flatMap(process => process.threads).filter(thread => thread.parent !== null);
    const lifeOf = ({ startedMs, endedMs }: ThreadSummary): number => (endedMs ?? 0) - (startedMs ?? 0);

    it('worker_pool.py: workers that sleep most of their life, and the tasks they ran', async () => {
      const recorded = await run('worker_pool.py');
      const workers = threadsOf(recorded);
      const tasks = workers.map(worker => worker.python?.tasks ?? 0);
      assert.equal(
        tasks.reduce((sum, each) => sum + each, 0),
        12,
      );
      for (const [index, { name, stateMs }] of workers.entries())
        assert.ok(stateMs.sleeping >= 50 * (tasks[index] ?? 0), `${name}: ${JSON.stringify(stateMs)}`);
      assert.ok(recorded.window.causes.includes('runs the task fetch'), recorded.window.causes.join('\n'));
      assert.ok(recorded.window.causes.some(cause => /^result on Future \(/.test(cause)));
      assert.ok(recorded.summary.locks.every(lock => lock.kind !== 'Future'));
    });

    it('producer_consumer.py: a producer that is blocked in put, and who made room for it', async () => {
      const recorded = await run('producer_consumer.py');
      const producer = threadsOf(recorded).find(thread => thread.name === 'producer') ?? assert.fail();
      assert.ok(producer.stateMs.blocked > lifeOf(producer) / 2, JSON.stringify(producer.stateMs));
      const woken = /^put on Queue items \(producer_consumer.py:\d+\): woken by consumer [12]$/;
      assert.ok(
        recorded.window.causes.some(cause => woken.test(cause)),
        recorded.window.causes.join('\n'),
      );
      const items = recorded.summary.locks.find(lock => lock.name === 'items' && lock.kind === 'Queue');
      assert.ok(items !== undefined && (items.waits ?? 0) > 0);
    });

    it('philosophers.py: who had the fork that another waited for', async () => {
      const { window } = await run('philosophers.py');
      const name = '(Plato|Hypatia|Confucius|Diotima|Spinoza)';
      const released = new RegExp(`^acquire on Lock .*\\(philosophers.py:\\d+\\): released by ${name}$`);
      assert.ok(
        window.causes.some(cause => released.test(cause)),
        window.causes.join('\n'),
      );
    });

    it('philosophers.py: an arrow from who put a fork down to who was waiting for it', async () => {
      const { window, threads } = await run('philosophers.py');
      const names = new Map(threads.map(({ key, name }) => [key, name]));
      const { from, to } = window.wakeUps;
      assert.ok(from.length > 0);
      const joined = [...from].map((key, row) => `${names.get(key)} → ${names.get(to[row] ?? -1)}`);
      assert.ok(
        joined.some(each => /^\w+ → (Plato|Hypatia|Confucius|Diotima|Spinoza)$/.test(each)),
        joined.join('\n'),
      );
    });

    it('guard.py: a lock with its name, how often it was had, and that threads waited for it', async () => {
      const { summary } = await run('guard.py');
      const guard = summary.locks.find(lock => lock.name === 'guard') ?? assert.fail();
      assert.deepEqual([guard.kind, guard.requests, guard.granted], ['Lock', 60, 60]);
      assert.ok((guard.waits ?? 0) > 0);
    });

    it('gil.py: two threads that are ready while the other has the GIL', async function () {
      if (process.platform !== 'linux') skip(this, 'only Linux tells what a thread is stopped in');
      const recorded = await run('gil.py');
      const counters = threadsOf(recorded);
      assert.equal(counters.length, 2);
      for (const { name, python, stateMs } of counters) {
        const without = python?.withoutGilMs ?? assert.fail();
        assert.ok(
          without > 20 && without <= stateMs.ready + 1,
          `${name}: ${without} ${JSON.stringify(stateMs)}`,
        );
      }
      assert.ok(recorded.window.causes.some(cause => /^the GIL/.test(cause)));
      assert.ok(recorded.window.causes.some(cause => /^join on counter 1: it ended$/.test(cause)));
    });
  });

  describe('what other programs show', function () {
    this.timeout(60_000);
    const run = (name: string): Promise<Recorded> =>
      runRecorded(ownPython?.path ?? assert.fail(), [`${pythonPrograms}/${name}`]);
    const mainOf = ({ summary }: Recorded): ThreadSummary =>
      summary.processes[0]?.threads[0] ?? assert.fail('no thread');

    it("an event loop's thread that waits, and a thread that is blocked in reading", async function () {
      if (process.platform !== 'linux') skip(this, 'only Linux tells what a thread is stopped in');
      const recorded = await run('loop_and_socket.py');
      const { waiting, running, ready } = mainOf(recorded).stateMs;
      assert.ok(waiting > 150, `waiting ${waiting}`);
      assert.ok(running + ready > 100, `running ${running}, ready ${ready}`);
      const reader = recorded.summary.processes[0]?.threads.find(({ name }) => name === 'reader');
      assert.ok(reader !== undefined && reader.stateMs.blocked > 100, JSON.stringify(reader?.stateMs));
      assert.ok(recorded.window.causes.includes('system call recvfrom'), recorded.window.causes.join('\n'));
    });

    it('child processes as a tree, however they were started, with the line that started them', async () => {
      const recorded = await run('multiprocesses.py');
      const { processes } = recorded.summary;
      const root = processes[0]?.pid;
      assert.ok(processes.length > 10, `${processes.length} processes`);
      const pids = new Set(processes.map(({ pid }) => pid));
      for (const { pid, parentPid } of processes.slice(1))
        assert.ok(parentPid !== null && pids.has(parentPid), `${pid} has no parent`);
      const forked = processes.filter(({ parentPid }) => parentPid === root);
      const exitCodes = forked.map(({ threads }) => threads[0]?.exitCode);
      assert.ok(exitCodes.includes(5), exitCodes.join());
      const lines = forked.map(({ threads }) => threads[0]?.createdAt?.file.replace(/^.*\//, ''));
      assert.ok(lines.includes('multiprocesses.py'), lines.join());
    });

    it('what a child process of subprocess ended with, and what `exec` put in its place', async () => {
      const { summary } = await run('subprocesses.py');
      const [first, child, replaced] = summary.processes;
      assert.ok(first !== undefined && child !== undefined && replaced !== undefined);
      assert.equal(child.threads[0]?.exitCode, 6);
      assert.equal(child.threads[0].createdAt?.line, 2);
      assert.equal(first.threads[0]?.outcome, 'finished');
      assert.equal(replaced.pid, first.pid);
    });

    it('who blocks whom in a wait with a timeout, and that it timed out', async () => {
      const { window } = await run('deadlock_timeout.py');
      const timedOut = /^acquire on Lock \d+ \(deadlock_timeout.py:2\), at most 200 ms: timed out$/;
      assert.ok(
        window.causes.some(cause => timedOut.test(cause)),
        window.causes.join('\n'),
      );
    });
  });

  describe('a deadlock of philosophers', () => {
    it('shows, while it lasts, who holds what and who queues for it', async function () {
      this.timeout(60_000);
      const python = ownPython ?? assert.fail();
      const waits = new Map<string, { behind: number; key: number }>();
      await runRecorded(python.path, [`${pythonSamples}/philosophers.py`, 'deadlock'], {
        onUpdate: ({ threads }, child) => {
          for (const { name, key, locks, isMain } of threads) {
            if (isMain) continue;
            const queued = locks.find(lock => lock.state === 'queued' && lock.kind === 'Lock');
            const held = locks.some(lock => lock.state === 'held');
            const behind = queued?.behind[0];
            if (behind !== undefined && held) waits.set(name, { behind, key });
          }
          if (waits.size === 5) child.kill('SIGKILL');
        },
      });
      // Each waits for its neighbour, all the way around.
      const byKey = new Map([...waits.values()].map(({ key, behind }) => [key, behind]));
      const start = [...byKey.keys()][0] ?? assert.fail('nobody waits');
      const circle = [start];
      for (let at = byKey.get(start); at !== undefined && at !== start; at = byKey.get(at)) circle.push(at);
      assert.equal(circle.length, 5, JSON.stringify([...waits]));
    });
  });
});
