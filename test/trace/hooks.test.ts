import assert from 'node:assert/strict';
import { threadView } from '../../src/trace/views.ts';
import { Trace } from '../../src/trace/trace.ts';
import { hello, milliseconds, Teller, type Told } from './told.ts';

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

describe('messages from any thread to any other', () => {
  it('are matched in the order of time, for what is lost has no number', () => {
    for (const readFirst of ['sender', 'receiver']) {
      const trace = new Trace();
      const sender = new Teller(trace, 0).tell(hello(0, 0));
      const receiver = new Teller(trace, 1).tell(hello(1, 20, { bootNs: 20 * milliseconds }));
      const send = (): void => {
        // Before there was a thread 1; when nobody listened; and three that arrive.
        for (const [number, at] of [10, 30, 50, 51, 60].entries())
          sender.tell({ at, kind: 'sentToThread', id: 1, fields: [1000, number] });
      };
      const receive = (): void => {
        receiver.tell({ at: 40, kind: 'receivedFromThread', detail: 1, fields: [NaN] });
        for (const [number, at] of [55, 56, 61].entries())
          receiver.tell({ at, kind: 'receivedFromThread', id: 0, fields: [number] });
      };
      if (readFirst === 'sender') send();
      receive();
      if (readFirst !== 'sender') send();
      trace.settleUpTo(58 * milliseconds);
      trace.conclude();
      const { messages } = trace;
      const received = Array.from({ length: messages.length }, (_, row) => [
        messages.sentNsOf(row) / milliseconds,
        messages.receivedNsOf(row) / milliseconds,
      ]);
      assert.deepEqual(received, [
        [10, NaN],
        [30, NaN],
        [50, 55],
        [51, 56],
        [60, 61],
      ]);
      assert.deepEqual([trace.threads[0]?.sent, trace.threads[1]?.received], [5, 3]);
    }
  });
});

describe('a Worker that could not tell what it died of', () => {
  for (const code of [1, 0]) {
    it(`has failed, with the error that its parent was told (exit code ${code})`, () => {
      const trace = new Trace();
      const error = { name: 'Error [ERR_WORKER_OUT_OF_MEMORY]', message: 'no more', stack: null };
      new Teller(trace, 0).tell(
        hello(0, 0),
        { at: 50, kind: 'workerFailed', id: 1, text: { ...error, origin: 'uncaughtException' } },
        { at: 51, kind: 'workerExited', id: 1, fields: [code] },
      );
      new Teller(trace, 1).tell(hello(1, 6), { at: 20, kind: 'codeBegins' });
      for (const conclude of trace.takePendingConclusions()) conclude();
      const [, worker] = trace.threads;
      assert.ok(worker !== undefined);
      assert.deepEqual(
        [worker.outcome, worker.exitCode, worker.endedNs],
        ['failed', code, 50 * milliseconds],
      );
      assert.deepEqual(threadView(trace, worker, 60 * milliseconds).error, error);
    });
  }
});

describe('processes', () => {
  const parent = (trace: Trace): Teller => new Teller(trace, 0).tell(hello(0, 0));
  const spawn = (at: number, id: number): Told => ({
    at,
    kind: 'childSpawned',
    id,
    text: { at: { file: '/work/program.mjs', line: 7, column: 3 } },
  });
  const child = (trace: Trace, pid: number, parentPid: number, ancestorPid: number): Teller =>
    new Teller(trace, 0, pid).tell(hello(0, 50, { pid, parentPid, ancestorPid }));
  const kin = (trace: Trace, pid: number): unknown[] => {
    const process = trace.processes.find(each => each.pid === pid);
    const main = process?.threads.get(0);
    const grandparent = process?.parent === null ? null : trace.processes[process?.parent ?? -1]?.pid;
    return [grandparent, main?.spawnedBy?.process.pid ?? null, main?.createdAt?.line ?? null];
  };

  for (const parentFirst of [true, false]) {
    it(`ended as their parent was told (${parentFirst ? 'parent' : 'child'} read first)`, () => {
      const trace = new Trace();
      const tell = () => child(trace, 200, 100, 100).tell({ at: 90, kind: 'exit', id: 0, fields: [NaN] });
      if (!parentFirst) tell();
      trace.childEnded(200, 6);
      if (parentFirst) tell();
      for (const conclude of trace.takePendingConclusions()) conclude();
      const main = trace.processes.find(each => each.pid === 200)?.threads.get(0);
      assert.deepEqual([main?.exitCode, main?.outcome], [6, 'failed']);
    });
  }

  it('are found by their pid, by that of a shell between, or by an ancestor, whoever is read first', () => {
    for (const childFirst of [false, true]) {
      const trace = new Trace();
      const children = (): void => {
        child(trace, 200, 100, 100);
        child(trace, 300, 299, 100);
        child(trace, 400, 398, 100);
      };
      if (childFirst) children();
      parent(trace).tell(spawn(40, 200), spawn(41, 299), spawn(42, 397));
      if (!childFirst) children();
      assert.deepEqual(kin(trace, 200), [100, 100, 7]);
      assert.deepEqual(kin(trace, 300), [100, 100, 7]);
      assert.deepEqual(kin(trace, 400), [100, null, null]);
    }
  });

  it('are not those of their parent, which was started the same way', () => {
    for (const grandchildFirst of [false, true]) {
      const trace = new Trace();
      parent(trace).tell(spawn(40, 200));
      if (grandchildFirst) child(trace, 300, 200, 200);
      child(trace, 200, 100, 100);
      // By spawnSync, of which nothing is told.
      if (!grandchildFirst) child(trace, 300, 200, 200);
      assert.deepEqual(kin(trace, 300), [200, null, null]);
    }
  });

  it('have the parent that had the pid when they began', () => {
    const trace = new Trace();
    parent(trace).tell({ at: 60, kind: 'exit' });
    new Teller(trace, 0).tell(hello(0, 90, { bootNs: 90 * milliseconds }));
    child(trace, 200, 1, 100);
    assert.equal(trace.processes[2]?.parent, 0);
  });
});

