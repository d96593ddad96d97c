import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RangeAnswer } from '../../src/protocol/panel.ts';
import { answerQuestion } from '../../src/trace/questions.ts';
import { LineSums } from '../../src/trace/rangeLines.ts';
import { Trace } from '../../src/trace/trace.ts';
import { hello, milliseconds, Teller, type Told } from './told.ts';

const file = '/work/a.mjs';
const constructed = { kind: 'file', file, env: 'inherited', stdio: [], transferCount: 0 };

function made(at: number, threadId: number, line: number, column: number): Told {
  const text = { name: null, at: { file, line, column }, constructed, end: null, ends: [], buffers: [] };
  return { at, kind: 'workerCreated', id: threadId, text };
}

/** A Worker that runs from 10 ms on, and waits on a line from the first to the second moment of each pair. */
function worker(trace: Trace, threadId: number, waits: readonly (readonly [number, number, number])[]): void {
  const teller = new Teller(trace, threadId).tell(hello(threadId, 5), { at: 10, kind: 'codeBegins' });
  for (const [line, from, to] of waits) {
    teller.tell(
      { at: from, kind: 'place', id: line, text: { file, line, column: threadId } },
      { at: from, kind: 'calledFrom', id: line },
      { at: from, kind: 'waitBegins', id: 1, fields: [0, Infinity] },
      { at: to, kind: 'waitEnds', id: 1 },
    );
  }
  teller.tell({ at: 100, kind: 'exit' });
}

describe('the lines of a range', () => {
  const trace = new Trace();
  new Teller(trace, 0).tell(
    hello(0, 0),
    { at: 1, kind: 'codeBegins' },
    made(2, 1, 7, 3),
    made(3, 2, 7, 30),
    made(4, 3, 8, 3),
  );
  worker(trace, 1, [[20, 30, 50]]);
  worker(trace, 2, [
    [20, 40, 70],
    [21, 80, 85],
  ]);
  worker(trace, 3, []);
  const ask = (fromMs: number, toMs: number, mostLines: number, threads = [0, 1, 2, 3]) => {
    const range = { fromNs: fromMs * milliseconds, toNs: toMs * milliseconds };
    const argument = { ...range, threads, mostWaits: 0, mostLines };
    const answer = answerQuestion(trace, { name: 'range', argument }, 200 * milliseconds) as RangeAnswer;
    return {
      lines: answer.lines.map(({ place, state, threads: count, totalNs }) => [
        place.line,
        state,
        count,
        totalNs / milliseconds,
      ]),
      more: answer.moreLines,
    };
  };

  it('have the waits on them and the threads that they made, with just the time that lies in it', () => {
    assert.deepEqual(ask(0, 200, 9), {
      lines: [
        // 90 ms each, without 20 and 35 of waits.
        [7, 'running', 2, 125],
        [8, 'running', 1, 90],
        [20, 'blocked', 2, 50],
        [21, 'blocked', 1, 5],
      ],
      more: 0,
    });
    assert.deepEqual(
      ask(45, 83, 9).lines,
      [
        [8, 'running', 1, 38],
        [7, 'running', 2, 43],
        [20, 'blocked', 2, 30],
        [21, 'blocked', 1, 3],
      ].sort(([, , , a], [, , , b]) => Number(b) - Number(a)),
    );
  });

  it('are those of the asked threads, and no more than were asked for; the others are counted', () => {
    assert.deepEqual(ask(0, 200, 2, [1, 3]), {
      lines: [
        [8, 'running', 1, 90],
        [7, 'running', 1, 70],
      ],
      more: 1,
    });
    assert.deepEqual(ask(0, 200, -1), { lines: [], more: 4 });
  });

  it('lose nothing, whatever times there are', () => {
    const times = fc.array(fc.tuple(fc.nat(3), fc.nat(4), fc.boolean(), fc.nat(1e9)));
    fc.assert(
      fc.property(times, told => {
        const sums = new LineSums();
        const inOrder = [...told].sort(([a], [b]) => a - b);
        for (const [thread, line, isWait, ns] of inOrder)
          sums.add({ file, line, column: ns }, isWait ? 'blocked' : 'running', thread, ns);
        const { lines, moreLines } = sums.top(1000);
        assert.equal(moreLines, 0);
        for (const { place, state, threads, totalNs } of lines) {
          const own = told.filter(
            ([, line, isWait, ns]) => line === place.line && isWait === (state === 'blocked') && ns > 0,
          );
          assert.equal(
            totalNs,
            own.reduce((sum, [, , , ns]) => sum + ns, 0),
          );
          assert.equal(threads, new Set(own.map(([thread]) => thread)).size);
        }
        const all = (of: readonly number[]) => of.reduce((a, b) => a + b, 0);
        assert.equal(all(lines.map(({ totalNs }) => totalNs)), all(told.map(([, , , ns]) => ns)));
      }),
    );
  });
});
