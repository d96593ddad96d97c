import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RangeAnswer, WindowQuery } from '../../src/protocol/panel.ts';
import { Cores } from '../../src/trace/cores.ts';
import { peersOf } from '../../src/trace/peers.ts';
import { queuesOf } from '../../src/trace/queues.ts';
import { answerQuestion } from '../../src/trace/questions.ts';
import { Trace } from '../../src/trace/trace.ts';
import { queryWindow } from '../../src/trace/window.ts';
import { hello, milliseconds, Teller } from './told.ts';

const lengthNs = 1000;
const anyTime = fc.integer({ min: 0, max: lengthNs });
/** Some are not received, some are received by their sender. */
const anyMessage = fc.record({
  from: fc.nat(3),
  to: fc.nat(3),
  sentNs: anyTime,
  queueNs: fc.option(fc.nat(200), { freq: 6 }),
});
type Message = typeof anyMessage extends fc.Arbitrary<infer M> ? M : never;
const anyMessages = fc.array(anyMessage, { maxLength: 80, size: 'max' });

/** Found in the order in which their receipts are read, which is not that of time. */
function traceOf(messages: readonly Message[]): Trace {
  const trace = new Trace();
  for (const { from, to, sentNs, queueNs } of messages) {
    const row = trace.messages.add(from, sentNs);
    if (queueNs !== null) trace.messages.deliver(row, to, sentNs + queueNs);
  }
  return trace;
}

function underWay({ sentNs, queueNs }: Message, { fromNs, toNs }: WindowQuery): boolean {
  return sentNs <= toNs && sentNs + (queueNs ?? 0) >= fromNs;
}

const anyQuery = fc.record({
  fromNs: anyTime,
  lengthNs: fc.integer({ min: 1, max: lengthNs }),
  threads: fc.uniqueArray(fc.nat(3), { minLength: 1 }),
  pair: fc.option(fc.tuple(fc.nat(3), fc.nat(3))),
});