describe('locks', () => {
  const asks = (at: number, id: number, mode = 'exclusive'): Told => ({
    at,
    kind: 'lockRequested',
    id,
    text: { name: 'ledger', mode, at: { file: '/work/program.mjs', line: id, column: 1 } },
  });
  const grants = (at: number, id: number): Told => ({ at, kind: 'lockGranted', id });
  const ends = (at: number, id: number): Told => ({ at, kind: 'lockEnded', id });
  /** `held since 3` or `queued since 4 behind 1`, per lock of a thread. */
  const locksOf = (trace: Trace, key: number): string[] => {
    const thread = trace.threads[key];
    assert.ok(thread !== undefined);
    return threadView(trace, thread, 1000 * milliseconds).locks.map(
      ({ state, sinceNs, behind }) =>
        `${state} since ${(sinceNs ?? NaN) / milliseconds}${behind.length > 0 ? ` behind ${behind.join()}` : ''}`,
    );
  };
  const threads = (): { trace: Trace; one: Teller; two: Teller } => {
    const trace = new Trace();
    return {
      trace,
      one: new Teller(trace, 0).tell(hello(0, 0)),
      two: new Teller(trace, 1).tell(hello(1, 1)),
    };
  };

  it('say who holds them, and who waits behind whom since when', () => {
    const { trace, one, two } = threads();
    one.tell(asks(3, 1), grants(4, 1));
    two.tell(asks(5, 1), asks(6, 2));
    assert.deepEqual(locksOf(trace, 0), ['held since 4']);
    assert.deepEqual(locksOf(trace, 1), ['queued since 5 behind 0', 'queued since 6 behind 0']);
    trace.takeChanges();
    one.tell(ends(10, 1));
    assert.ok(trace.takeChanges().threads.includes(trace.threads[1] as never), 'who waits is shown anew');
    two.tell(grants(11, 1));
    assert.deepEqual(locksOf(trace, 1), ['held since 11', 'queued since 6 behind 1']);
    two.tell(ends(15, 1), grants(15, 2), ends(40, 2));
    assert.deepEqual(locksOf(trace, 1), []);
    const [facts] = trace.locks.facts(50 * milliseconds);
    assert.deepEqual(
      [facts?.requests, facts?.granted, facts?.longestWaitNs, facts?.longestHoldNs, facts?.holders],
      [3, 3, 9 * milliseconds, 25 * milliseconds, []],
    );
  });

  it('have one holder, or some that share, though ends are read late', () => {
    const { trace, one, two } = threads();
    one.tell(asks(3, 1, 'shared'), grants(3, 1));
    two.tell(asks(4, 1, 'shared'), grants(4, 1), asks(5, 2));
    assert.deepEqual(locksOf(trace, 1), ['held since 4', 'queued since 5 behind 0,1']);
    // The first one's end has not been read yet.
    two.tell(ends(8, 1), grants(9, 2));
    assert.deepEqual([locksOf(trace, 0), locksOf(trace, 1)], [[], ['held since 9']]);
  });

  it('are free when their thread is no more', () => {
    const { trace, one, two } = threads();
    one.tell(asks(3, 1), grants(3, 1));
    two.tell(asks(4, 1), asks(5, 2), { at: 6, kind: 'lockMissed', id: 2 });
    assert.deepEqual(locksOf(trace, 1), ['queued since 4 behind 0']);
    one.tell({ at: 7, kind: 'exit' });
    assert.deepEqual([locksOf(trace, 0), locksOf(trace, 1)], [[], ['queued since 4']]);
    assert.equal(trace.locks.facts(20 * milliseconds)[0]?.longestHoldNs, 4 * milliseconds);
  });
});
