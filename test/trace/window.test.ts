import assert from 'node:assert/strict';
import fc from 'fast-check';
import { wholeShare } from '../../src/protocol/panel.ts';
import { threadStates } from '../../src/protocol/words.ts';
import { Trace } from '../../src/trace/trace.ts';
import { queryWindow } from '../../src/trace/window.ts';
import { hello, milliseconds, Teller } from './told.ts';

const anyLife = fc.array(
  fc.record({
    gapMs: fc.double({ min: 0.001, max: 20, noNaN: true }),
    state: fc.constantFrom('slice', 'wait', 'end'),
  }),
  {
    minLength: 1,
    maxLength: 200,
  },
);
const anyWindow = fc.record({
  from: fc.double({ min: -0.2, max: 1.1, noNaN: true }),
  length: fc.double({ min: 0.001, max: 1.5, noNaN: true }),
  widthPx: fc.integer({ min: 1, max: 400 }),
});

function live(life: readonly { gapMs: number; state: string }[]): { trace: Trace; endMs: number } {
  const trace = new Trace();
  const teller = new Teller(trace, 0).tell(hello(0, 1000), { at: 1000, kind: 'codeBegins' });
  let at = 1000;
  for (const { gapMs, state } of life) {
    at += gapMs;
    if (state === 'wait') teller.tell({ at, kind: 'waitBegins', id: 1, fields: [0, Infinity] });
    else if (state === 'slice') teller.tell({ at, kind: 'waitEnds', id: 1 });
    else teller.tell({ at, kind: 'sliceEnds' });
  }
  return { trace, endMs: at + 5 };
}

