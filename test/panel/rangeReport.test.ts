import assert from 'node:assert/strict';
import type { RangeAnswer, ThreadInRange } from '../../src/protocol/panel.ts';
import { exportRange } from '../../src/panel/rangeExport.ts';
import { foldedRows, rangeReport } from '../../src/panel/rangeReport.ts';
import type { RangeReport } from '../../src/panel/rangeReport.ts';
import { rangeTable } from '../../src/trace/rangeTable.ts';
import { realTrace } from './support/realTrace.ts';
import { noTimes, primes } from './support/traces.ts';

const ms = 1e6;
const names = ['main', 'primes #1', '=cmd|"x"', 'a,b\n|*c*'];

function thread(key: number, runningMs: number, change: Partial<ThreadInRange> = {}): ThreadInRange {
  const stateNs = { ...noTimes(), running: runningMs * ms };
  return { thread: key, stateNs, sent: 0, received: 0, waits: [], ...change };
}

function report(threads: readonly ThreadInRange[], change: Partial<RangeAnswer> = {}): RangeReport {
  const none = { longestWaits: [], lines: [], moreLines: 0 };
  const answer = { fromNs: 48 * ms, toNs: 152 * ms, threads, ...none, ...change };
  return rangeReport(answer, key => names[key] ?? `worker ${key}`, `all ${threads.length} threads`);
}

const wait = (cause: string, count: number, totalMs: number, longestMs: number) => ({
  cause,
  count,
  totalNs: totalMs * ms,
  longestNs: longestMs * ms,
});

const small = report(
  [
    thread(0, 7.5, { sent: 1234, waits: [wait('Atomics.wait', 2, 30, 20), wait('read', 1, 5, 5)] }),
    thread(1, 92, { received: 3, waits: [wait('Atomics.wait', 1, 26, 26)] }),
    thread(9, 0),
  ],
  {
    longestWaits: [
      {
        thread: 1,
        startNs: 150 * ms,
        endNs: 176 * ms,
        state: 'blocked',
        known: 'told',
        cause: 'Atomics.wait, 0x1f40[3]',
        at: { file: '/work/primes.mjs', line: 41, column: 11 },
        wokenBy: { thread: 0, at: { file: '/work/pool.mjs', line: 7, column: 3 } },
      },
      {
        thread: 0,
        startNs: 60 * ms,
        endNs: 80 * ms,
        state: 'sleeping',
        known: 'sampled',
        cause: null,
        at: null,
        wokenBy: null,
      },
    ],
    lines: [
      {
        place: { file: '/work/primes.mjs', line: 14, column: 18 },
        state: 'running',
        threads: 1,
        totalNs: 92 * ms,
      },
      {
        place: { file: '/work/primes.mjs', line: 41, column: 11 },
        state: 'blocked',
        threads: 2,
        totalNs: 56 * ms,
      },
    ],
    moreLines: 3,
  },
);

describe('the report of a range', () => {
  it('leaves out threads that did not exist and states that nobody was in, and sums the rest', () => {
    assert.deepEqual(
      small.rows.map(row => row.name),
      ['main', 'primes #1'],
    );
    assert.deepEqual(small.states, ['running']);
    assert.equal(small.total.stateNs.running, 99.5 * ms);
    assert.deepEqual([small.total.sent, small.total.received], [1234, 3]);
  });

  it('adds up waits with the same cause over threads, the longest in sum first', () => {
    assert.deepEqual(small.waits, [
      { cause: 'Atomics.wait', threads: 2, count: 3, totalNs: 56 * ms, longestNs: 26 * ms },
      { cause: 'read', threads: 1, count: 1, totalNs: 5 * ms, longestNs: 5 * ms },
    ]);
  });

  it('keeps the busiest of many rows, in their order, and loses nothing of the rest', () => {
    const many = report(
      Array.from({ length: 30 }, (_, key) => thread(key, (key * 7) % 30 || 30, { sent: 1 })),
    );
    const folded = foldedRows(many.rows, 10, count => `${count} more`);
    assert.equal(folded.length, 10);
    assert.equal(folded.at(-1)?.name, '21 more');
    const keys = folded.slice(0, -1).map(row => row.thread ?? -1);
    assert.deepEqual(
      keys,
      [...keys].sort((a, b) => a - b),
    );
    const sum = (pick: (row: RangeReport['total']) => number) =>
      folded.reduce((all, row) => all + pick(row), 0);
    assert.equal(
      sum(row => row.stateNs.running),
      many.total.stateNs.running,
    );
    assert.equal(
      sum(row => row.sent),
      30,
    );
    assert.equal(foldedRows(many.rows, 30, String), many.rows);
  });

  it('of a real range has the times of the engine', () => {
    const made = primes();
    const query = { fromNs: 100 * ms, toNs: 150 * ms, threads: [0, 1, 2, 3], mostWaits: 3, mostLines: 9 };
    const { rows, longest } = rangeReport(rangeTable(realTrace(made), query, made.nowNs), String, 'all');
    assert.equal(Math.round((rows[1]?.stateNs.running ?? 0) / ms), 50);
    assert.deepEqual(
      longest.map(({ name, state }) => [name, state]),
      [
        ['3', 'sleeping'],
        ['0', 'blocked'],
      ],
    );
  });
});

