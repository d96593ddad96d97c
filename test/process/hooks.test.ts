import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import { noThread } from '../../src/protocol/panel.ts';
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
  });
}
