import assert from 'node:assert/strict';
import { RowOrder, compareThreads } from '../../src/trace/rowOrder.ts';
import type { RowSort } from '../../src/trace/rowOrder.ts';
import type { ThreadView } from '../../src/protocol/panel.ts';
import { makeThread } from '../panel/support/traces.ts';

const threads: readonly ThreadView[] = [
  makeThread({ key: 0, name: 'w10', cpuShare: 0.2, state: 'waiting' }),
  makeThread({ key: 1, name: 'w9', cpuShare: 0.9, state: 'finished', outcome: 'finished', endedNs: 5 }),
  makeThread({ key: 2, name: 'w2', cpuShare: 0.5, state: 'running' }),
  makeThread({ key: 3, name: 'w2', cpuShare: null, state: 'failed', outcome: 'failed', endedNs: 5 }),
  makeThread({ key: 4, name: 'a', cpuShare: 0.5, state: 'blocked' }),
];

describe('the order of rows', () => {
  it('is that of creation, of business, of names as people count, or of what needs a look', () => {
    const order = (sort: RowSort) => [...threads].sort(compareThreads(sort)).map(thread => thread.key);
    assert.deepEqual(order('created'), [0, 1, 2, 3, 4]);
    assert.deepEqual(order('busiest'), [2, 4, 0, 1, 3]);
    assert.deepEqual(order('name'), [4, 2, 3, 1, 0]);
    assert.deepEqual(order('state'), [3, 4, 2, 0, 1]);
  });

  it('stays while rows may not move, and for a second; what is new stands at the end', () => {
    const rows = new RowOrder();
    const order = (list: readonly ThreadView[], sort: RowSort, mayMove: boolean, atMs: number) => {
      const { place } = rows.ranks(list, sort, mayMove, atMs);
      return [...list]
        .sort((a, b) => (place.get(a.key) ?? -1) - (place.get(b.key) ?? -1))
        .map(({ key }) => key);
    };
    assert.deepEqual(order(threads, 'busiest', true, 0), [2, 4, 0, 1, 3]);
    const later = [...threads, makeThread({ key: 5, cpuShare: 1 })];
    assert.deepEqual(order(later, 'busiest', true, 500), [2, 4, 0, 1, 3, 5]);
    assert.deepEqual(order(later, 'busiest', false, 5000), [2, 4, 0, 1, 3, 5]);
    assert.deepEqual(order(later, 'busiest', true, 5000), [5, 2, 4, 0, 1, 3]);
    // Whoever asks for another order wants to see it.
    assert.deepEqual(order(later, 'name', false, 5001), [4, 5, 2, 3, 1, 0]);
    const renamed = later.map(thread => (thread.key === 4 ? { ...thread, name: 'z' } : thread));
    assert.deepEqual(order(renamed, 'name', false, 9000)[0], 4);
    rows.refresh();
    assert.deepEqual(order(renamed, 'name', false, 9001).at(-1), 4);
  });
});