describe('a window', () => {
  it('has for each state the sum that the spans have, drawn as spans or as shares', () => {
    fc.assert(
      fc.property(anyLife, anyWindow, (life, window) => {
        const { trace, endMs } = live(life);
        const wholeNs = (endMs - 1000) * milliseconds;
        const fromNs = window.from * wholeNs;
        const toNs = fromNs + window.length * wholeNs;
        const nowNs = endMs * milliseconds;
        const answer = queryWindow(
          trace,
          { fromNs, toNs, widthPx: window.widthPx, threads: [0], maxMessages: 0 },
          nowNs,
        );
        const [lane] = answer.lanes;
        assert.ok(lane);
        const drawn = new Float64Array(threadStates.length);
        if (lane.kind === 'spans') {
          lane.startNs.forEach((start, row) => {
            const end = lane.endNs[row] ?? start;
            const state = lane.state[row] ?? 0;
            drawn[state] = (drawn[state] ?? 0) + Math.max(0, Math.min(end, toNs) - Math.max(start, fromNs));
          });
        } else {
          const bucketNs = (toNs - fromNs) / lane.buckets;
          lane.share.forEach((share, slot) => {
            const state = lane.states[slot % lane.states.length] ?? 0;
            drawn[state] = (drawn[state] ?? 0) + (share / wholeShare) * bucketNs;
          });
        }
        const spans = trace.threads[0]?.timeline.spans;
        assert.ok(spans);
        for (const [state] of threadStates.entries()) {
          let naive = 0;
          for (let index = 0; index < spans.length; index++) {
            if (spans.stateAt(index) !== state) continue;
            const start = spans.startAt(index) - trace.originNs;
            const end = spans.endAt(index, nowNs) - trace.originNs;
            naive += Math.max(0, Math.min(end, toNs) - Math.max(start, fromNs));
          }
          // What is there at all has a part of its own in each stretch.
          assert.ok(
            Math.abs(naive - (drawn[state] ?? 0)) <= (1.01 / wholeShare) * (toNs - fromNs) + 1,
            `${threadStates[state] ?? ''}: ${naive} and ${drawn[state] ?? 0}`,
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  it('shows no more shares than pixels', () => {
    const { trace, endMs } = live(
      Array.from({ length: 5000 }, (_, index) => ({ gapMs: 0.1, state: index % 2 === 0 ? 'slice' : 'end' })),
    );
    const answer = queryWindow(
      trace,
      { fromNs: 0, toNs: 500 * milliseconds, widthPx: 300, threads: [0], maxMessages: 0 },
      endMs * milliseconds,
    );
    assert.equal(answer.lanes[0]?.kind, 'shares');
    assert.equal(answer.lanes[0].buckets, 300);
  });

  it('bears questions that make no sense', () => {
    fc.assert(
      fc.property(
        fc.double(),
        fc.double(),
        fc.double(),
        fc.array(fc.double(), { maxLength: 3 }),
        (fromNs, toNs, widthPx, threads) => {
          const { trace, endMs } = live([{ gapMs: 3, state: 'end' }]);
          queryWindow(trace, { fromNs, toNs, widthPx, threads, maxMessages: 5 }, endMs * milliseconds);
        },
      ),
    );
  });

  it('tells how many messages there are when it does not send them', () => {
    const trace = new Trace();
    const teller = new Teller(trace, 0).tell(
      hello(0, 0),
      { at: 0, kind: 'codeBegins' },
      { at: 0, kind: 'channelOpened', id: 1, fields: [2] },
    );
    for (let number = 0; number < 50; number++) {
      teller.tell(
        { at: number, kind: 'sent', id: 1, fields: [0, number] },
        { at: number + 10, kind: 'received', id: 2, fields: [number] },
      );
    }
    const ask = (maxMessages: number, fromMs: number, toMs: number) =>
      queryWindow(
        trace,
        { fromNs: fromMs * milliseconds, toNs: toMs * milliseconds, widthPx: 100, threads: [0], maxMessages },
        100 * milliseconds,
      );
    assert.deepEqual([ask(10, 0, 100).messages.from.length, ask(10, 0, 100).messageCount], [0, 50]);
    // Under way between 20 and 21 ms: sent at 10 to 21.
    assert.deepEqual(
      [...ask(20, 20, 21).messages.sentNs].map(ns => ns / milliseconds),
      [10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21],
    );
  });

  it('bundles very many messages without losing or doubling one', () => {
    const trace = new Trace();
    const count = 30_000;
    // Later ones take longer, so that stretches hold unlike numbers of them.
    const sentNs = (number: number): number => number * 1000 + number ** 2;
    for (let number = 0; number < count; number++)
      trace.messages.deliver(trace.messages.add(0, sentNs(number)), 1, sentNs(number) + 500);
    const fromNs = sentNs(2000);
    const toNs = sentNs(28_000);
    const { bundles } = queryWindow(
      trace,
      { fromNs, toNs, widthPx: 400, threads: [0, 1], maxMessages: 10 },
      toNs,
    );
    const received = Array.from({ length: count }, (_, number) => sentNs(number) + 500);
    const within = received.filter(ns => ns >= fromNs && ns < toNs);
    assert.equal(
      bundles.count.reduce((sum, one) => sum + one, 0),
      within.length,
    );
    // Each stands near the middle of those that it is a bundle of.
    let before = 0;
    for (const [place, size] of bundles.count.entries()) {
      assert.equal(bundles.receivedNs[place], within[before + (size >>> 1)]);
      const stretchNs = (toNs - fromNs) / bundles.count.length;
      const middleNs = fromNs + (place + 0.5) * stretchNs;
      assert.ok(Math.abs((bundles.receivedNs[place] ?? 0) - middleNs) < stretchNs / 2);
      before += size;
    }
  });

  it('has of threads with very many peers only what they told those that are asked for as well', () => {
    const trace = new Trace();
    const peers = 400;
    for (let peer = 1; peer <= peers; peer++) {
      trace.messages.deliver(trace.messages.add(0, peer), peer, peer + 10);
      trace.messages.deliver(trace.messages.add(peer, peer + 20), 0, peer + 30);
    }
    const ask = (threads: readonly number[]): string[] => {
      const query = { fromNs: 0, toNs: 1e6, widthPx: 400, threads, maxMessages: 2000 };
      const { from, to } = queryWindow(trace, query, 1e6).messages;
      return [...from].map((sender, row) => `${sender}→${to[row]}`).sort();
    };
    assert.deepEqual(ask([0, 7]), ['0→7', '7→0']);
    assert.deepEqual(ask([7]), ['0→7', '7→0']);
  });
});