describe('messages of a window', () => {
  it('are those under way, of the asked threads or between the asked two', () => {
    fc.assert(
      fc.property(anyMessages, anyQuery, (messages, { fromNs, lengthNs: length, threads, pair }) => {
        const query: WindowQuery = {
          ...{ fromNs, toNs: fromNs + length, widthPx: 100, threads, maxMessages: 1000 },
          ...(pair === null ? {} : { between: pair }),
        };
        const answer = queryWindow(traceOf(messages), query, lengthNs);
        const expected = messages.flatMap((message, row) => {
          const { from, to, queueNs } = message;
          const ends = queueNs === null ? [from] : [from, to];
          const isAsked =
            pair === null
              ? ends.some(end => threads.includes(end))
              : queueNs !== null && String([from, to].sort()) === String([...pair].sort());
          return isAsked && underWay(message, query) ? [row] : [];
        });
        assert.deepEqual([...answer.messages.id].sort(), expected.sort());
        assert.equal(answer.messageCount, expected.length);
        assert.equal(answer.bundles.count.length, 0);
      }),
    );
  });

  it('come in bundles when they are too many, which say how many were received', () => {
    fc.assert(
      fc.property(anyMessages, fc.integer({ min: 1, max: 500 }), (messages, widthPx) => {
        const query = { fromNs: 0, toNs: 2 * lengthNs, widthPx, threads: [0, 1, 2, 3], maxMessages: 1 };
        const { bundles, messageCount } = queryWindow(traceOf(messages), query, lengthNs);
        if (messageCount <= 1) return;
        const sorted = messages.every(
          (message, index) =>
            index === 0 ||
            message.sentNs + (message.queueNs ?? 0) >=
              (messages[index - 1]?.sentNs ?? 0) + (messages[index - 1]?.queueNs ?? 0),
        );
        const received = messages.filter(({ queueNs }) => queueNs !== null);
        const bundled = bundles.count.reduce((sum, count) => sum + count, 0);
        // What is received in another order than it is found is counted about.
        if (sorted || widthPx < 48) assert.equal(bundled, received.length);
        for (let row = 0; row < bundles.count.length; row++) {
          const [from, to] = [bundles.from[row], bundles.to[row]];
          assert.ok(
            received.some(one => one.from === from && one.to === to && one.sentNs === bundles.sentNs[row]),
          );
        }
      }),
    );
  });

  it('are as deep in the queue as many were sent and not yet received', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 60 }),
        fc.integer({ min: 1, max: 40 }),
        (gaps, steps) => {
          const trace = new Trace();
          let sentNs = 0;
          let receivedNs = 0;
          const times = gaps.map(([sentGap, queue]) => {
            sentNs += sentGap;
            receivedNs = Math.max(receivedNs, sentNs + queue);
            trace.messages.deliver(trace.messages.add(1, sentNs), 0, receivedNs);
            return [sentNs, receivedNs] as const;
          });
          const [queue] = queuesOf(trace, 0, 0, lengthNs, steps);
          const at = Array.from({ length: 2 * steps }, (_, look) => (lengthNs * (look + 0.5)) / (2 * steps));
          const depths = at.map(
            ns => times.filter(([sent, received]) => sent <= ns && received >= ns).length,
          );
          const expected = Array.from({ length: steps }, (_, step) =>
            Math.max(depths[2 * step] ?? 0, depths[2 * step + 1] ?? 0),
          );
          assert.deepEqual(queue ? [...queue.depth] : expected.map(() => 0), expected);
        },
      ),
    );
  });

  it('that nobody has received yet stand in the queue of whoever will', () => {
    const trace = new Trace();
    const constructed = { kind: 'file', file: '/w.mjs', env: 'inherited', stdio: [], transferCount: 0 };
    new Teller(trace, 0).tell(
      hello(0, 0),
      { at: 1, kind: 'codeBegins' },
      {
        at: 2,
        kind: 'workerCreated',
        id: 1,
        text: { name: null, at: null, constructed, end: 7, ends: [], buffers: [] },
      },
      { at: 10, kind: 'sent', id: 7, fields: [NaN, 0] },
      { at: 20, kind: 'sent', id: 7, fields: [NaN, 1] },
    );
    const worker = new Teller(trace, 1).tell(hello(1, 3), {
      at: 5,
      kind: 'endOpened',
      id: 1,
      text: { kind: 'parent' },
    });
    const depth = () =>
      queuesOf(trace, 1, 0, 40 * milliseconds, 4).map(queue => [queue.from, ...queue.depth]);
    assert.deepEqual(depth(), [[0, 0, 1, 2, 2]]);
    worker.tell({ at: 32, kind: 'received', id: 1, fields: [0, NaN] });
    assert.deepEqual(depth(), [[0, 0, 1, 2, 1]]);
    worker.tell({ at: 32.1, kind: 'received', id: 1, fields: [1, NaN] });
    assert.deepEqual(depth(), [[0, 0, 1, 2, 0]]);
  });

  it('are summed up by peer, with how long they took', () => {
    const trace = new Trace();
    for (let number = 0; number < 100; number++) {
      const row = trace.messages.add(0, number);
      trace.messages.deliver(row, 1, number + number);
      trace.messages.handledBy(row, number + number + 3);
    }
    trace.messages.deliver(trace.messages.add(2, 5), 0, 9);
    trace.messages.add(0, 500);
    const [busiest, other, ...rest] = peersOf(trace.messages, 0);
    assert.deepEqual(rest, []);
    assert.deepEqual(busiest, {
      peer: 1,
      sent: 100,
      received: 0,
      sentQueue: { p50Ns: 50, p95Ns: 95, mostNs: 99 },
      sentHandler: { p50Ns: 3, p95Ns: 3, mostNs: 3 },
      receivedQueue: null,
      receivedHandler: null,
    });
    assert.deepEqual([other?.peer, other?.received, other?.receivedQueue?.p50Ns], [2, 1, 4]);
    assert.equal(other?.receivedHandler, null, 'it is at it still');
  });
});

describe('wake-ups of a window', () => {
  it('lead from the call that woke to the wait that ended', () => {
    const trace = new Trace();
    const constructed = { kind: 'file', file: '/w.mjs', env: 'inherited', stdio: [], transferCount: 0 };
    const text = { byteLength: 8, path: '.0' };
    new Teller(trace, 1).tell(
      hello(1, 3),
      { at: 5, kind: 'codeBegins' },
      { at: 10, kind: 'waitBegins', id: 4, fields: [0, Infinity], text },
      { at: 30, kind: 'waitEnds', id: 4 },
      { at: 40, kind: 'waitBegins', id: 4, fields: [0, 5] },
      { at: 45, kind: 'waitEnds', id: 4, detail: 2 },
    );
    new Teller(trace, 0).tell(
      hello(0, 0),
      { at: 1, kind: 'codeBegins' },
      {
        at: 2,
        kind: 'workerCreated',
        id: 1,
        text: { name: null, at: null, constructed, end: null, ends: [], buffers: [['.0', 9]] },
      },
      { at: 29, kind: 'notified', id: 9, fields: [0, 1, 1], text: { byteLength: 8 } },
    );
    const [worker, main] = [0, 1];
    const ask = (fromMs: number, toMs: number, more: Partial<WindowQuery> = {}) => {
      // The Worker was heard of first, so that it began at 0.
      const [fromNs, toNs] = [(fromMs - 3) * milliseconds, (toMs - 3) * milliseconds];
      const query = { fromNs, toNs, widthPx: 500, threads: [worker, main], maxMessages: 9, ...more };
      const { from, calledNs, to, wokenNs } = queryWindow(trace, query, 60 * milliseconds).wakeUps;
      return Array.from(from, (one, row) => [
        one,
        (calledNs[row] ?? NaN) / milliseconds + 3,
        to[row],
        (wokenNs[row] ?? NaN) / milliseconds + 3,
      ]);
    };
    assert.deepEqual(ask(0, 60), [[main, 29, worker, 30]]);
    assert.deepEqual(ask(0, 29.5), []);
    assert.deepEqual(ask(0, 60, { between: [main, worker] }), [[main, 29, worker, 30]]);
    assert.deepEqual(ask(0, 60, { maxMessages: 0 }), []);
  });
});

