import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, isAlive, run, tidyUp, until, workspaceFile, writeProgram } from './support.ts';

describe('the Threads view', () => {
  afterEach(tidyUp);

  it('shows processes, their threads, and how each ended', async () => {
    const current = await run(workspaceFile('crash.mjs'));
    const { threadsView } = await api();
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
    const { threadsView } = await api();
    await until('the threads are there', () => /\n {4}\S/.test(threadsView()));
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
    const { threadsView } = await api();
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
});
