import assert from 'node:assert/strict';
import { arrowSources, effectiveMode } from '../../src/panel/arrowSources.ts';
import type { ArrowWish } from '../../src/panel/arrowSources.ts';
import type { Held } from '../../src/panel/windowClient.ts';
import type { WindowAnswer } from '../../src/protocol/panel.ts';

function answer(single: number, bundled: number): WindowAnswer {
  const numbers = (count: number) => new Uint32Array(count);
  const times = (count: number) => new Float64Array(count);
  return {
    fromNs: 0,
    toNs: 100,
    lanes: [],
    causes: [],
    causePlaces: [],
    messages: {
      id: numbers(single),
      from: numbers(single),
      to: numbers(single),
      sentNs: times(single),
      receivedNs: times(single),
      handledNs: times(single),
    },
    messageCount: single + bundled,
    bundles: {
      from: Uint32Array.of(0),
      to: Uint32Array.of(1),
      sentNs: times(1),
      receivedNs: times(1),
      count: Uint32Array.of(bundled),
    },
    wakeUps: {
      from: numbers(0),
      to: numbers(0),
      calledNs: times(0),
      wokenNs: times(0),
      calledAt: new Int32Array(),
      waitedAt: new Int32Array(),
      places: [],
    },
    queues: [],
  };
}

function held(given: WindowAnswer, threads: readonly number[], partner?: number): Held {
  const between = partner === undefined ? {} : { between: [threads[0] ?? 0, partner] as const };
  const query = { fromNs: 0, toNs: 100, widthPx: 10, threads, maxMessages: 10, ...between };
  return { query, version: 0, askedAtNs: 0, answer: given };
}

const wish = (mode: ArrowWish['mode'], selected: number | null = null, partner: number | null = null) => ({
  mode,
  selected,
  partner,
});

describe('what arrows are drawn from', () => {
  const few = held(answer(5, 0), [0, 1, 2]);
  const many = held(answer(0, 900), [0, 1, 2]);
  const own = held(answer(7, 0), [1]);

  it('is all of them, bundled when they are too many, unless the selected thread’s are known', () => {
    assert.equal(arrowSources(few, null, wish('all')).messages?.from.length, 5);
    const bundled = arrowSources(many, null, wish('all'));
    assert.deepEqual(
      [bundled.messages, bundled.hiddenMessages, bundled.bundles.map(bundle => bundle.count)],
      [null, 900, [900]],
    );
    const selected = arrowSources(many, own, wish('all', 1));
    assert.equal(selected.messages?.from.length, 7);
    assert.equal(selected.hiddenMessages, 893);
    // What is held about another thread is of no use.
    assert.equal(arrowSources(many, own, wish('all', 2)).messages, null);
  });

  it('is only what touches the selected thread, or leads between a pair', () => {
    const selection = arrowSources(few, own, wish('selection', 1));
    assert.equal(selection.messages?.from.length, 7);
    assert.ok(selection.wants(1, 2) && selection.wants(0, 1) && !selection.wants(0, 2));
    const nobody = arrowSources(few, null, wish('selection'));
    assert.ok(!nobody.wants(0, 1));
    const pair = arrowSources(few, held(answer(3, 0), [1], 2), wish('pair', 1, 2));
    assert.equal(pair.messages?.from.length, 3);
    assert.ok(pair.wants(2, 1) && !pair.wants(0, 1));
    // What is held of the thread alone is not that of the pair.
    assert.equal(arrowSources(few, own, wish('pair', 1, 2)).messages, null);
    assert.equal(effectiveMode(wish('pair', 1)), 'selection');
    assert.equal(effectiveMode(wish('pair', 1, 1)), 'selection');
  });

  it('is nothing when none are wanted, though messages can still be stepped through', () => {
    const none = arrowSources(few, null, wish('none'));
    assert.ok(!none.wants(0, 1));
    assert.deepEqual([none.bundles, none.wakeUps, none.hiddenMessages], [[], null, 0]);
    assert.equal(none.messages?.from.length, 5);
  });
});
