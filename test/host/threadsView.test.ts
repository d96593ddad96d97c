import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestRun } from '../../src/extension/testApi.ts';
import type { ThreadView } from '../../src/protocol/panel.ts';
import { api, isAlive, run, tidyUp, until, workspaceFile, writeProgram } from './support.ts';

describe('the Threads view', () => {
  afterEach(tidyUp);

  it('shows processes, their threads, and how each ended', async () => {
    const current = await run(workspaceFile('crash.mjs'));
    const { threadsView: view } = await api();
    const threadsView = () => view(current);
    await current.over;
    await until('all have ended', () => !/running|starting|waiting/.test(threadsView()));
    const [process, main, ...workers] = threadsView().trimEnd().split('\n');
    assert.match(process ?? '', /^node \d+ crash\.mjs · exit \d+$/);
    assert.match(main ?? '', /^ {2}main (finished|failed)/);
    assert.ok(workers.length > 0);
    for (const worker of workers) assert.match(worker, /^ {4}\S.* (finished|failed)/);
    assert.ok(
      workers.some(worker => /failed: \w*Error/.test(worker)),
      threadsView(),
    );
  });

  it('follows a thread while it runs, and leads to it and to its line', async () => {
    const current = await run(workspaceFile('spin.mjs'));
    const { threadsView: view } = await api();
    const threadsView = () => view(current);
    await until('the threads are there', () => /\n {4}\S/.test(threadsView()) && current.threads.length > 1);
    const worker = current.threads.find(thread => !thread.isMain);
    assert.ok(worker?.createdAt);
    await vscode.commands.executeCommand('thread-view.openCreation', `t${worker.key}`);
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.fileName, workspaceFile('spin.mjs'));
    assert.equal(editor.selection.active.line, worker.createdAt.line - 1);
    await vscode.commands.executeCommand('thread-view.copyThread', `t${worker.key}`);
    const copied = await vscode.env.clipboard.readText();
    assert.match(copied, new RegExp(`^${worker.name}\\nstate: `));
    assert.match(copied, /made at: .*spin\.mjs:\d+:\d+/);
    await vscode.commands.executeCommand('thread-view.revealThread', `t${worker.key}`);
    assert.ok((await api()).isPanelOpen());
    await vscode.commands.executeCommand('thread-view.revealThread', 't999');
    await vscode.commands.executeCommand('thread-view.revealThread', { no: 'node' });
  });

  it('ends a process that the program started, and not the program', async () => {
    const child = writeProgram('waits.cjs', 'setInterval(() => {}, 1000);');
    const parent = writeProgram(
      'forks.cjs',
      `const child = require('child_process').fork(${JSON.stringify(child)});
       child.on('exit', () => setTimeout(() => {}, 300));`,
    );
    const current = await run(parent);
    const { threadsView: view } = await api();
    const threadsView = () => view(current);
    await until('the child is there', () => /waits\.cjs/.test(threadsView()));
    const { processes } = await current.snapshot();
    const other = processes.find(process => process.title === 'waits.cjs');
    assert.ok(other);
    await vscode.commands.executeCommand('thread-view.endProcess', `p${other.key}`);
    await until('the child is gone', () => !isAlive(other.pid));
    await current.over;
    assert.equal(current.view.exitCode, 0);
    assert.match(threadsView(), /waits\.cjs · SIGTERM|waits\.cjs · killed/);
  });

  it('terminates a Worker when the user says so, and not when they think better of it', async () => {
    const file = writeProgram(
      'has-worker.cjs',
      `const { Worker } = require('worker_threads');
       const worker = new Worker('for (;;);', { eval: true, name: 'spinner' });
       worker.on('exit', code => process.exit(code + 10));`,
    );
    const current = await run(file);
    const worker = await threadOf(current, 'spinner');
    const answers: (string | undefined)[] = [undefined, 'Terminate'];
    const questions: string[] = [];
    await withAnswers(
      question => {
        questions.push(question);
        return answers.shift();
      },
      async () => {
        await vscode.commands.executeCommand('thread-view.terminateThread', `t${worker.key}`);
        assert.doesNotMatch((await api()).threadsView(current), /terminated/);
        await vscode.commands.executeCommand('thread-view.terminateThread', `t${worker.key}`);
        // It has been asked for: once is enough.
        await vscode.commands.executeCommand('thread-view.terminateThread', `t${worker.key}`);
        // A main thread is its process, which is another command.
        await vscode.commands.executeCommand('thread-view.terminateThread', 't0');
      },
    );
    assert.deepEqual(questions, Array(2).fill('Terminate the Worker spinner?'));
    await current.over;
    assert.equal(current.view.exitCode, 11);
    assert.match((await api()).threadsView(current), /spinner killed: by Thread View/);
  });

  it('says that the thread which would have to terminate a Worker is busy', async () => {
    const file = writeProgram(
      'busy-maker.cjs',
      `const { Worker } = require('worker_threads');
       const state = new Int32Array(new SharedArrayBuffer(4));
       const worker = new Worker('require("worker_threads").workerData; for (;;);', { eval: true, name: 'spinner' });
       worker.on('online', () => require('fs').readFileSync(0));`,
    );
    const current = await run(file);
    const worker = await threadOf(current, 'spinner');
    const { threadsView: view } = await api();
    const threadsView = () => view(current);
    await until('main reads its input', () => /main blocked: system call read/.test(threadsView()));
    await withAnswers(
      () => 'Terminate',
      () => vscode.commands.executeCommand('thread-view.terminateThread', `t${worker.key}`),
    );
    assert.match(threadsView(), /spinner is being terminated · running/);
    await until('it takes long', () =>
      /spinner ends when main, which is busy, gets to it/.test(threadsView()),
    );
    // Its input is over: main goes on, and does what it was asked.
    vscode.window.terminals.at(-1)?.sendText('\u0004', false);
    await current.over;
    assert.match(threadsView(), /spinner killed: by Thread View/);
  });

  it('leads to the line that waits', async () => {
    const file = writeProgram(
      'waits-there.cjs',
      `const { Worker } = require('worker_threads');
       new Worker(__dirname + '/waits-here.cjs', { name: 'waiter' });`,
    );
    const other = writeProgram(
      'waits-here.cjs',
      `// The line below.
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`,
    );
    const current = await run(file);
    const { threadsView: view } = await api();
    const threadsView = () => view(current);
    await until('it waits', () => /waiter blocked( \d+ s)?: Atomics\.wait/.test(threadsView()));
    const { key } = await threadOf(current, 'waiter');
    await vscode.commands.executeCommand('thread-view.openPlaceNow', `t${key}`);
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.fileName, other);
    assert.equal(editor.selection.active.line, 1);
    // Main waits for nothing that has a line.
    await vscode.commands.executeCommand('thread-view.openPlaceNow', 't0');
    assert.equal(vscode.window.activeTextEditor, editor);
    await until('it says since when', () => /waiter blocked \d+ s: /.test(threadsView()));
  });

  it('has a row for each run when there are several, and stops one of them', async () => {
    const first = await run(writeProgram('stays.cjs', 'setInterval(() => {}, 1000);'));
    const second = await run(workspaceFile('wait-notify.mjs'));
    const { threadsView } = await api();
    await second.over;
    const tops = () =>
      threadsView()
        .split('\n')
        .filter(line => /^\S/.test(line));
    await until('both are there', () => tops().length >= 2);
    assert.match(tops()[0] ?? '', /^wait-notify\.mjs exit 0 · /);
    assert.match(tops()[1] ?? '', /^stays\.cjs 1 thread alive · /);
    assert.match(threadsView(), /\n {2}node \d+ stays\.cjs\n {4}main /);
    const row = (await api()).rowOf(first);
    assert.ok(row !== null);
    assert.ok(!first.isOver);
    await vscode.commands.executeCommand('thread-view.stop', row);
    await first.over;
    await until('it is told', () => /^stays\.cjs (SIG\w+|exit \d+|ended) · /m.test(threadsView()));
  });

  it('sorts as the user chooses, and remembers that', async () => {
    const current = await run(workspaceFile('primes.mjs'));
    const { threadsView: view } = await api();
    const threadsView = () => view(current);
    await current.over;
    const workers = () =>
      [...threadsView().matchAll(/^ *(primes #\d) /gm)].map(([, name]) => name).slice(0, 4);
    await until('they are there', () => workers().length === 4);
    const choose = async (label: string) => {
      const original = vscode.window.showQuickPick;
      const pick = (items: readonly { label: string }[]) =>
        Promise.resolve(items.find(item => item.label === label));
      Object.assign(vscode.window, { showQuickPick: pick });
      try {
        await vscode.commands.executeCommand('thread-view.sortThreads');
      } finally {
        Object.assign(vscode.window, { showQuickPick: original });
      }
    };
    await choose('Name');
    assert.deepEqual(workers(), ['primes #1', 'primes #2', 'primes #3', 'primes #4']);
    await choose('Busiest First');
    const shares = [...threadsView().matchAll(/primes #\d finished · (\d+)% CPU/g)].slice(0, 4);
    assert.equal(shares.length, 4);
    const percents = shares.map(([, share]) => Number(share));
    assert.deepEqual(
      percents,
      [...percents].sort((a, b) => b - a),
    );
    await choose('Creation');
  });

  it('tells VS Code of those of 500 threads that have changed, and of no others', async function () {
    this.timeout(240_000);
    const file = writeProgram(
      'many.py',
      `import os, sys, threading, time
def until(file):
    while not os.path.exists(file):
        time.sleep(0.25)
go = threading.Event()
over = threading.Event()
def wait(event):
    event.wait()
for number in range(500):
    threading.Thread(target=wait, args=(over,), name=f'waiter {number}').start()
changer = threading.Thread(target=wait, args=(go,), name='changer')
changer.start()
until(sys.argv[0] + '.go')
go.set()
changer.join()
until(sys.argv[0] + '.over')
over.set()
`,
    );
    const current = await run(file);
    await vscode.commands.executeCommand('thread-view.threads.focus');
    const { threadsView: view, rowsTold } = await api();
    const threadsView = () => view(current);
    const blocked = () => current.threads.filter(thread => thread.state === 'blocked').length;
    await until('all wait', () => blocked() === 501, 60_000);
    await until('VS Code knows them all', () => rowsTold() >= 503, 90_000);
    // What was under way is told by now.
    let told = -1;
    let stoodMs = Date.now();
    await until(
      'the rest is only time that passes',
      () => {
        if (rowsTold() - told > 50) stoodMs = Date.now();
        told = rowsTold();
        return Date.now() - stoodMs > 3000;
      },
      60_000,
    );
    const beganMs = Date.now();
    const before = rowsTold();
    writeProgram('many.py.go', '');
    await until(
      'one has ended',
      () => current.threads.some(each => each.name === 'changer' && each.outcome !== 'running'),
      60_000,
    );
    assert.match(threadsView(), /changer finished/);
    await until('VS Code knows that', () => rowsTold() > before, 60_000);
    // Times are told of 50 rows a second at most; what else changes is the state of two threads.
    const seconds = (Date.now() - beganMs) / 1000;
    assert.ok(rowsTold() - before <= 54 * (seconds + 2), `${rowsTold() - before} rows in ${seconds} s`);
    writeProgram('many.py.over', '');
    await current.over;
    // How the terminal ended is another matter than how they did.
    assert.deepEqual(new Set(current.threads.map(thread => thread.outcome)), new Set(['finished']));
  });
});

async function threadOf(current: TestRun, name: string): Promise<ThreadView> {
  let found: ThreadView | undefined;
  await until(`${name} runs`, () => {
    found = current.threads.find(thread => thread.name === name && thread.codeBeginsNs !== null);
    return found !== undefined;
  });
  assert.ok(found);
  return found;
}

/** VS Code shows no dialogs in tests. */
async function withAnswers(
  answer: (question: string) => string | undefined,
  act: () => Thenable<unknown>,
): Promise<void> {
  const original = vscode.window.showWarningMessage;
  Object.assign(vscode.window, {
    showWarningMessage: (question: string) => Promise.resolve(answer(question)),
  });
  try {
    await act();
  } finally {
    Object.assign(vscode.window, { showWarningMessage: original });
  }
}
