import assert from 'node:assert/strict';
import { failuresOf } from '../../src/panel/jumps.ts';
import { makeThread } from './support/traces.ts';

describe('errors of a run', () => {
  it('are the threads that failed, in the order in which they did', () => {
    const failed = (key: number, endedNs: number | null) =>
      makeThread({ key, outcome: 'failed', state: 'failed', endedNs });
    const threads = [
      failed(0, 30),
      makeThread({ key: 1, endedNs: 5 }),
      failed(2, 10),
      failed(3, null),
      failed(4, 10),
    ];
    assert.deepEqual(
      failuresOf(threads).map(thread => thread.key),
      [2, 4, 0],
    );
  });
});
