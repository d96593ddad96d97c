import assert from 'node:assert/strict';
import { blockVerbs } from '../../../src/protocol/wire.ts';
import { Trace } from '../../../src/trace/trace.ts';
import { hello, milliseconds, Teller, type Told } from '../told.ts';
import { foundOf, look, lookLast } from './looks.ts';

const acquire = blockVerbs.indexOf('acquire');
const join = blockVerbs.indexOf('join');

/** A process of Python with main and so many threads, which have numbers from 1. */
function python(trace: Trace, threads: number): Teller {
  const teller = new Teller(trace, 0).tell(hello(0, 0, { runtime: 'python' }), { at: 1, kind: 'codeBegins' });
  for (let id = 1; id <= threads; id++) {
    teller.tell(
      { at: 2, kind: 'speaks', id: 0 },
      { at: 2, kind: 'threadMade', id, fields: [0, 0], text: { name: `thread ${id}` } },
      { at: 3, kind: 'threadStarted', id, fields: [0] },
      { at: 4, kind: 'speaks', id },
      { at: 4, kind: 'threadBegan', id: 100 + id, fields: [id] },
    );
  }
  for (const id of [1, 2, 3])
    teller.tell({ at: 5, kind: 'syncMade', id, text: { kind: 'Lock', name: `lock ${id}`, at: null } });
  return teller;
}

function waits(thread: number, at: number, lock: number, owner: number, timeoutMs = Infinity): Told[] {
  return [
    { at, kind: 'speaks', id: thread },
    { at, kind: 'blockBegins', id: lock, detail: acquire, fields: [timeoutMs, owner, 0] },
  ];
}

function has(thread: number, at: number, lock: number, from: number): Told[] {
  return [
    { at, kind: 'speaks', id: thread },
    { at, kind: 'blockEnds', id: lock, fields: [from, 0, 0] },
  ];
}

describe('deadlocks in Python', () => {
  it('are circles that nothing moves in for half a second', () => {
    const trace = new Trace();
    python(trace, 2).tell(...waits(1, 100, 1, 2), ...waits(2, 200, 2, 1));
    look(trace, 250, 500);
    assert.deepEqual(foundOf(trace, 'deadlock'), []);
    look(trace, 750, 1000);
    const [found] = foundOf(trace, 'deadlock');
    assert.deepEqual(found?.threads, [1, 2]);
    assert.equal(found.sinceNs, 200 * milliseconds);
    assert.equal(found.untilNs, null);
    assert.deepEqual(
      [found.facts['what0'], found.facts['name0'], found.facts['name1']],
      ['Lock', 'lock 1', 'lock 2'],
    );
  });

  it('stay when they were broken up from outside, and end then', () => {
    const trace = new Trace();
    const teller = python(trace, 2).tell(...waits(1, 100, 1, 2), ...waits(2, 200, 2, 1));
    look(trace, 250, 1000);
    teller.tell({ at: 1100, kind: 'speaks', id: 0 }, { at: 1100, kind: 'exit', detail: 1 });
    const [process] = trace.processes;
    assert.ok(process !== undefined);
    trace.endProcess(process, { timeNs: 1100 * milliseconds, exitCode: null, signal: 'SIGKILL' });
    lookLast(trace);
    assert.deepEqual(
      foundOf(trace, 'deadlock').map(({ untilNs }) => untilNs),
      [1100 * milliseconds],
    );
  });

  it('are taken back when they come undone: then somebody had let go that was not told of', () => {
    const trace = new Trace();
    const teller = python(trace, 2).tell(...waits(1, 100, 1, 2), ...waits(2, 200, 2, 1));
    look(trace, 250, 1000);
    assert.equal(foundOf(trace, 'deadlock').length, 1);
    teller.tell(...has(1, 1100, 1, 2));
    look(trace, 1250, 1500);
    assert.deepEqual(foundOf(trace, 'deadlock'), []);
  });

  it('are none while a limit ends a wait', () => {
    const trace = new Trace();
    python(trace, 2).tell(...waits(1, 100, 1, 2, 5000), ...waits(2, 200, 2, 1));
    look(trace, 250, 2000);
    assert.deepEqual(foundOf(trace, 'deadlock'), []);
  });

  it('are none while a third thread has the lock by now', () => {
    const trace = new Trace();
    // 1 waits for what 2 has; 3 waits, too, and gets it; then 2 waits for 1.
    python(trace, 3).tell(
      ...waits(1, 100, 1, 2),
      ...waits(3, 110, 1, 2),
      ...has(3, 120, 1, 2),
      ...waits(2, 200, 2, 1),
    );
    look(trace, 250, 2000);
    assert.deepEqual(foundOf(trace, 'deadlock'), []);
  });

  it('are joins in a circle with locks, and those who wait for them are counted', () => {
    const trace = new Trace();
    python(trace, 2).tell(
      ...waits(1, 100, 1, 0),
      { at: 200, kind: 'speaks', id: 0 },
      { at: 200, kind: 'blockBegins', id: 1, detail: join, fields: [Infinity, NaN, 0] },
      ...waits(2, 210, 2, 1),
    );
    look(trace, 250, 1000);
    const [found] = foundOf(trace, 'deadlock');
    assert.deepEqual(found?.threads, [0, 1]);
    assert.equal(found.facts['others'], 1);
  });

  it('are a lock that its holder wants once more, if nobody is left who could release it', () => {
    const alone = new Trace();
    python(alone, 1).tell(...waits(1, 100, 1, 1), ...waits(0, 110, 2, 1));
    look(alone, 250, 1000);
    assert.equal(foundOf(alone, 'deadlock').length, 1);
    const helped = new Trace();
    python(helped, 2).tell(...waits(1, 100, 1, 1), ...waits(0, 110, 2, 1));
    look(helped, 250, 1000);
    assert.deepEqual(foundOf(helped, 'deadlock'), []);
  });
});

