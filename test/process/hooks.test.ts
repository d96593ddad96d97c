import * as assert from 'node:assert/strict';
import * as path from 'node:path';
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
  });
}
