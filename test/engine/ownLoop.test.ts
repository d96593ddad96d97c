import assert from 'node:assert/strict';
import { OwnLoop } from '../../src/engine/ownLoop.ts';

/** What is certain after each look, of a thread that polls these descriptors (`null`: none). */
function certain(open: Set<number>, polled: readonly (number | null)[], closing?: number): (number | null)[] {
  const loop = new OwnLoop({ eventPolls: () => new Set(open), isEventPoll: each => open.has(each) });
  return polled.map((descriptor, look) => {
    if (look > 0 && polled[look - 1] === closing && closing !== undefined) open.delete(closing);
    if (descriptor !== null) open.add(descriptor);
    return loop.seen(descriptor);
  });
}

describe('the event loop of a thread', () => {
  it('was there before the thread polled', () => {
    assert.deepEqual(certain(new Set([3, 13]), [null, 13, null, 13]), [null, 13, null, null]);
  });

  it('is not the one that a child is run with', () => {
    assert.deepEqual(certain(new Set([3, 13]), [null, 20, null, 13], 20), [null, null, null, 13]);
  });

  it('is still there when the thread polls no more', () => {
    assert.deepEqual(certain(new Set([13]), [13, 13, null]), [null, null, 13]);
    assert.deepEqual(certain(new Set([13]), [20, null], 20), [null, null]);
  });

  it('is not known as long as the thread polls the same since it was seen first', () => {
    assert.deepEqual(certain(new Set([13]), [13, 13, 13]), [null, null, null]);
  });
});
