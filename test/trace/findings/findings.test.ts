import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { findingKinds, type FindingView } from '../../../src/protocol/findings.ts';
import { english } from '../../../src/trace/findings/english.ts';
import { findingWords } from '../../../src/trace/findings/findingWords.ts';
import { Trace } from '../../../src/trace/trace.ts';
import { hello, milliseconds, Teller, type Told } from '../told.ts';
import { foundOf, look, lookLast } from './looks.ts';

function twoThreads(trace: Trace): readonly [main: Teller, worker: Teller] {
  const main = new Teller(trace, 0).tell(hello(0, 0), { at: 1, kind: 'codeBegins', fields: [0] });
  main.tell({
    at: 2,
    kind: 'workerCreated',
    id: 1,
    text: {
      name: 'worker',
      at: { file: '/work/program.mjs', line: 3, column: 1 },
      constructed: {
        kind: 'file',
        file: '/work/program.mjs',
        argvCount: null,
        execArgv: null,
        env: 'inherited',
        resourceLimits: { maxOldGenerationSizeMb: 20 },
        workerDataType: null,
        stdio: [],
        transferCount: 0,
      },
      end: 1,
      ends: [],
      buffers: [],
    },
  });
  const worker = new Teller(trace, 1).tell(
    hello(1, 3),
    { at: 5, kind: 'endOpened', id: 1, text: { kind: 'parent' } },
    { at: 5, kind: 'codeBegins', fields: [0] },
  );
  return [main, worker];
}

const sent = (at: number, number: number): Told => ({ at, kind: 'sent', id: 1, fields: [1000, number] });
const received = (at: number, number: number): Told => ({
  at,
  kind: 'received',
  id: 1,
  fields: [number, NaN],
});
const uncaught = (at: number, message: string): Told => ({
  at,
  kind: 'uncaught',
  text: {
    name: 'Error',
    message,
    stack: `Error: ${message}\n    at /work/program.mjs:7:9`,
    origin: 'uncaughtException',
  },
});

describe('findings', () => {
  it('are the same objects while nothing changes, so that nobody is told twice', () => {
    const trace = new Trace();
    const [main] = twoThreads(trace);
    look(trace, 250, 1000);
    assert.equal(trace.findings.version, 0);
    main.tell({ at: 1000, kind: 'waitBegins', id: 1, fields: [0, Infinity], text: { byteLength: 4 } });
    look(trace, 1250, 3000);
    const before = trace.findings.version;
    look(trace, 3250, 5000);
    assert.equal(trace.findings.version, before);
  });

  it('tell of a Worker whose error became its maker’s, and of no other', () => {
    const trace = new Trace();
    const [main, worker] = twoThreads(trace);
    worker.tell(uncaught(20, 'lost'), { at: 21, kind: 'exit', id: 1, fields: [0] });
    look(trace, 250, 500);
    assert.deepEqual(foundOf(trace, 'unhandled-error'), [], 'somebody may have heard of it');
    main.tell(uncaught(30, 'lost'), { at: 31, kind: 'exit', id: 1, fields: [0] });
    lookLast(trace);
    const [found] = foundOf(trace, 'unhandled-error');
    assert.deepEqual(found?.threads, [1, 0]);
    assert.deepEqual(
      found.places.map(({ role, place }) => `${role} ${place.line}`),
      ['fails 7', 'makes 3'],
    );
    assert.equal(found.untilNs, 21 * milliseconds);
  });

  it('tell of a Worker that reached its limit of memory', () => {
    const trace = new Trace();
    const [main] = twoThreads(trace);
    main.tell(
      {
        at: 40,
        kind: 'workerFailed',
        id: 1,
        text: { name: 'Error', message: 'Worker terminated due to reaching memory limit', stack: null },
      },
      { at: 41, kind: 'workerExited', id: 1, fields: [1] },
    );
    for (const conclude of trace.takePendingConclusions()) conclude();
    lookLast(trace);
    assert.deepEqual(foundOf(trace, 'out-of-memory')[0]?.facts, { limitMb: 20 });
    assert.deepEqual(foundOf(trace, 'unhandled-error'), []);
  });

  it('tell of a backlog that grows from look to look, and not of a burst', () => {
    for (const isBurst of [false, true]) {
      const trace = new Trace();
      const [main, worker] = twoThreads(trace);
      let numbers = 0;
      let heard = 0;
      look(trace, 250, 4000, ms => {
        const count = isBurst ? (ms === 250 ? 9000 : 0) : 900;
        for (let n = 0; n < count; n++) worker.tell(sent(ms - 100, numbers++));
        for (let n = 0; n < 100; n++) main.tell(received(ms - 50, heard++));
      });
      assert.equal(foundOf(trace, 'growing-backlog').length, isBurst ? 0 : 1);
    }
  });

  it('tell of messages that waited for one that was stopped, if that is not a single time', () => {
    const trace = new Trace();
    const [main, worker] = twoThreads(trace);
    const stopped = (at: number, number: number): void => {
      worker.tell(sent(at + 10, number));
      main.tell(
        { at, kind: 'waitBegins', id: 1, fields: [0, 400], text: { byteLength: 4 } },
        { at: at + 400, kind: 'waitEnds', id: 1, detail: 2 },
        received(at + 401, number),
      );
    };
    stopped(1000, 0);
    stopped(2000, 1);
    look(trace, 2750, 3000);
    assert.deepEqual(foundOf(trace, 'delayed-message'), []);
    stopped(3000, 2);
    look(trace, 3750, 4000);
    const [found] = foundOf(trace, 'delayed-message');
    assert.deepEqual(found?.threads, [0, 1]);
    assert.equal(found.facts['count'], 3);
    assert.equal(found.spans.length, 3);
  });

  it('tell of short threads of one line, and not of those that were terminated', () => {
    for (const isTerminated of [false, true]) {
      const trace = new Trace();
      const [main] = twoThreads(trace);
      const [created] = trace.threads[1] === undefined ? [] : [trace.threads[1]];
      for (let id = 2; id < 14; id++) {
        const at = id * 100;
        main.tell({
          at,
          kind: 'workerCreated',
          id,
          text: {
            name: null,
            at: created?.createdAt,
            constructed: created?.constructed,
            end: id,
            ends: [],
            buffers: [],
          },
        });
        if (isTerminated) main.tell({ at: at + 41, kind: 'terminateCalled', id, text: { at: null } });
        new Teller(trace, id).tell(
          hello(id, at + 10),
          { at: at + 40, kind: 'codeBegins', fields: [0] },
          { at: at + 42, kind: 'exit', fields: [0] },
        );
      }
      look(trace, 1500, 1750);
      assert.deepEqual(
        foundOf(trace, 'short-lived-threads').map(({ facts }) => facts),
        isTerminated ? [] : [{ count: 12, startMs: 40, runMs: 2 }],
      );
    }
  });
});

