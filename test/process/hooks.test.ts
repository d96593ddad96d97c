import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { noThread, type ThreadView } from '../../src/protocol/panel.ts';
import { skip } from '../vscode/skip.ts';
import { programs, runRecorded, threadNamed } from './harness.ts';
import type { Recorded } from './harness.ts';
import { otherNodes, ownNode } from './nodes.ts';

const nodes = [ownNode, ...otherNodes];

/** What is known of threads beyond their spans and messages, on every Node. */
for (const node of nodes) {
  describe(`what Node ${node.version} is heard to do`, () => {
    const run = (name: string, ...args: string[]): Promise<Recorded> =>
      runRecorded(node.path, [path.join(programs, name), ...args]);

    it('knows who ended a wait that blocked nobody, and which waits nobody ended', async () => {
      const { threads } = await run('wait-async.mjs');
      const { settledWaits } = threadNamed(threads, 'main');
      const words = settledWaits.map(text => text.replace(/shared buffer \d+/, 'it'));
      assert.deepEqual(words, [
        ...[1, 2, 3].map(() => 'Atomics.waitAsync on it [2]: ok, woken by waker'),
        'Atomics.waitAsync on it [1], at most 5 ms: timed-out',
        'Atomics.waitAsync on it [0]: ok, woken by waker',
      ]);
    });

    it('knows which message to another thread is which, though some find nobody', async () => {
      const { threads, window } = await run('thread-messages.mjs');
      const [main, left] = ['main', 'left'].map(name => threadNamed(threads, name).key);
      const { from, to, sentNs, receivedNs } = window.messages;
      const rows = [...from.keys()].filter(row => from[row] === main);
      const lost = rows.filter(row => to[row] === noThread);
      assert.equal(lost.length, 2);
      const got = rows.filter(row => to[row] === left);
      // listen, three values, show, end: none of them can have been sent before those that were lost.
      assert.equal(got.length, 6);
      for (const row of got) {
        assert.ok(lost.every(each => (sentNs[each] as number) < (sentNs[row] as number)));
        assert.ok((sentNs[row] as number) < (receivedNs[row] as number));
      }
    });

    it('knows when the event loop was empty, and that more came', async () => {
      const { threads, stdout } = await run('before-exit.mjs');
      const [main, worker, quits] = ['main', 'worker', 'quits'].map(name => threadNamed(threads, name));
      assert.ok(main !== undefined && worker !== undefined && quits !== undefined);
      assert.match(stdout, /again/);
      for (const { beforeExitNs, codeBeginsNs, endedNs } of [main, worker]) {
        assert.ok(beforeExitNs !== null && codeBeginsNs !== null && endedNs !== null);
        assert.ok(codeBeginsNs < beforeExitNs && beforeExitNs < endedNs);
        // It went on for 20 ms after the first time.
        assert.ok(endedNs - beforeExitNs < 15e6, `${endedNs - beforeExitNs}`);
      }
      assert.equal(quits.beforeExitNs, null);
    });

    it('knows of every process who started it, and where', async () => {
      const { threads, summary } = await run('process-tree.mjs');
      const lines = fs.readFileSync(path.join(programs, 'process-tree.mjs'), 'utf8').split('\n');
      const nameOf = (process: number): string =>
        threads.find(each => each.process === process && each.name.startsWith('I am'))?.name.slice(5) ?? '?';
      const tree = threads
        .filter(thread => thread.isMain)
        .map(({ process, parent, spawnedBy, createdAt }) => {
          assert.equal(parent, null);
          const by = threads.find(each => each.key === spawnedBy);
          const line =
            createdAt === null
              ? ''
              : /\b(fork|spawn|exec|execFile)\(/.exec(lines[createdAt.line - 1] ?? '')?.[1];
          return `${nameOf(process)}: ${by === undefined ? '' : `${nameOf(by.process)} ${by.name} ${line}`}`;
        });
      assert.deepEqual(tree.sort(), [
        'at once: ',
        'clustered: root main fork',
        'deep down: ',
        'execFiled: root main execFile',
        'execed: root main exec',
        'forked: root main fork',
        'npm: root main spawn',
        'of a script: script main fork',
        'of a worker: root spawner fork',
        'root: ',
        'script: npm main spawn',
        'spawned: root main spawn',
      ]);
      // Whatever stands between: one tree.
      const roots = summary.processes.filter(each => each.parentPid === null);
      assert.equal(roots.length, 1);
      for (const { parentPid } of summary.processes)
        assert.ok(parentPid === null || summary.processes.some(each => each.pid === parentPid));
    });

    it('goes on with a child that outlives its parent', async () => {
      const { threads, summary } = await run('detached.mjs');
      const [parent, child] = threads;
      assert.ok(parent !== undefined && child !== undefined && threads.length === 2);
      assert.deepEqual([parent.outcome, child.outcome, child.spawnedBy], ['finished', 'running', parent.key]);
      assert.equal(summary.processes[1]?.parentPid, summary.processes[0]?.pid);
    });

    it('knows who holds a lock, who waits behind whom, and how long that took', async function () {
      if (node.major < 24) skip(this, 'there are no locks before Node 24.5');
      const seen = new Map<string, ThreadView['locks']>();
      const names = new Map<number, string>();
      const { summary } = await runRecorded(node.path, [path.join(programs, 'web-locks.mjs')], {
        onUpdate: ({ threads }) => {
          for (const { key, name, locks } of threads) {
            names.set(key, name);
            for (const lock of locks) {
              const what = `${name} ${lock.name} ${lock.state} ${lock.mode}`;
              // Between the end of the holder and the grant there is nobody to be behind.
              if (lock.behind.length > 0 || !seen.has(what)) seen.set(what, [lock]);
            }
          }
        },
      });
      const [waits] = seen.get('waits across queued exclusive') ?? [];
      assert.ok(waits !== undefined, [...seen.keys()].join());
      assert.deepEqual(
        waits.behind.map(key => names.get(key)),
        ['dies'],
      );
      assert.match(waits.at?.file ?? '', /web-locks\.mjs$/);
      assert.ok(seen.has('dies across held exclusive'), [...seen.keys()].join());
      const rows = summary.locks.map(lock => [lock.name, lock.requests, lock.granted]);
      assert.deepEqual(rows, [
        ['alone', 1, 1],
        ['throws', 1, 1],
        ['queue', 5, 3],
        ['stolen', 3, 3],
        ['shared', 5, 5],
        ['across', 2, 2],
        ['for good', 1, 1],
      ]);
      const { longestWaitMs, longestHoldMs, holders } = summary.locks[2] ?? assert.fail();
      assert.ok(
        longestWaitMs > 60 && longestHoldMs !== null && longestHoldMs > 38,
        `${longestWaitMs} ${longestHoldMs}`,
      );
      assert.deepEqual(holders, []);
    });
  });
}
