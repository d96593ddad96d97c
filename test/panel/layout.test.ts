import assert from 'node:assert/strict';
import type { ThreadView } from '../../src/protocol/panel.ts';
import {
  fewSiblings,
  keysIn,
  laneSlot,
  layoutRows,
  rowByThread,
  rowHeightPx,
  rowsBetween,
} from '../../src/panel/layout.ts';
import type { Arrangement, Row, RowId } from '../../src/panel/layout.ts';
import { makeProcess, makeThread } from './support/traces.ts';

/** The rows as a text that one can read. */
function dump(rows: readonly Row[]): string {
  return rows
    .map(row => {
      const fold = row.isFoldable ? (row.isFolded ? '▸ ' : '▾ ') : '  ';
      const name = row.thread ? row.thread.name : `${row.process.runtime} ${row.process.pid}`;
      const others = row.isFolded ? ` [${row.lanes.map(lane => lane.key).join(' ')}]` : '';
      return `${'  '.repeat(row.depth)}${fold}${name}${row.isContext ? ' (context)' : ''}${others}`;
    })
    .join('\n');
}

function text(...lines: string[]): string {
  return lines.join('\n');
}

const processes = [
  makeProcess({ key: 0, pid: 10 }),
  makeProcess({ key: 1, pid: 30, parent: 2 }),
  makeProcess({ key: 2, pid: 20, parent: 0 }),
];

const threads: readonly ThreadView[] = [
  makeThread({ key: 0, name: 'main' }),
  makeThread({ key: 3, name: 'b', parent: 0 }),
  makeThread({ key: 1, name: 'a', parent: 0 }),
  makeThread({ key: 2, name: 'a1', parent: 1, state: 'blocked' }),
  makeThread({ key: 4, process: 2, name: 'child main', parent: null, isMain: true }),
  makeThread({ key: 5, process: 1, name: 'lost parent', parent: 99 }),
];

function rowsOf(folded: readonly RowId[] = [], filter = ''): readonly Row[] {
  return layoutRows(processes, threads, new Set(folded), filter);
}

describe('rows', () => {
  it('are processes, their main threads, and Workers under who made them, in the order of keys', () => {
    assert.equal(
      dump(rowsOf()),
      text(
        '▾ node 10',
        '  ▾ main',
        '    ▾ a',
        '        a1',
        '      b',
        '▾ node 20',
        '    child main',
        '▾ node 30',
        '    lost parent',
      ),
    );
  });

  it('hold the runtime threads of a process last, folded into one unless they are asked for', () => {
    const own = [makeThread({ key: 8, name: 'pool', kind: 'runtime', parent: 0, state: 'blocked' })];
    const rows = (toggled: readonly RowId[], filter = '') =>
      layoutRows(processes.slice(0, 1), [...threads.slice(0, 1), ...own], new Set(toggled), filter);
    assert.equal(dump(rows([])), text('▾ node 10', '    main', '  ▸ node 10 [8]'));
    assert.equal(rows([]).at(-1)?.runtime?.busy, 1);
    assert.equal(dump(rows(['r0'])), text('▾ node 10', '    main', '  ▾ node 10', '      pool'));
    assert.equal(dump(rows(['p0'])), text('▸ node 10 [0]'));
    assert.equal(dump(rows([], 'pool')), '');
    assert.equal(
      dump(rows(['r0'], 'pool')),
      text('▾ node 10 (context)', '  ▾ node 10 (context)', '      pool'),
    );
  });

  it('take the lanes of what is folded into them', () => {
    assert.equal(
      dump(rowsOf(['p0', 'p2'])),
      text('▸ node 10 [0 1 2 3]', '▸ node 20 [4]', '▾ node 30', '    lost parent'),
    );
    assert.equal(dump(rowsOf(['t1'])).split('\n')[2], '    ▸ a [1 2]');
  });

  it('that match a filter come with the rows above them, folded or not', () => {
    assert.equal(
      dump(rowsOf(['p0'], 'BLOCKED')),
      text('▾ node 10 (context)', '  ▾ main (context)', '    ▾ a (context)', '        a1'),
    );
    assert.equal(dump(rowsOf([], 'node 20')), text('▾ node 20', '    child main'));
    assert.equal(dump(rowsOf([], 'nobody')), '');
  });

  it('hold every thread exactly once, whatever is folded', () => {
    for (const folded of [[], ['p0'], ['t0'], ['t1', 'p1'], ['p0', 't0', 't1', 'p1', 'p2']] as RowId[][]) {
      const keys = rowsOf(folded).flatMap(row => row.lanes.map(lane => lane.key));
      assert.deepEqual([...keys].sort(), [0, 1, 2, 3, 4, 5]);
      assert.equal(rowByThread(rowsOf(folded)).size, 6);
    }
  });

  it('in view are found by arithmetic', () => {
    const rows = rowsOf();
    assert.deepEqual(
      rowsBetween(rows, 0, rowHeightPx * 2).map(row => row.index),
      [0, 1],
    );
    assert.deepEqual(
      rowsBetween(rows, rowHeightPx * 1.5, rowHeightPx * 2.5).map(row => row.index),
      [1, 2],
    );
    assert.deepEqual(rowsBetween(rows, -50, 1), [rows[0]]);
    assert.deepEqual(rowsBetween(rows, 9999, 99_999), []);
  });

  it('give each of their lanes a part of their height', () => {
    for (const count of [1, 2, 5, 40]) {
      const row = {
        ...(rowsOf()[0] as Row),
        lanes: Array.from({ length: count }, (_, key) => makeThread({ key })),
      };
      for (let lane = 0; lane < count; lane++) {
        const { topPx, heightPx } = laneSlot(row, lane);
        assert.ok(
          topPx >= 0 && heightPx >= 1 && topPx + heightPx <= rowHeightPx,
          `${count} lanes: ${topPx} + ${heightPx}`,
        );
      }
    }
  });
});

