import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bundleWidthPx, mergedBundles } from '../../src/panel/messageBundles.ts';
import { queueAt, threadQueues } from '../../src/panel/queueDepths.ts';
import type { MessageBundles } from '../../src/protocol/panel.ts';

type Made = readonly [from: number, to: number, count: number];

function columns(made: readonly Made[]): MessageBundles {
  return {
    from: Uint32Array.from(made, one => one[0]),
    to: Uint32Array.from(made, one => one[1]),
    count: Uint32Array.from(made, one => one[2]),
    sentNs: Float64Array.from(made, (_, i) => i * 10),
    receivedNs: Float64Array.from(made, (_, i) => i * 10 + 5),
  };
}

const pair = fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 4 }), fc.integer({ min: 1, max: 1000 }));

describe('bundles of messages', () => {
  it('stay as they are when they are few', () => {
    const merged = mergedBundles(
      columns([
        [0, 1, 5],
        [0, 2, 7],
        [0, 1, 2],
      ]),
      10,
    );
    assert.deepEqual(
      merged.map(({ from, to, count, sentNs }) => [from, to, count, sentNs]),
      [
        [0, 1, 5, 0],
        [0, 1, 2, 20],
        [0, 2, 7, 10],
      ],
    );
  });

  it('become one of each pair and lose no message as long as there is room for one of each', () => {
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 200 }), fc.integer({ min: 25, max: 60 }), (made, most) => {
        const merged = mergedBundles(columns(made), most);
        assert.ok(merged.length <= most);
        for (const [from, to] of made) {
          const sum = (list: readonly { from: number; to: number; count: number }[]) =>
            list.filter(one => one.from === from && one.to === to).reduce((all, one) => all + one.count, 0);
          assert.equal(sum(merged), sum(made.map(([a, b, count]) => ({ from: a, to: b, count }))));
        }
      }),
    );
  });

  it('are stood for by the heavier of two, and of too many pairs the heaviest are left', () => {
    const [one] = mergedBundles(
      columns([
        [0, 1, 5],
        [0, 1, 7],
      ]),
      1,
    );
    assert.deepEqual(one, { from: 0, to: 1, count: 12, sentNs: 10, receivedNs: 15 });
    const left = mergedBundles(
      columns([
        [0, 1, 5],
        [1, 0, 9],
        [2, 0, 7],
      ]),
      2,
    );
    assert.deepEqual(
      left.map(({ count }) => count),
      [9, 7],
    );
  });

  it('are wider the more they hold, within bounds', () => {
    const widths = [1, 10, 100, 1000, 1e9].map(bundleWidthPx);
    assert.deepEqual(
      widths,
      [...widths].sort((a, b) => a - b),
    );
    assert.equal(widths[0], 1);
    assert.equal(widths.at(-1), 5);
  });
});

describe('the queue of a thread', () => {
  it('is that of all senders together, and knows who sent what waits at a moment', () => {
    const queues = threadQueues([
      { thread: 1, from: 0, depth: Uint32Array.of(0, 2, 3, 0) },
      { thread: 1, from: 2, depth: Uint32Array.of(1, 4, 0, 0) },
      { thread: 5, from: 0, depth: Uint32Array.of(1, 0, 0, 0) },
    ]);
    const own = queues.get(1);
    assert.ok(own);
    assert.deepEqual([...own.total], [1, 6, 3, 0]);
    assert.equal(own.deepest, 6);
    const window = { fromNs: 100, toNs: 500 };
    assert.deepEqual(queueAt(own, window, 250), {
      count: 6,
      senders: [
        { from: 2, count: 4 },
        { from: 0, count: 2 },
      ],
    });
    assert.deepEqual(queueAt(own, window, 450), { count: 0, senders: [] });
    assert.deepEqual(queueAt(own, window, 900), { count: 0, senders: [] });
    assert.equal(queues.get(5)?.deepest, 1);
  });
});