describe('the words of findings', () => {
  const forms: Readonly<Record<string, readonly FindingView['facts'][]>> = {
    deadlock: [
      { form: 'circle', others: 0, what0: 'Lock', name0: 'a', what1: 'join', name1: '' },
      { form: 'nobody', others: 0, what0: 'Atomics.wait', name0: '', what1: 'message', name1: '' },
      { form: 'nobody', others: 0, what0: 'result', name0: 'Future', what1: 'exit', name1: '' },
    ],
    'out-of-memory': [{ limitMb: 0 }, { limitMb: 64 }],
    'unhandled-error': [
      { form: 'thread', error: 'E: m' },
      { form: 'worker', error: 'E: m' },
    ],
    'starved-loop': [{ count: 3, longestMs: 100, waitedMs: 90, cause: '' }],
    'growing-backlog': [{ depth: 2000 }],
    'delayed-message': [{ count: 1, longestMs: 300, waitedMs: 300, cause: 'Atomics.wait' }],
    'lock-convoy': [{ lock: 'Lock 1', waiting: 4 }],
    'gil-bound': [{ count: 2, share: 50 }],
    oversubscription: [{ busy: 8, cores: 2, share: 70 }],
    'kept-alive': [
      { form: 'node', count: 2 },
      { form: 'python', count: 1 },
    ],
    'listener-leak': [{ count: 12, event: 'message', target: 'MessagePort' }],
    'short-lived-threads': [{ count: 12, startMs: 40, runMs: 2 }],
    'idle-threads': [{ idle: 3, of: 6, seconds: 5 }],
  };

  for (const kind of findingKinds) {
    it(`are whole, and have a page: ${kind}`, () => {
      for (const facts of forms[kind] ?? assert.fail()) {
        const found = {
          id: kind,
          kind,
          sinceNs: 0,
          untilNs: null,
          threads: [0, 1],
          spans: [],
          places: [],
          facts,
        };
        const words = findingWords(found, english, key => `thread ${key}`);
        assert.match(words.sentence, /\.$/);
        for (const text of [words.title, words.sentence, words.advice])
          assert.doesNotMatch(text, /[{}]|undefined|NaN/, text);
        const page = readFileSync(`media/${words.page}`, 'utf8');
        assert.match(page, new RegExp(`^# ${words.title}\n`));
        assert.match(page, /```(js|py)/);
        assert.doesNotMatch(page, /https?:/);
      }
    });
  }
});