describe('a range', () => {
  it('says of each thread how long it was in which state, and what it waited for', () => {
    const trace = new Trace();
    new Teller(trace, 0).tell(
      hello(0, 0),
      { at: 10, kind: 'codeBegins', fields: [0] },
      { at: 20, kind: 'waitBegins', id: 1, fields: [0, 30] },
      { at: 50, kind: 'waitEnds', id: 1, detail: 2 },
      { at: 60, kind: 'waitBegins', id: 1, fields: [0, 30] },
      { at: 70, kind: 'waitEnds', id: 1, detail: 2 },
      { at: 80, kind: 'sliceEnds', fields: [0] },
    );
    const argument = {
      fromNs: 30 * milliseconds,
      toNs: 90 * milliseconds,
      threads: [0, 7],
      mostWaits: 1,
      mostLines: 9,
    };
    const answer = answerQuestion(trace, { name: 'range', argument }, 100 * milliseconds) as RangeAnswer;
    const [thread, ...rest] = answer.threads;
    assert.deepEqual(rest, [], 'there is no thread 7');
    const inMs = (ns: number | undefined) => (ns ?? NaN) / milliseconds;
    assert.deepEqual(
      [
        thread?.stateNs.blocked,
        thread?.stateNs.running,
        thread?.stateNs.waiting,
        thread?.stateNs.starting,
      ].map(inMs),
      [30, 20, 10, 0],
    );
    const [wait, ...others] = thread?.waits ?? [];
    assert.deepEqual(others, []);
    assert.match(wait?.cause ?? '', /^Atomics\.wait on shared buffer 1 \[0\], at most 30 ms: timed-out$/);
    assert.deepEqual([wait?.count, inMs(wait?.totalNs), inMs(wait?.longestNs)], [2, 30, 20]);
    assert.deepEqual(
      answer.longestWaits.map(({ startNs, endNs, state, known }) => [
        inMs(startNs),
        inMs(endNs),
        state,
        known,
      ]),
      [[20, 50, 'blocked', 'told']],
    );
  });
});

describe('cores', () => {
  it('say who was on them, and how much of the time in sum', () => {
    const anyLook = fc.record({
      thread: fc.nat(2),
      core: fc.nat(1),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(anyLook, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 90 }),
        (looks, widthPx) => {
          const cores = new Cores();
          const lookNs = 10e6;
          looks.forEach(({ thread, core, share }, look) =>
            cores.add(core, thread, look * lookNs, (look + 1) * lookNs, share * lookNs),
          );
          const toNs = looks.length * lookNs;
          const answer = cores.query({ fromNs: 0, toNs, widthPx }, 0);
          for (const { core, startNs, endNs, busyShare, ownShare, thread } of answer.cores) {
            let busyNs = 0;
            for (let row = 0; row < startNs.length; row++) {
              const [start, end] = [startNs[row] ?? NaN, endNs[row] ?? NaN];
              assert.ok(end > start && start >= (endNs[row - 1] ?? 0) - 1e-3);
              assert.ok((ownShare[row] ?? NaN) <= (busyShare[row] ?? NaN));
              assert.ok(looks.some(look => look.core === core && look.thread === thread[row]));
              busyNs += (end - start) * (busyShare[row] ?? NaN);
            }
            const expected = looks.reduce(
              (sum, look) => sum + (look.core === core ? look.share * lookNs : 0),
              0,
            );
            // Neighbours that hardly differ are one slice.
            assert.ok(Math.abs(busyNs - expected) <= 0.021 * toNs, `${busyNs} of ${expected}`);
          }
        },
      ),
    );
  });
});
