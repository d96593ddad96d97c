import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import type { KernelView } from '../../src/protocol/panel.ts';
import { skip } from '../vscode/skip.ts';
import { programs, runRecorded, threadNamed } from './harness.ts';
import { otherNodes, ownNode } from './nodes.ts';

const newest = otherNodes.at(-1) ?? ownNode;

describe('what the kernel knows of threads', () => {
  before(function () {
    if (process.platform !== 'linux') skip(this, 'needs /proc, which Linux has');
  });

  it('shows as ready what wants a core and has none', async function () {
    if (spawnSync('taskset', ['-V']).error !== undefined)
      skip(this, 'needs taskset, to give a program one core');
    const args = ['-c', '0', ownNode.path, path.join(programs, 'states', 'one-core.mjs')];
    const run = await runRecorded('taskset', args);
    assert.equal(run.exitCode, 0, run.stderr);
    const truths = run.stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { name: string; run: number; ready: number });
    assert.equal(truths.length, 3);
    for (const { name, run: ranMs, ready: readyMs } of truths) {
      const { stateNs } = threadNamed(run.threads, name);
      // Booting is not in the program's own count, nor is it drawn as running or ready.
      const [running, ready] = [stateNs.running / 1e6, stateNs.ready / 1e6];
      const text = `${name}: running ${running.toFixed(0)} of ${ranMs.toFixed(0)}, ready ${ready.toFixed(0)} of ${readyMs.toFixed(0)}`;
      assert.ok(readyMs > 100, text);
      assert.ok(Math.abs(running - ranMs) < 60 && Math.abs(ready - readyMs) < 60, text);
    }
    // All of it on the one core that it had, which was theirs alone most of the time.
    assert.deepEqual(
      run.cores.map(({ core }) => core),
      [0],
    );
    const [lane] = run.cores;
    assert.ok(lane);
    const busyMs = lane.busyShare.reduce(
      (sum, share, row) => sum + (share * ((lane.endNs[row] ?? 0) - (lane.startNs[row] ?? 0))) / 1e6,
      0,
    );
    const ranMs = truths.reduce((sum, { run: ms }) => sum + ms, 0);
    assert.ok(busyMs > 0.9 * ranMs && busyMs < ranMs + 400, `${busyMs} ms on it, ${ranMs} ms ran`);
    const seen = new Set(lane.thread);
    for (const { name } of truths) assert.ok(seen.has(threadNamed(run.threads, name).key), name);
  });

  for (const node of new Set([ownNode, newest])) {
    it(`shows the I/O pool at work, and the call that stops a thread, with Node ${node.version}`, async () => {
      const seen: KernelView[] = [];
      const run = await runRecorded(node.path, [path.join(programs, 'pool.mjs')], {
        onUpdate: ({ threads }) => {
          const kernel = threads.find(thread => thread.isMain)?.kernel;
          if (kernel !== undefined && kernel !== null) seen.push(kernel);
        },
      });
      assert.equal(run.exitCode, 0, run.stderr);
      assert.equal(run.summary.processes[0]?.threads.length, 1, 'runtime threads are none of the program');
      const pool = run.runtimeThreads.filter(thread => thread.name.startsWith('I/O pool (libuv)'));
      assert.ok(pool.length >= 2, run.runtimeThreads.map(thread => thread.name).join(', '));
      assert.equal(new Set(run.runtimeThreads.map(thread => thread.name)).size, run.runtimeThreads.length);
      const busyMs = pool.map(thread => (thread.stateNs.running + thread.stateNs.ready) / 1e6);
      assert.ok(busyMs.filter(ms => ms > 100).length >= 2, busyMs.join(', '));
      assert.ok(
        pool.every(thread => thread.outcome === 'finished' && thread.parent === null && !thread.isMain),
      );
      assert.ok(threadNamed(run.threads, 'main').stateNs.waiting > 100e6);

      const stopped = seen.filter(kernel => kernel.state === 'stopped' && kernel.call !== null);
      assert.ok(stopped.length > 0, JSON.stringify(seen));
      for (const { call, callArguments, stackPointer, programCounter, core } of stopped) {
        assert.match(call ?? '', /^(epoll_p?wait2?|futex|read)$/);
        assert.equal(callArguments.length, 6);
        for (const value of [...callArguments, stackPointer, programCounter])
          assert.match(value ?? '', /^0x[0-9a-f]+$/);
        assert.ok(core !== null && core >= 0);
      }
    });
  }
});