describe('a range, copied', () => {
  it('as text is aligned: words to the left, numbers to the right', () => {
    assert.equal(
      exportRange(small, 'primes.mjs', 'text').replaceAll('\u202f', '_'),
      [
        'primes.mjs: 48.000 ms to 152.000 ms (104 ms)',
        '',
        'thread         running   sent  received',
        'main            7.5 ms  1_234         0',
        'primes #1        92 ms      0         3',
        'all 3 threads  99.5 ms  1_234         3',
        '',
        'waited for    threads  times  in all  longest',
        'Atomics.wait        2      3   56 ms    26 ms',
        'read                1      1    5 ms     5 ms',
        '',
        'Longest waits  cause                    waiting at     woken from        from  duration',
        'primes #1      Atomics.wait, 0x1f40[3]  primes.mjs:41  pool.mjs:7  150.000 ms     26 ms',
        'main           sleeping                                             60.000 ms     20 ms',
        '',
        'Lines with the most known time  time                 threads  in all',
        'primes.mjs:14                   its threads running        1   92 ms',
        'primes.mjs:41                   blocked here               2   56 ms',
        'and 3 more lines',
        '',
      ].join('\n'),
    );
  });

  it('as CSV has plain numbers with their unit, and quotes what needs it', () => {
    assert.equal(
      exportRange(small, 'primes.mjs', 'csv'),
      [
        'thread,running (ms),sent,received',
        'main,7.5,1234,0',
        'primes #1,92,0,3',
        'all 3 threads,99.5,1234,3',
        '',
        'waited for,threads,times,in all (ms),longest (ms)',
        'Atomics.wait,2,3,56,26',
        'read,1,1,5,5',
        '',
        'Longest waits,cause,waiting at,woken from,from (ms),duration (ms)',
        'primes #1,"Atomics.wait, 0x1f40[3]",/work/primes.mjs:41,/work/pool.mjs:7,150,26',
        'main,sleeping,,,60,20',
        '',
        'Lines with the most known time,time,threads,in all (ms)',
        '/work/primes.mjs:14,its threads running,1,92',
        '/work/primes.mjs:41,blocked here,2,56',
        'and 3 more lines,,,',
        '',
      ].join('\r\n'),
    );
    const hostile = exportRange(report([thread(2, 1), thread(3, 1)]), 'x', 'csv').split('\r\n');
    // As a formula it would be run by a spreadsheet.
    assert.equal(hostile[1], `"'=cmd|""x""",1,0,0`);
    assert.equal(hostile[2], '"a,b\n|*c*",1,0,0');
  });

  it('as Markdown is a table whose cells no name can break', () => {
    const lines = exportRange(report([thread(3, 7), thread(0, 1)]), 'x', 'markdown').split('\n');
    assert.deepEqual(lines.slice(2, 6), [
      '| thread | running | sent | received |',
      '| :-- | --: | --: | --: |',
      '| a,b \\|\\*c\\* | 7 ms | 0 | 0 |',
      '| main | 1 ms | 0 | 0 |',
    ]);
    assert.match(lines[0] ?? '', /^\*\*x: 48\.000 ms to 152\.000 ms \(104 ms\)\*\*$/);
  });

  it('of one thread has no line for all, and of nobody only its head', () => {
    assert.equal(exportRange(report([thread(0, 1)]), 'x', 'csv').split('\r\n').length, 3);
    assert.equal(exportRange(report([]), 'x', 'csv'), 'thread,sent,received\r\n');
  });
});