describe('rows that are arranged', () => {
  const inOrder = new Map<number, number>();
  const arranged = (change: Partial<Arrangement>, filter = '', toggled: readonly RowId[] = []) =>
    layoutRows(processes, threads, new Set(toggled), filter, {
      ranks: { place: inOrder, busy: inOrder },
      pinned: [],
      hidden: [],
      kept: new Set(),
      selected: null,
      ...change,
    });
  const crowd = Array.from({ length: 250 }, (_, key) =>
    makeThread({ key, name: key === 0 ? 'main' : `w${key}` }),
  );
  const crowded = (toggled: readonly RowId[], change: Partial<Arrangement> = {}, filter = '') => {
    // The highest keys are the busiest.
    const busy = new Map(crowd.map(({ key }) => [key, 1000 - key]));
    const arrangement = { ranks: { place: inOrder, busy }, pinned: [], hidden: [], kept: new Set<RowId>() };
    return layoutRows(processes.slice(0, 1), crowd, new Set(toggled), filter, {
      ...arrangement,
      selected: null,
      ...change,
    });
  };

  it('follow the ranks among their siblings, and stay under who made them', () => {
    const place = new Map([3, 1, 2, 0, 4, 5].map((key, rank) => [key, rank]));
    assert.equal(
      dump(arranged({ ranks: { place, busy: inOrder } }).slice(0, 5)),
      text('▾ node 10', '  ▾ main', '      b', '    ▾ a', '        a1'),
    );
  });

  it('stand on top when they are pinned, once, and their children where they were', () => {
    const rows = arranged({ pinned: ['t3', 't1'] });
    assert.equal(dump(rows.slice(0, 5)), text('  b', '▾ a', '▾ node 10', '  ▾ main', '        a1'));
    assert.deepEqual(
      rows.filter(row => row.isPinned).map(row => row.id),
      ['t3', 't1'],
    );
    assert.deepEqual(
      rows.map(row => row.index),
      [...rows.keys()],
    );
    assert.equal(new Set(rows.map(row => row.id)).size, rows.length);
    // Folded, it takes what is under it along.
    assert.equal(
      dump(arranged({ pinned: ['t1'] }, '', ['t1']).slice(0, 4)),
      text('▸ a [1 2]', '▾ node 10', '  ▾ main', '      b'),
    );
  });

  it('are one row at the end when they are hidden, with what is under them; a filter does not bring them back', () => {
    const rows = arranged({ hidden: ['t1', 'p2'] });
    assert.equal(
      dump(rows.slice(0, -1)),
      text('▾ node 10', '  ▾ main', '      b', '▾ node 30', '    lost parent'),
    );
    const last = rows.at(-1);
    assert.equal(last?.bundle?.kind, 'hidden');
    assert.deepEqual(
      last.bundle.threads.map(thread => thread.key),
      [1, 2, 4],
    );
    const unfolded = arranged({ hidden: ['t1', 'p2'] }, '', ['h0']);
    assert.deepEqual(
      unfolded.slice(-4).map(row => [row.id, row.depth]),
      [
        ['t1', 1],
        ['t2', 2],
        ['p2', 1],
        ['t4', 2],
      ],
    );
    assert.equal(dump(arranged({ hidden: ['t1'] }, 'a1')), '');
    assert.deepEqual(keysIn(rows).size, 6);
  });

  it('stay when the filter does not find them any more, while they are pointed at', () => {
    assert.equal(
      dump(arranged({ kept: new Set(['t3']) }, 'state:blocked')),
      text('▾ node 10 (context)', '  ▾ main (context)', '    ▾ a (context)', '        a1', '      b'),
    );
  });

  it('are never a wall: of hundreds the busiest stand there, in order, and the rest is one row', () => {
    const rows = crowded([]);
    assert.equal(rows.length, 2 + fewSiblings + 1);
    const last = rows.at(-1);
    assert.equal(last?.bundle?.kind, 'more');
    assert.equal(last.bundle.threads.length, 249 - fewSiblings);
    assert.deepEqual(last.lanes, []);
    const shown = rows.slice(2, -1).map(row => row.thread?.key ?? -1);
    assert.deepEqual(
      shown,
      Array.from({ length: fewSiblings }, (_, i) => 250 - fewSiblings + i),
    );
    assert.equal(keysIn(rows).size, 250);
    assert.equal(rowByThread(rows).get(7), last);
  });

  it('unfold the rest below its row, show who is selected, and count what a filter finds', () => {
    assert.equal(crowded(['mt0']).length, 2 + 249 + 1);
    assert.ok(crowded([], { selected: 't7' }).some(row => row.id === 't7'));
    const unfolded = crowded(['mt0']).map(row => row.id);
    assert.deepEqual(
      crowded(['mt0'], { selected: 't7' }).map(row => row.id),
      unfolded,
    );
    const found = crowded([], {}, 'w1');
    assert.equal(found.at(-1)?.bundle?.threads.length, 111 - fewSiblings);
    assert.equal(crowded([], {}, 'w24').length, 2 + 11);
  });
});
