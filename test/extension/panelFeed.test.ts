import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { TraceUpdate } from '../../src/engine/recording.ts';
import { emptySnapshot, emptyWindow } from '../../src/extension/nothing.ts';
import { PanelFeed } from '../../src/extension/panelFeed.ts';
import type { ShownRun } from '../../src/extension/shownRun.ts';
import type { StackCapture } from '../../src/protocol/stacks.ts';
import type { HostMessage, RunView } from '../../src/protocol/panel.ts';

const query = { fromNs: 0, toNs: 10, widthPx: 100, threads: [0], maxMessages: 10 };

function view(title: string): RunView {
  return {
    title,
    file: null,
    commandLine: '',
    status: 'running',
    startedAtMs: 0,
    exitCode: null,
    signal: null,
    failure: null,
    notices: [],
  };
}

const capture: StackCapture = {
  number: 3,
  atNs: 1,
  tookNs: 1,
  finding: null,
  threads: [
    {
      thread: 0,
      frames: [{ name: 'f', place: null, generated: null, origin: 'program' }],
      why: null,
      moreFrames: 0,
      native: null,
    },
  ],
};

/** A run whose changes, snapshots and answers the test gives. */
class ScriptedRun implements ShownRun {
  view: RunView;
  giveSnapshot: (number: number) => void = () => undefined;
  failSnapshot: () => void = () => undefined;
  windowFails = false;
  captureFails = false;
  readonly #views = new Set<(view: RunView) => void>();
  readonly #updates = new Set<(update: TraceUpdate) => void>();

  constructor(title: string) {
    this.view = view(title);
  }

  get listeners(): number {
    return this.#views.size + this.#updates.size;
  }

