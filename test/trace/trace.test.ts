import assert from 'node:assert/strict';
import { Trace } from '../../src/trace/trace.ts';
import { summarize } from '../../src/trace/summarize.ts';
import { hello, milliseconds, spansOf, Teller, type Told } from './told.ts';

const constructed = { kind: 'file', file: '/work/worker.mjs', env: 'inherited', stdio: [], transferCount: 0 };

function created(at: number, id: number, more: object = {}): Told {
  const place = { file: '/work/program.mjs', line: 3, column: 1 };
  return {
    at,
    kind: 'workerCreated',
    id,
    text: { name: null, at: place, constructed, end: id, ends: [], buffers: [], ...more },
  };
}

describe('a trace', () => {
  it('draws slices, and what was between them, from the idle time', () => {
    const trace = new Trace();
    new Teller(trace, 0).tell(
      hello(0, 100),
      { at: 110, kind: 'codeBegins' },
      { at: 112, kind: 'sliceEnds', fields: [0] },
      // 38 ms passed, of which the loop was idle for 30: 8 ms of work that nobody told of.
      { at: 150, kind: 'sliceBegins', fields: [30 * milliseconds] },
      { at: 155, kind: 'sliceEnds', fields: [30 * milliseconds] },
      { at: 160, kind: 'sliceBegins', fields: [35 * milliseconds] },
      { at: 170, kind: 'exit', fields: [35 * milliseconds] },
    );
    assert.equal(
      spansOf(trace, 0, 500),
      'starting 100–110 told | running 110–112 told | waiting 112–142 told | running 142–150 inferred | ' +
        'running 150–155 told | waiting 155–160 told | running 160–170 told',
    );
    assert.equal(trace.originNs, 100 * milliseconds);
  });

  it("takes the word of a Worker for its start, and its parent's only where there is none", () => {
    for (const [tells, expected] of [
      [true, 'created 5–6 told | starting 6–20 told | running 20–50 told'],
      [false, 'created 5–22 told | running 22–50 inferred'],
    ] as const) {
      const trace = new Trace();
      new Teller(trace, 0).tell(hello(0, 0), { at: 1, kind: 'codeBegins' }, created(5, 1), {
        at: 22,
        kind: 'workerOnline',
        id: 1,
      });
      if (tells) new Teller(trace, 1).tell(hello(1, 6), { at: 20, kind: 'codeBegins' });
      for (const conclude of trace.takePendingConclusions()) conclude();
      assert.equal(spansOf(trace, 1, 50), expected);
    }
  });

  it('shows a wait as blocked, with its cause, also while it lasts', () => {
    const trace = new Trace();
    new Teller(trace, 0).tell(
      hello(0, 0),
      { at: 1, kind: 'codeBegins' },
      { at: 2, kind: 'waitBegins', id: 4, fields: [7, Infinity], text: { byteLength: 64 } },
    );
    assert.match(spansOf(trace, 0, 50), /blocked 2–50 told \(Atomics\.wait on shared buffer 1 \[7\]\)$/);
  });

  it('says how a wait ended, and who ended it', () => {
    const trace = new Trace();
    const main = new Teller(trace, 0).tell(
      hello(0, 0),
      { at: 1, kind: 'codeBegins' },
      created(2, 1, { buffers: [['', 1]] }),
    );
    const worker = new Teller(trace, 1).tell(
      hello(1, 3),
      { at: 4, kind: 'codeBegins' },
      { at: 5, kind: 'waitBegins', id: 1, fields: [0, Infinity], text: { byteLength: 4, path: '' } },
      { at: 20.1, kind: 'waitEnds', id: 1, detail: 0 },
      { at: 21, kind: 'waitBegins', id: 1, fields: [1, 5] },
      { at: 26, kind: 'waitEnds', id: 1, detail: 2 },
    );
    // On another index, on the same one without waking anybody, and the one that did.
    main.tell(
      { at: 19, kind: 'notified', id: 1, fields: [1, Infinity, 1] },
      { at: 19.5, kind: 'notified', id: 1, fields: [0, Infinity, 0] },
      { at: 20, kind: 'notified', id: 1, fields: [0, 1, 1] },
    );
    worker.tell({ at: 30, kind: 'exit' });
    const text = spansOf(trace, 1, 40);
    assert.match(text, /blocked 5–20\.1 told \(Atomics\.wait on shared buffer 1 \[0\]: ok, woken by main\)/);
    assert.match(
      text,
      /blocked 21–26 told \(Atomics\.wait on shared buffer 1 \[1\], at most 5 ms: timed-out\)/,
    );
  });

  it('knows one buffer in two threads where it travelled in workerData', () => {
    const trace = new Trace();
    const main = new Teller(trace, 0).tell(hello(0, 0), { at: 1, kind: 'codeBegins' });
    new Teller(trace, 1).tell(
      hello(1, 6),
      { at: 7, kind: 'codeBegins' },
      { at: 8, kind: 'waitBegins', id: 1, fields: [0, 50], text: { byteLength: 4, path: '.0' } },
    );
    // The parent's word comes after: it is read later.
    main.tell(created(5, 1, { buffers: [['.0', 3]] }), {
      at: 9,
      kind: 'waitBegins',
      id: 3,
      fields: [0, Infinity],
      text: { byteLength: 4 },
    });
    const [ofWorker, ofMain] = [spansOf(trace, 1, 20), spansOf(trace, 0, 20)].map(
      text => /buffer (\d+)/.exec(text)?.[1],
    );
    assert.equal(ofWorker, ofMain);
  });

  for (const [title, main, worker, expected] of [
    [
      'finished',
      [{ at: 30, kind: 'workerExited', id: 1, fields: [0] }],
      [{ at: 20, kind: 'exit', id: 0 }],
      ['finished', 0, 20],
    ],
    [
      'failed, with the code its parent heard',
      [{ at: 30, kind: 'workerExited', id: 1, fields: [13] }],
      [{ at: 20, kind: 'exit', id: 0 }],
      ['failed', 13, 20],
    ],
    [
      'killed when it was terminated',
      [
        { at: 25, kind: 'terminateCalled', id: 1, text: { at: null } },
        { at: 30, kind: 'workerExited', id: 1, fields: [NaN] },
      ],
      [],
      ['killed', 1, 30],
    ],
    [
      'finished when it was done before it was terminated',
      [
        { at: 25, kind: 'terminateCalled', id: 1, text: { at: null } },
        { at: 30, kind: 'workerExited', id: 1, fields: [NaN] },
      ],
      [{ at: 20, kind: 'exit', id: 0 }],
      ['finished', 0, 20],
    ],
    ['killed when its process ends under it', [{ at: 40, kind: 'exit', id: 0 }], [], ['killed', null, 50]],
  ] as [string, Told[], Told[], [string, number | null, number]][]) {
    for (const order of ['parent read first', 'Worker read first'] as const) {
      it(`says that a Worker ${title} (${order})`, () => {
        const trace = new Trace();
        const mainTeller = new Teller(trace, 0).tell(
          hello(0, 0),
          { at: 1, kind: 'codeBegins' },
          created(5, 1),
        );
        const workerTeller = new Teller(trace, 1).tell(hello(1, 6), { at: 7, kind: 'codeBegins' });
        if (order === 'Worker read first') workerTeller.tell(...worker);
        mainTeller.tell(...main);
        if (order === 'parent read first') workerTeller.tell(...worker);
        for (const conclude of trace.takePendingConclusions()) conclude();
        const [process] = trace.processes;
        if (process !== undefined)
          trace.endProcess(process, { timeNs: 50 * milliseconds, exitCode: 0, signal: null });
        const thread = trace.threads[1];
        assert.deepEqual(
          [thread?.outcome, thread?.exitCode, (thread?.endedNs ?? 0) / milliseconds],
          expected,
        );
      });
    }
  }

  it('keeps an uncaught error only for a thread that died of it', () => {
    const error = { name: 'TypeError', message: 'm', stack: null, origin: 'uncaughtException' };
    for (const [code, expected] of [
      [1, 'TypeError'],
      [0, undefined],
    ] as const) {
      const trace = new Trace();
      new Teller(trace, 0).tell(
        hello(0, 0),
        { at: 1, kind: 'codeBegins' },
        { at: 2, kind: 'uncaught', text: error },
        { at: 3, kind: 'exit', id: code },
      );
      const run = summarize(trace, { command: [], exitCode: code, signal: null, notices: [] }, 0);
      assert.equal(run.processes[0]?.threads[0]?.error?.name, expected);
    }
  });

  it('believes the OS about the exit code and the signal of a process', () => {
    const trace = new Trace();
    new Teller(trace, 0).tell(hello(0, 0), { at: 1, kind: 'codeBegins' }, { at: 2, kind: 'exit', id: 0 });
    const [process] = trace.processes;
    assert.ok(process);
    trace.endProcess(process, { timeNs: 3 * milliseconds, exitCode: 7, signal: null });
    assert.deepEqual([process.outcome, process.exitCode, trace.threads[0]?.outcome], ['failed', 7, 'failed']);
  });

  it('tells a pid that is used again from the process that had it', () => {
    const trace = new Trace();
    new Teller(trace, 0).tell(hello(0, 0), { at: 1, kind: 'codeBegins' });
    new Teller(trace, 0).tell(hello(0, 50), { at: 51, kind: 'codeBegins' });
    assert.equal(trace.processes.length, 2);
    assert.equal(trace.processes[0]?.outcome, 'killed');
    assert.equal(trace.threads.length, 2);
  });

  it('puts a child process under the one that started it', () => {
    const trace = new Trace();
    new Teller(trace, 0).tell(hello(0, 0));
    new Teller(trace, 0, 200).tell(hello(0, 9, { pid: 200, parentPid: 100, file: '/work/child.mjs' }));
    assert.deepEqual(
      trace.processes.map(process => [process.title, process.parent]),
      [
        ['program.mjs', null],
        ['child.mjs', 0],
      ],
    );
  });

  it('turns away who does not say hello as itself, with the token, in its version', () => {
    for (const [lines, refusal] of [
      [[{ at: 0, kind: 'sent', id: 1 }], 'no hello'],
      [[hello(0, 0, { pid: 101 })], 'no hello'],
      [[hello(0, 0, { token: 'f'.repeat(32) })], 'wrong token'],
      [[hello(0, 0, { version: 99 })], 'other version'],
    ] as [Told[], string][]) {
      const trace = new Trace();
      const teller = new Teller(trace, 0).tell(...lines, { at: 1, kind: 'codeBegins' });
      assert.equal(teller.reader.refused, refusal);
      assert.equal(trace.threads.length, 0);
    }
  });

  it('gives every thread of a process a name that no other has', () => {
    const trace = new Trace();
    const files = [
      '/work/worker.mjs',
      'file:///work/worker.mjs?x=/y',
      '/work/other/worker.mjs',
      '/work/C#/index.js',
      'file:///work/my%20pool/index.ts',
      './index.mjs',
      'data:',
      'data:',
      null,
      '/work/worker.mjs',
    ];
    new Teller(trace, 0).tell(
      hello(0, 0),
      ...files.map((file, index) => created(1, index + 1, { constructed: { ...constructed, file } })),
      created(2, 20, { constructed: { ...constructed, kind: 'eval', file: null } }),
      ...['own', 'own', 'eval #2', 'main'].map((name, index) => created(3, 30 + index, { name })),
      created(4, 40, { constructed: { ...constructed, kind: 'eval', file: null } }),
    );
    const names = (): string[] => trace.threads.map(thread => trace.names.of(thread));
    const expected = [
      'main',
      'worker #1',
      'worker #2',
      'other/worker #1',
      'C#/index #1',
      'my pool/index #1',
      'index #1',
      'data URL #1',
      'data URL #2',
      'worker #3',
      'worker #4',
      'eval #1',
      'own',
      'own #2',
      'eval #2',
      'main #2',
      'eval #3',
    ];
    assert.deepEqual(names(), expected);
    assert.deepEqual(names(), expected, 'and keeps them');
  });

  it('names a thread for good only when it is known what it runs', () => {
    const trace = new Trace();
    new Teller(trace, 1).tell(hello(1, 6));
    const [worker] = trace.threads;
    assert.ok(worker !== undefined);
    assert.equal(trace.names.of(worker), 'thread #1');
    new Teller(trace, 2).tell(hello(2, 7));
    const [, second] = trace.threads;
    assert.ok(second !== undefined);
    assert.equal(trace.names.of(second), 'thread #2');
    new Teller(trace, 0).tell(hello(0, 0), created(1, 1));
    assert.equal(trace.names.of(worker), 'worker #1');
    // Made by a constructor of whose arguments nothing is known, it says itself what it is called.
    new Teller(trace, 3).tell(hello(3, 8, { name: 'web' }));
    const third = trace.threads.find(thread => thread.threadId === 3);
    assert.equal(third === undefined ? null : trace.names.of(third), 'web');
  });
});
