import assert from 'node:assert/strict';
import { DebuggerStops, type DebuggerWord } from '../../src/trace/debuggerStops.ts';
import { Trace } from '../../src/trace/trace.ts';
import { hello, milliseconds, spansOf, Teller } from './told.ts';

const at = { file: '/work/program.mjs', line: 9, column: 3 };

describe('what a debugger says', () => {
  let trace: Trace;
  let stops: DebuggerStops;
  beforeEach(() => {
    trace = new Trace();
    stops = new DebuggerStops(trace);
  });

  const stopped = (atMs: number, thread: number | null, reason = 'breakpoint'): DebuggerWord => ({
    pid: 100,
    thread,
    timeNs: atMs * milliseconds,
    stop: { reason, at: reason === 'others' ? null : at },
  });
  const continued = (atMs: number, thread: number | null): DebuggerWord => ({
    pid: 100,
    thread,
    timeNs: atMs * milliseconds,
    stop: null,
  });

  it('is a wait of that thread alone, with the line', () => {
    for (const threadId of [0, 1])
      new Teller(trace, threadId).tell(hello(threadId, 0), { at: 5, kind: 'codeBegins', fields: [0] });
    trace.takeChanges();
    stops.said(stopped(10, 1));
    assert.equal(
      spansOf(trace, 1, 20),
      'starting 0–5 told | running 5–10 told | blocked 10–20 told (breakpoint, program.mjs:9)',
    );
    assert.deepEqual(
      trace.takeChanges().threads.map(thread => thread.threadId),
      [1],
    );
    const cause = trace.threads[1]?.timeline.spans.lastCause ?? -1;
    assert.deepEqual(trace.causes.placeOf(cause), at);
    stops.said(continued(30, 1));
    assert.match(spansOf(trace, 1, 40), /blocked 10–30 told .* \| running 30–40 told$/);
    assert.equal(spansOf(trace, 0, 40), 'starting 0–5 told | running 5–40 told');
  });

  it('knows the line later than the stop, also when that is over', () => {
    new Teller(trace, 0).tell(hello(0, 0), { at: 5, kind: 'codeBegins', fields: [0] });
    const word = (atMs: number, line: number | null): DebuggerWord => ({
      ...stopped(atMs, 0),
      stop: { reason: 'step', at: line === null ? null : { ...at, line } },
    });
    stops.said(word(10, null));
    stops.said(word(10, 7));
    stops.said(continued(20, 0));
    stops.said(word(20, null));
    stops.said(continued(30, 0));
    stops.said(word(20, 8));
    const step = 'stopped in the debugger after a step, program.mjs';
    assert.equal(
      spansOf(trace, 0, 40),
      `starting 0–5 told | running 5–10 told | blocked 10–20 told (${step}:7) | blocked 20–30 told (${step}:8) | running 30–40 told`,
    );
  });

  it('of a thread that nobody has heard of waits for that thread, in order', () => {
    stops.said(stopped(10, 1));
    stops.said(continued(30, 1));
    new Teller(trace, 0).tell(hello(0, 0), { at: 5, kind: 'codeBegins', fields: [0] });
    stops.settle();
    assert.equal(spansOf(trace, 0, 40), 'starting 0–5 told | running 5–40 told');
    new Teller(trace, 1).tell(hello(1, 6), { at: 8, kind: 'codeBegins', fields: [0] });
    stops.settle();
    assert.equal(
      spansOf(trace, 1, 40),
      'starting 6–8 told | running 8–10 told | blocked 10–30 told (breakpoint, program.mjs:9) | running 30–40 told',
    );
  });

  it('holds against samples of the OS that see the thread stand', () => {
    new Teller(trace, 0).tell(hello(0, 0), { at: 5, kind: 'codeBegins', fields: [0] });
    const thread = trace.threads[0];
    const futex = trace.causes.systemCall('futex');
    const sample = (timeMs: number, runMs: number, off: boolean) =>
      thread?.timeline.sampled({
        timeNs: timeMs * milliseconds,
        runNs: runMs * milliseconds,
        readyNs: 0,
        at: off ? 'off' : 'runnable',
        cause: off ? futex : -1,
      });
    sample(8, 3, false);
    stops.said(stopped(10, 0));
    for (let timeMs = 12; timeMs < 5000; timeMs += 10) sample(timeMs, 5, true);
    assert.match(spansOf(trace, 0, 5000), /^starting 0–5 told \| running 5–10 \w+ \| blocked 10–5000 told/);
    stops.said(continued(5000, 0));
    sample(5010, 15, false);
    assert.match(
      spansOf(trace, 0, 5010),
      /\| blocked 10–5000 told \(breakpoint, program.mjs:9\) \| running 5000–[\d.]+ told( \| running 5\d+\.?\d*–5010 sampled)?$/,
    );
  });

  it('of all threads of a process leaves those alone that are in a wait, or are the debugger’s own', () => {
    const python = (threadId: number, name: string, ident: number) => {
      new Teller(trace, threadId).tell(hello(threadId, 0));
      const thread = trace.threads[threadId];
      assert.ok(thread);
      thread.name = name;
      thread.timeline.codeBegins(1 * milliseconds, 0);
      Object.assign(thread, { python: { ident } });
    };
    python(0, 'main', 11);
    python(1, 'computes', 12);
    python(2, 'sleeps', 13);
    python(3, 'pydevd.Writer', 14);
    Object.assign(trace.threads[3] ?? {}, { isDebuggers: true });
    python(4, 'kept', 15);
    const keeper = trace.places.numberOf({
      file: '/lib/debugpy/_vendored/pydevd/pydevd.py',
      line: 9,
      column: 1,
    });
    trace.threads[4]?.timeline.waitBegins(2 * milliseconds, trace.causes.other('time.sleep', keeper));
    trace.threads[2]?.timeline.waitBegins(2 * milliseconds, trace.causes.other('a lock'));
    Object.assign(trace.processes[0] ?? {}, { runtime: 'python' });

    stops.said(stopped(10, 11));
    stops.said(stopped(10, null, 'others'));
    assert.match(spansOf(trace, 0, 20), /blocked 10–20 told \(breakpoint, program.mjs:9\)$/);
    assert.match(
      spansOf(trace, 1, 20),
      /blocked 10–20 told \(stopped in the debugger with all threads of the process\)$/,
    );
    assert.match(spansOf(trace, 2, 20), /blocked 2–20 told \(a lock\)$/);
    assert.match(spansOf(trace, 3, 20), /running 1–20 told$/);
    assert.match(
      spansOf(trace, 4, 20),
      /blocked 10–20 told \(stopped in the debugger with all threads of the process\)$/,
    );
    stops.said(continued(30, null));
    for (const thread of [0, 1]) assert.match(spansOf(trace, thread, 40), /running 30–40 told$/);
    assert.match(spansOf(trace, 2, 40), /blocked 2–40 told \(a lock\)$/);
  });
});
