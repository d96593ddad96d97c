import assert from 'node:assert/strict';
import { threadView } from '../../src/trace/views.ts';
import { Trace } from '../../src/trace/trace.ts';
import { hello, milliseconds, Teller } from './told.ts';

describe('waits that block nobody', () => {
  it('are told apart, and the call that woke each is looked for since it began', () => {
    const trace = new Trace();
    const waiter = new Teller(trace, 0).tell(
      hello(0, 0),
      { at: 1, kind: 'codeBegins' },
      { at: 10, kind: 'asyncWaitBegins', id: 1, fields: [0, Infinity, 1], text: { byteLength: 8 } },
      { at: 11, kind: 'asyncWaitBegins', id: 1, fields: [1, 50, 2] },
      { at: 12, kind: 'notified', id: 1, fields: [0, 1, 1] },
      // It was busy: it heard of its wake-up more than a second later.
      { at: 2000, kind: 'asyncWaitEnds', id: 1 },
    );
    const view = (): ReturnType<typeof threadView> => {
      const [thread] = trace.threads;
      assert.ok(thread !== undefined);
      return threadView(trace, thread, 3000 * milliseconds);
    };
    assert.deepEqual(view().asyncWaits, ['Atomics.waitAsync on shared buffer 1 [1], at most 50 ms']);
    assert.deepEqual(view().settledWaits, ['Atomics.waitAsync on shared buffer 1 [0]: ok, woken by main']);
    waiter.tell(
      { at: 2001, kind: 'asyncWaitEnds', id: 2, detail: 2 },
      { at: 2002, kind: 'asyncWaitEnds', id: 7 },
    );
    assert.deepEqual(view().asyncWaits, []);
    assert.equal(
      view().settledWaits[0],
      'Atomics.waitAsync on shared buffer 1 [1], at most 50 ms: timed-out',
    );
    waiter.tell(
      { at: 2003, kind: 'asyncWaitBegins', id: 1, fields: [0, Infinity, 3] },
      { at: 2004, kind: 'exit' },
    );
    assert.deepEqual(view().asyncWaits, [], 'nobody waits who is no more');
  });
});
