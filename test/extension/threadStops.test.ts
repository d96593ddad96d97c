import assert from 'node:assert/strict';
import { readIdentity, threadByNames } from '../../src/extension/debuggedThreads.ts';
import { ThreadStops, type WatchedSession } from '../../src/extension/threadStops.ts';
import type { DebuggerWord } from '../../src/trace/debuggerStops.ts';

describe('which thread a session is about', () => {
  it('is said by the names of the sessions of Node.js', () => {
    assert.deepEqual(threadByNames(['a.mjs [4121]', 'program']), { pid: 4121, thread: 0 });
    assert.deepEqual(threadByNames(['[worker 2] helper', 'a.mjs [4121]', 'program']), {
      pid: 4121,
      thread: 2,
    });
    assert.deepEqual(threadByNames(['[worker 3]', '[worker 2] [7]', 'a.mjs [4121]', 'program']), {
      pid: 4121,
      thread: 3,
    });
    assert.deepEqual(threadByNames(['Worker 1', 'a.mjs [4121]']), { pid: 4121, thread: 1 });
  });

  it('is not guessed from names that say something else', () => {
    for (const names of [[], ['program'], ['[worker 1] x', 'program'], ['Worker 1x [abc]']])
      assert.equal(threadByNames(names), null);
  });

  it('is read from what it evaluates to, in the words of either debugger', () => {
    assert.deepEqual(readIdentity("'4121 0'"), { pid: 4121, thread: 0 });
    assert.deepEqual(readIdentity('"26575 140044908091072"'), { pid: 26575, thread: 140044908091072 });
    for (const result of ['', 'undefined', '12', 'ReferenceError: 1 2 x', null, 7])
      assert.equal(readIdentity(result), null);
  });
});