  onDidChangeView(listener: (view: RunView) => void) {
    this.#views.add(listener);
    return { dispose: () => void this.#views.delete(listener) };
  }

  onDidUpdate(listener: (update: TraceUpdate) => void) {
    this.#updates.add(listener);
    return { dispose: () => void this.#updates.delete(listener) };
  }

  snapshot(): Promise<TraceUpdate> {
    return new Promise((resolve, reject) => {
      this.giveSnapshot = number => resolve({ ...emptySnapshot, number });
      this.failSnapshot = () => reject(new Error('no snapshot'));
    });
  }

  window() {
    return this.windowFails
      ? Promise.reject(new Error('no window'))
      : Promise.resolve({ ...emptyWindow(query), messageCount: 7 });
  }

  ask() {
    return Promise.resolve(null);
  }

  captureStacks() {
    return this.captureFails ? Promise.reject(new Error('no stacks')) : Promise.resolve(capture);
  }

  variables(thread: number, frame: number) {
    const { frames } = capture.threads[thread] ?? {};
    const called = frames?.[frame];
    return Promise.resolve(called === undefined ? null : { thread, frame: called, scopes: [] });
  }

  update(number: number): void {
    for (const each of this.#updates) each({ ...emptySnapshot, snapshot: false, number });
  }

  change(title: string): void {
    this.view = view(title);
    for (const each of this.#views) each(this.view);
  }
}

describe('what a panel is told', () => {
  let said: string[];
  let problems: string[];
  let feed: PanelFeed;
  let run: ScriptedRun;

  beforeEach(() => {
    said = [];
    problems = [];
    run = new ScriptedRun('a');
    feed = new PanelFeed(
      message => said.push(short(message)),
      problem => problems.push(problem),
    );
  });

  function short(message: HostMessage): string {
    switch (message.type) {
      case 'run':
        return `run ${message.run?.title ?? 'none'}`;
      case 'update':
        return `${message.snapshot ? 'snapshot' : 'update'} ${message.number}`;
      case 'window':
        return `window ${message.request} ${message.messageCount}`;
      case 'answer':
        return `${message.name} ${message.request}`;
      case 'reveal':
        return `reveal ${message.threads.join(' ')}`;
      case 'muted':
        return `muted ${message.kinds.join(' ')}`;
      case 'captured':
        return `captured ${message.capture ?? 'nothing'}`;
      case 'variables':
        return `variables ${message.request} ${message.variables?.frame.name ?? 'none'}`;
      case 'show':
        return `show ${message.view}`;
      case 'caret':
        return `caret ${message.place?.line ?? 'none'}`;
    }
  }

  function take(): string[] {
    return said.splice(0);
  }

  it('nothing before it is there', async () => {
    feed.show(run);
    run.update(1);
    run.change('b');
    feed.caret({ file: '/a', line: 3, column: 1 });
    await feed.window(1, query);
    assert.deepEqual(take(), []);
  });

  it('the run, a snapshot, and what changes from then on', async () => {
    feed.show(run);
    feed.caret({ file: '/a', line: 3, column: 1 });
    feed.ready();
    assert.deepEqual(take(), ['run a', 'caret 3']);
    run.update(4);
    run.update(5);
    run.giveSnapshot(4);
    await turn();
    assert.deepEqual(take(), ['snapshot 4', 'update 5']);
    run.update(6);
    run.change('b');
    assert.deepEqual(take(), ['update 6', 'run b']);
  });

  it('nothing while it is hidden, and everything when it is back', async () => {
    feed.show(run);
    feed.ready();
    run.giveSnapshot(1);
    await turn();
    take();
    feed.pause();
    run.update(2);
    run.change('b');
    assert.deepEqual(take(), []);
    feed.ready();
    run.giveSnapshot(2);
    await turn();
    assert.deepEqual(take(), ['run b', 'caret none', 'snapshot 2']);
  });

  it('no snapshot that it asked for before it was hidden or asked again', async () => {
    feed.show(run);
    feed.ready();
    const { giveSnapshot } = run;
    feed.pause();
    giveSnapshot(1);
    await turn();
    assert.deepEqual(take(), ['run a', 'caret none']);
    feed.ready();
    const late = run.giveSnapshot;
    feed.ready();
    run.giveSnapshot(3);
    late(2);
    await turn();
    assert.deepEqual(take(), ['run a', 'caret none', 'run a', 'caret none', 'snapshot 3']);
  });

  it('of the next run only, once there is one', async () => {
    feed.show(run);
    feed.ready();
    run.giveSnapshot(1);
    await turn();
    take();
    const next = new ScriptedRun('next');
    feed.show(next);
    run.update(2);
    run.change('old');
    next.giveSnapshot(0);
    await turn();
    assert.deepEqual(take(), ['run next', 'caret none', 'snapshot 0']);
    assert.equal(run.listeners, 0);
  });

  it('an answer to every question about a window, an empty one when the trace gives none', async () => {
    feed.show(run);
    feed.ready();
    take();
    await feed.window(1, query);
    run.windowFails = true;
    await feed.window(2, query);
    assert.deepEqual(take(), ['window 1 7', 'window 2 0']);
    assert.match(problems.join(), /no window/);
  });

  it('what came of capturing stacks, also when nothing did, and the variables of a call', async () => {
    feed.show(run);
    feed.ready();
    take();
    await feed.captureStacks();
    run.captureFails = true;
    await feed.captureStacks();
    await feed.variables({ type: 'variables', request: 1, thread: 0, frame: 0 });
    await feed.variables({ type: 'variables', request: 2, thread: 0, frame: 7 });
    assert.deepEqual(take(), ['captured 3', 'captured nothing', 'variables 1 f', 'variables 2 none']);
    assert.match(problems.join(), /no stacks/);
  });

  it('which findings are muted, and to show the list, as soon as it is there', async () => {
    feed.mute(['deadlock']);
    feed.showView('findings');
    feed.show(run);
    feed.ready();
    assert.deepEqual(take(), ['run a', 'caret none', 'muted deadlock']);
    run.giveSnapshot(1);
    await turn();
    assert.deepEqual(take(), ['snapshot 1', 'show findings']);
    feed.mute([]);
    feed.showView('stacks');
    assert.deepEqual(take(), ['muted ', 'show stacks']);
  });

  it('an empty snapshot when the trace gives none', async () => {
    feed.show(run);
    feed.ready();
    run.failSnapshot();
    await turn();
    assert.deepEqual(take(), ['run a', 'caret none', 'snapshot 0']);
    assert.match(problems.join(), /no snapshot/);
  });

  it('that there is no run', async () => {
    feed.ready();
    await turn();
    assert.deepEqual(take(), ['run none', 'caret none', 'snapshot 0']);
  });

  it('nothing after its end', () => {
    feed.show(run);
    feed.ready();
    feed.dispose();
    take();
    run.update(9);
    assert.deepEqual(take(), []);
    assert.equal(run.listeners, 0);
  });
});
