import assert from 'node:assert/strict';
import { markAt, markFor, markedRange, noMarks, snapped, withMark } from '../../src/panel/timeMarks.ts';

describe('the two marks', () => {
  const both = { a: 100, b: 40 };

  it('are set one after the other; a third click moves the nearer one', () => {
    assert.equal(markFor(noMarks, 7), 'a');
    assert.equal(markFor({ a: 7, b: null }, 7), 'b');
    assert.equal(markFor({ a: null, b: 7 }, 7), 'a');
    assert.equal(markFor(both, 90), 'a');
    assert.equal(markFor(both, 41), 'b');
  });

  it('stand at whole nanoseconds, never before the run, and can be taken away', () => {
    assert.deepEqual(withMark(both, 'b', 41.6), { a: 100, b: 42 });
    assert.deepEqual(withMark(both, 'b', -5), { a: 100, b: 0 });
    assert.deepEqual(withMark(both, 'a', null), { a: null, b: 40 });
  });

  it('have a distance when both are set, whichever comes first', () => {
    assert.deepEqual(markedRange(both), { fromNs: 40, toNs: 100 });
    assert.equal(markedRange({ a: 1, b: null }), null);
  });

  it('are found by the pointer within reach, the nearest first', () => {
    const toPx = (ns: number) => ns / 10;
    assert.equal(markAt(both, 4.5, toPx, 3), 'b');
    assert.equal(markAt(both, 9, toPx, 10), 'a');
    assert.equal(markAt(both, 30, toPx, 10), null);
    assert.equal(markAt(noMarks, 0, toPx, 10), null);
  });

  it('go to the edge of a span that is near', () => {
    assert.equal(snapped(103, [100, 200], 1, 8), 100);
    assert.equal(snapped(110, [100, 200], 1, 8), 110);
    assert.equal(snapped(160, [100, 200], 10, 8), 200);
    assert.equal(snapped(150, [], 10, 8), 150);
  });
});