describe('what is heard of a debug session', () => {
  let said: DebuggerWord[];
  let asked: string[];
  let refused: string[];
  let seq = 0;
  const lines = new Map<number, number>();
  /** What an answer waits for. */
  let slow: Promise<void>;

  function watch(language: 'node' | 'python', names: readonly string[]): ThreadStops {
    said = [];
    asked = [];
    refused = [];
    slow = Promise.resolve();
    const session: WatchedSession = {
      language,
      names,
      pathOf: file => file.replace('uri://host', ''),
      async ask(command, argument) {
        asked.push(command);
        await slow;
        if (command === 'evaluate') return { result: "'77 1234'" };
        const { threadId } = argument as { threadId: number };
        return {
          stackFrames: [
            { id: 5, source: { path: '<internals>' }, line: 1, presentationHint: 'deemphasize' },
            { id: 6, source: { path: 'uri://host/work/a.mjs' }, line: lines.get(threadId) ?? 1, column: 2 },
          ],
        };
      },
    };
    return new ThreadStops(session, {
      said: word => said.push(word),
      began: () => undefined,
      exited: () => undefined,
      refused: why => refused.push(why),
    });
  }

  const event = (stops: ThreadStops, name: string, body: object) =>
    stops.onDidSendMessage({ type: 'event', event: name, body });
  const request = (stops: ThreadStops, command: string, threadId: number): number => {
    stops.onWillReceiveMessage({ type: 'request', seq: ++seq, command, arguments: { threadId } });
    return seq;
  };
  const respond = (stops: ThreadStops, to: number, body: object = {}, success = true) =>
    stops.onDidSendMessage({ type: 'response', request_seq: to, success, body });
  /** All that is under way has been told. */
  const settled = async (stops: ThreadStops) => {
    for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve));
    await stops.told;
  };
  const words = () =>
    said.map(({ pid, thread, stop }) => {
      const where = stop?.at ? ` ${stop.at.file}:${stop.at.line}` : '';
      return `${pid}/${thread ?? 'all'} ${stop === null ? 'goes on' : stop.reason}${where}`;
    });

  it('of Node.js: a stop at once, its line when that is known, and the continue as of its request', async () => {
    const stops = watch('node', ['[worker 2] x', 'a.mjs [9]']);
    lines.set(1, 12);
    let answer: () => void = () => undefined;
    slow = new Promise(resolve => (answer = resolve));
    event(stops, 'stopped', { reason: 'breakpoint', threadId: 1, allThreadsStopped: false });
    await settled(stops);
    assert.deepEqual(words(), ['9/2 breakpoint']);
    answer();
    await settled(stops);
    const before = process.hrtime.bigint();
    const asks = request(stops, 'continue', 1);
    const after = process.hrtime.bigint();
    event(stops, 'continued', { threadId: 1, allThreadsContinued: false });
    respond(stops, asks, { allThreadsContinued: false });
    await settled(stops);
    assert.deepEqual(words(), ['9/2 breakpoint', '9/2 breakpoint /work/a.mjs:12', '9/2 goes on']);
    assert.equal(said[0]?.timeNs, said[1]?.timeNs);
    const resumedNs = BigInt(said[2]?.timeNs ?? 0);
    assert.ok(before <= resumedNs && resumedNs <= after);
    assert.deepEqual(asked, ['stackTrace']);
  });

  it('has its line from what VS Code asks, too, where it is not told itself', async () => {
    const stops = watch('node', ['a.mjs [9]']);
    slow = Promise.reject(new Error('not now'));
    event(stops, 'stopped', { reason: 'breakpoint', threadId: 0 });
    await settled(stops);
    stops.onWillReceiveMessage({
      type: 'request',
      seq: ++seq,
      command: 'stackTrace',
      arguments: { threadId: 0, startFrame: 0, levels: 1 },
    });
    const stackFrames = [{ id: 1, source: { path: '/work/b.mjs' }, line: 4 }];
    for (let time = 0; time < 2; time++) respond(stops, seq, { stackFrames });
    await settled(stops);
    assert.deepEqual(words(), ['9/0 breakpoint', '9/0 breakpoint /work/b.mjs:4']);
  });

  it('of a thread whose session does not say who it is: what it evaluates to, once', async () => {
    const stops = watch('python', ['program']);
    lines.set(3, 7);
    event(stops, 'stopped', { reason: 'breakpoint', threadId: 3, allThreadsStopped: true });
    const asks = request(stops, 'next', 3);
    respond(stops, asks);
    event(stops, 'continued', { threadId: 3, allThreadsContinued: true });
    lines.set(3, 8);
    event(stops, 'stopped', { reason: 'step', threadId: 3, allThreadsStopped: true });
    await settled(stops);
    assert.deepEqual(words().slice(0, 4), [
      '77/1234 breakpoint /work/a.mjs:8',
      '77/all others',
      '77/all goes on',
      '77/1234 step /work/a.mjs:8',
    ]);
    assert.ok(asked.includes('evaluate'));
    const evaluated = asked.filter(each => each === 'evaluate').length;
    const more = request(stops, 'continue', 3);
    respond(stops, more);
    event(stops, 'stopped', { reason: 'pause', threadId: 3, allThreadsStopped: true });
    await settled(stops);
    assert.equal(asked.filter(each => each === 'evaluate').length, evaluated);
  });

  it('a refused request lets nothing go on, nor does a continue of what never stood', async () => {
    const stops = watch('node', ['a.mjs [9]']);
    event(stops, 'continued', { threadId: 0 });
    event(stops, 'stopped', { reason: 'pause', threadId: 0 });
    respond(stops, request(stops, 'stepIn', 0), {}, false);
    await settled(stops);
    assert.deepEqual(words(), ['9/0 pause', '9/0 pause /work/a.mjs:1']);
  });

  it('any thread that goes on may take all of them with it', async () => {
    const stops = watch('python', ['program']);
    event(stops, 'stopped', { reason: 'breakpoint', threadId: 3, allThreadsStopped: true });
    await settled(stops);
    respond(stops, request(stops, 'continue', 1), { allThreadsContinued: true });
    await settled(stops);
    assert.equal(words().at(-1), '77/all goes on');
  });

  it('that the program could not be started, and why', () => {
    const stops = watch('node', ['program']);
    const body = { error: { format: 'no such node' } };
    stops.onDidSendMessage({ type: 'response', request_seq: 1, command: 'launch', success: false, body });
    stops.onDidSendMessage({ type: 'response', request_seq: 1, command: 'launch', success: true, body });
    stops.onDidSendMessage({ type: 'response', request_seq: 1, command: 'evaluate', success: false, body });
    assert.deepEqual(refused, ['no such node']);
  });

  it('whatever is said that is no message is passed over', async () => {
    const stops = watch('node', ['a.mjs [9]']);
    for (const message of [null, 7, 'stopped', {}, { type: 'event' }, { type: 'event', event: 'stopped' }]) {
      stops.onDidSendMessage(message);
      stops.onWillReceiveMessage(message);
    }
    event(stops, 'stopped', { threadId: 'one' });
    await settled(stops);
    assert.deepEqual(said, []);
  });
});
