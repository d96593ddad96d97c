import assert from 'node:assert/strict';
import fc from 'fast-check';
import { wakeUpArrows } from '../../src/panel/arrows.ts';
import { layoutRows, rowByThread, rowHeightPx } from '../../src/panel/layout.ts';
import { RowPlaces, stuckCount } from '../../src/panel/rowPlaces.ts';
import { TimeScale } from '../../src/panel/timeScale.ts';
import type { RowId } from '../../src/panel/layout.ts';
import { makeProcess, makeThread } from './support/traces.ts';

const threads = Array.from({ length: 60 }, (_, key) => makeThread({ key, parent: key === 0 ? null : 0 }));
const rows = layoutRows([makeProcess()], threads, new Set(), '');

describe('the places of rows', () => {
  it('are where they were without any that stick', () => {
    const places = new RowPlaces(0, 30);
    assert.deepEqual([places.topOf(0), places.topOf(2)], [-30, 14]);
    assert.deepEqual([places.indexAt(0), places.indexAt(13.9), places.indexAt(14)], [1, 1, 2]);
    assert.equal(places.coveredPx(1), 0);
  });

  it('of those that stick are on top, and the others go under them', () => {
    const places = new RowPlaces(2, 30);
    assert.deepEqual([places.topOf(0), places.topOf(1)], [0, 22]);
    assert.equal(places.topOf(2), 14);
    // Row 2 is covered, of row 3 what lies above 44.
    assert.deepEqual(
      [2, 3, 4].map(index => places.coveredPx(index)),
      [22, 8, 0],
    );
    assert.deepEqual(
      [0, 43, 44, 57, 58].map(px => places.indexAt(px)),
      [0, 1, 3, 3, 4],
    );
  });

  it('leave most of the room to the rows that do not stick', () => {
    assert.equal(stuckCount(3, 400), 3);
    assert.equal(stuckCount(30, 400), 7);
    assert.ok(7 * rowHeightPx <= 0.4 * 400);
    assert.equal(stuckCount(3, 40), 0);
    assert.equal(stuckCount(0, 400), 0);
  });

  it('agree: who is seen at a place has its place there, wherever it is scrolled', () => {
    fc.assert(
      fc.property(fc.nat(8), fc.nat(900), fc.nat(399), (stuck, scrollTopPx, px) => {
        const places = new RowPlaces(stuck, scrollTopPx);
        const index = places.indexAt(px);
        const top = places.topOf(index);
        assert.ok(top <= px && px < top + rowHeightPx, `row ${index} at ${top}, asked for ${px}`);
        assert.ok(px >= top + places.coveredPx(index), 'it is not covered there');
        const seen = places.seen(rows, 400).map(row => row.index);
        assert.equal(seen.includes(index), index < rows.length, `row ${index} of ${seen.join(' ')}`);
        assert.deepEqual(
          seen,
          [...new Set(seen)].sort((a, b) => a - b),
        );
        const around = places.seen(rows, 400, 200).map(row => row.index);
        assert.ok(seen.every(one => around.includes(one)));
      }),
    );
  });
});

describe('arrows of rows that stick', () => {
  const pinned: readonly RowId[] = ['t5', 't9'];
  const none = { ranks: { place: new Map(), busy: new Map() }, hidden: [], kept: new Set<RowId>() };
  const arranged = layoutRows([makeProcess()], threads, new Set(), '', { ...none, pinned, selected: null });
  const byThread = rowByThread(arranged);
  const scale = new TimeScale({ fromNs: 0, toNs: 100 }, 100);

  /** From and to, in pixels from the top of what is seen. */
  function arrow(from: number, to: number, scrollTopPx: number) {
    const columns = {
      from: Uint32Array.of(from),
      to: Uint32Array.of(to),
      calledNs: Float64Array.of(20),
      wokenNs: Float64Array.of(30),
      calledAt: Int32Array.of(-1),
      waitedAt: Int32Array.of(-1),
      places: [],
    };
    const places = new RowPlaces(2, scrollTopPx);
    const [found] = wakeUpArrows(columns, { byThread, places }, scale);
    assert.ok(found);
    return [found.y1 - scrollTopPx, found.y2 - scrollTopPx, found.isStuck];
  }

  it('begin and end at their lanes where these are seen', () => {
    // Rows: worker 5, worker 9, the process, main (0), worker 1…
    assert.deepEqual(arrow(5, 0, 0), [11 + 8, 3 * 22 + 11 - 8, true]);
    assert.deepEqual(arrow(5, 0, 30), [11 + 8, 3 * 22 - 30 + 11 - 8, true]);
    assert.deepEqual(arrow(0, 9, 10), [3 * 22 - 10 + 11 - 8, 22 + 11 + 8, true]);
    // Scrolled out of sight it lies above, and the arrow leads there.
    assert.deepEqual(arrow(5, 0, 200), [11 - 8, 3 * 22 - 200 + 11 + 8, true]);
    assert.deepEqual(arrow(0, 1, 30), [3 * 22 - 30 + 11 + 8, 4 * 22 - 30 + 11 - 8, false]);
  });
});