describe('deadlocks in Node', () => {
  const begun = (trace: Trace, threadId: number): Teller =>
    new Teller(trace, threadId).tell(hello(threadId, 0), { at: 1, kind: 'codeBegins', fields: [0] });
  const atomicsWait = (at: number, index: number, timeoutMs = Infinity): Told => ({
    at,
    kind: 'waitBegins',
    id: 1,
    fields: [index, timeoutMs],
    text: { byteLength: 8 },
  });

  it('are waits of all threads', () => {
    const trace = new Trace();
    begun(trace, 0).tell(atomicsWait(100, 0));
    const other = begun(trace, 1);
    look(trace, 250, 1000);
    assert.deepEqual(foundOf(trace, 'deadlock'), [], 'the other runs');
    other.tell(atomicsWait(1100, 1));
    look(trace, 1250, 1750);
    assert.deepEqual(
      foundOf(trace, 'deadlock').map(({ threads }) => threads),
      [[0, 1]],
    );
  });

  it('are none with a limit, nor for half a second after a call of notify', () => {
    const trace = new Trace();
    begun(trace, 0).tell(atomicsWait(100, 0, 5000));
    look(trace, 250, 1500);
    assert.deepEqual(foundOf(trace, 'deadlock'), []);
    const woken = new Trace();
    begun(woken, 0).tell(
      atomicsWait(100, 0),
      // By the thread itself, so that it is the same buffer for sure.
      { at: 900, kind: 'notified', id: 1, fields: [0, Infinity, 1] },
    );
    look(woken, 1000, 1250);
    assert.deepEqual(foundOf(woken, 'deadlock'), [], 'it may be on its way');
    look(woken, 1500, 1500);
    assert.equal(foundOf(woken, 'deadlock').length, 1);
  });

  it('are none once main is over: then the process ends, and with it whoever waits', () => {
    const trace = new Trace();
    begun(trace, 0).tell({ at: 90, kind: 'exit', fields: [0] });
    begun(trace, 1).tell(atomicsWait(100, 0));
    look(trace, 250, 1500);
    assert.deepEqual(foundOf(trace, 'deadlock'), []);
  });

  it('are none where records were lost', () => {
    const trace = new Trace();
    begun(trace, 0).tell({ at: 90, kind: 'lost', fields: [3] }, atomicsWait(100, 0));
    look(trace, 250, 1500);
    assert.deepEqual(foundOf(trace, 'deadlock'), []);
  });
});
