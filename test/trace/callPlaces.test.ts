import assert from 'node:assert/strict';
import type { RangeAnswer } from '../../src/protocol/panel.ts';
import { answerQuestion } from '../../src/trace/questions.ts';
import { Trace } from '../../src/trace/trace.ts';
import { threadView } from '../../src/trace/views.ts';
import { queryWindow } from '../../src/trace/window.ts';
import { hello, milliseconds, Teller, type Told } from './told.ts';

const placeOf = (line: number) => ({ file: '/work/a.mjs', line, column: 3 });
const place = (id: number, line: number): Told => ({ at: 1, kind: 'place', id, text: placeOf(line) });
const from = (at: number, id: number): Told => ({ at, kind: 'calledFrom', id });
const waits = (at: number): Told => ({ at, kind: 'waitBegins', id: 1, fields: [0, Infinity] });
const woken = (at: number): Told => ({ at, kind: 'waitEnds', id: 1 });

function linesOf(trace: Trace, thread: number): (number | null)[] {
  const { spans } = trace.threads[thread]?.timeline ?? assert.fail();
  return Array.from({ length: spans.length }, (_, span) => span)
    .filter(span => spans.causeAt(span) >= 0)
    .map(span => trace.causes.placeOf(spans.causeAt(span))?.line ?? null);
}

describe('the lines of calls', () => {
  it('are those of the record of the same time that comes next', () => {
    const trace = new Trace();
    new Teller(trace, 0).tell(
      hello(0, 0),
      { at: 1, kind: 'codeBegins' },
      ...[place(1, 10), place(2, 20)],
      ...[from(2, 1), waits(2), woken(4)],
      // Told when it is over, for it was long.
      ...[waits(5), from(8, 2), woken(8)],
      // What was told when it began stays.
      ...[from(9, 1), waits(9), from(12, 2), woken(12)],
      // The record that it was about was lost; and a place that nobody has told of.
      ...[from(13, 1), waits(14), woken(15)],
      ...[from(16, 7), waits(16), woken(17)],
      // While it lasts.
      ...[from(18, 2), waits(18)],
    );
    assert.deepEqual(linesOf(trace, 0), [10, 20, 10, null, null, 20]);
  });

  it('are told of the thread, with since when, for as long as the wait lasts', () => {
    const trace = new Trace();
    const now = (atMs: number) => threadView(trace, trace.threads[0] ?? assert.fail(), atMs * milliseconds);
    const main = new Teller(trace, 0).tell(
      hello(0, 2),
      ...[place(1, 10), { at: 2, kind: 'codeBegins' } as const, from(5, 1), waits(5)],
    );
    assert.deepEqual(now(9).wait, { at: placeOf(10), sinceNs: 3 * milliseconds });
    main.tell(woken(9));
    assert.equal(now(10).wait, null);
    // Its line is told only when it is over.
    main.tell(waits(11));
    assert.deepEqual([now(12).state, now(12).wait], ['blocked', null]);
    main.tell(from(13, 1), woken(13), from(14, 1), waits(14), { at: 15, kind: 'exit' });
    assert.deepEqual([now(16).outcome, now(16).wait], ['finished', null]);
  });

  it('are told of a wait, of its cause and of its wake-up', () => {
    const trace = new Trace();
    for (const key of [0, 1]) trace.buffers.found(key, 1, 0, 0, 'shared');
    const main = new Teller(trace, 0).tell(hello(0, 0), { at: 1, kind: 'codeBegins' }, place(1, 10));
    new Teller(trace, 1).tell(
      hello(1, 2),
      { at: 3, kind: 'codeBegins' },
      // Numbers are each stream's own.
      ...[place(1, 40), from(5, 1), waits(5), woken(20), waits(21), woken(22)],
    );
    main.tell(from(19, 1), { at: 19, kind: 'notified', id: 1, fields: [0, 1, 1] });
    const query = { fromNs: 0, toNs: 40 * milliseconds, widthPx: 500, threads: [1], maxMessages: 9 };
    const { wakeUps, lanes, causes, causePlaces } = queryWindow(trace, query, 40 * milliseconds);
    assert.deepEqual(
      Array.from(wakeUps.to, (_, row) => [
        wakeUps.places[wakeUps.calledAt[row] ?? -1]?.line,
        wakeUps.places[wakeUps.waitedAt[row] ?? -1]?.line,
      ]),
      [
        [10, 40],
        [10, undefined],
      ],
    );
    // Two waits in the same words on two lines are two causes.
    const lane = lanes[0]?.kind === 'spans' ? lanes[0] : assert.fail();
    assert.deepEqual(
      [...lane.cause].filter(cause => cause >= 0).map(cause => [causes[cause], causePlaces[cause]?.line]),
      [
        ['Atomics.wait on shared buffer 1 [0]: ok, woken by main', 40],
        ['Atomics.wait on shared buffer 1 [0]: ok, woken by main', undefined],
      ],
    );
    const argument = { fromNs: 0, toNs: 40 * milliseconds, threads: [1], mostWaits: 1, mostLines: 0 };
    const { longestWaits } = answerQuestion(
      trace,
      { name: 'range', argument },
      40 * milliseconds,
    ) as RangeAnswer;
    assert.deepEqual(
      longestWaits.map(({ at, wokenBy }) => [at, wokenBy]),
      [[placeOf(40), { thread: 0, at: placeOf(10) }]],
    );
  });

  it('are told with the waits of Python and with their ends, whichever thread tells in between', () => {
    const trace = new Trace();
    const none = NaN;
    const speaks = (id: number): Told => ({ at: 2, kind: 'speaks', id });
    const begins = (at: number, fields: readonly number[]): Told => ({
      at,
      kind: 'blockBegins',
      id: 1,
      fields,
    });
    const ends = (at: number, fields: readonly number[]): Told => ({ at, kind: 'blockEnds', id: 1, fields });
    new Teller(trace, 0).tell(
      hello(0, 0, { runtime: 'python' }),
      ...[place(1, 10), place(2, 20), place(3, 30)],
      { at: 1, kind: 'codeBegins' },
      { at: 1, kind: 'threadMade', id: 1, fields: [0, 0] },
      speaks(1),
      { at: 2, kind: 'threadBegan', id: 7 },
      // Both lines, and in between the other thread tells of a wait of its own.
      begins(3, [Infinity, none, 1]),
      ...[speaks(0), begins(3, [Infinity, none, 3]), ends(4, [none, 0, 0])],
      ...[speaks(1), ends(5, [0, 2, 0])],
      // Its line was told when it was over; and not at all; and while it lasts.
      ...[begins(6, [Infinity, none, 0]), ends(8, [0, 0, 1])],
      ...[begins(9, [Infinity, none, 0]), ends(10, [none, 0, 9])],
      begins(11, [Infinity, none, 1]),
    );
    assert.deepEqual(linesOf(trace, 0), [30]);
    assert.deepEqual(linesOf(trace, 1), [10, 10, null, 10]);
    const query = { fromNs: 0, toNs: 40 * milliseconds, widthPx: 500, threads: [0, 1], maxMessages: 9 };
    const { wakeUps } = queryWindow(trace, query, 40 * milliseconds);
    assert.deepEqual(
      Array.from(wakeUps.to, (_, row) => [
        wakeUps.places[wakeUps.calledAt[row] ?? -1]?.line,
        wakeUps.places[wakeUps.waitedAt[row] ?? -1]?.line,
      ]),
      [
        [20, 10],
        [undefined, 10],
      ],
    );
  });
});
