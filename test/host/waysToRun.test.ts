import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { TestRun } from '../../src/extension/testApi.ts';
import {
  api,
  currentRun,
  extensionId,
  isAlive,
  open,
  tidyUp,
  until,
  workspaceFile,
  writeProgram,
} from './support.ts';

const twoThreads = `
import { Worker, isMainThread } from 'node:worker_threads';
if (isMainThread) { new Worker(new URL(import.meta.url), { name: 'second' }); console.log(process.argv.slice(2).join()); }
`;

describe('a task of type thread-view', () => {
  afterEach(async () => {
    await tidyUp();
    await writeTasks(undefined);
  });

  it('is offered for the file in the editor, and can be started again', async () => {
    await open(writeProgram('offered.mjs', twoThreads));
    const [task, ...others] = await vscode.tasks.fetchTasks({ type: 'thread-view' });
    assert.ok(task);
    assert.deepEqual(others, []);
    const first = await nextRun(() => vscode.tasks.executeTask(task));
    await first.over;
    assertTwoThreads(first);
    const second = await nextRun(() => vscode.tasks.executeTask(task));
    await second.over;
    assertTwoThreads(second);
    assert.notEqual(second.id, first.id);
  });

  it('runs what tasks.json says: a file with arguments, and a command', async () => {
    const file = writeProgram('tasked.mjs', twoThreads);
    await open(workspaceFile('hello.mjs'));
    await writeTasks([
      { type: 'thread-view', label: 'file', file: 'tasked.mjs', args: ['one', 'two words'] },
      { type: 'thread-view', label: 'command', command: process.execPath, args: [file] },
    ]);
    for (const label of ['file', 'command']) {
      const run = await nextRun(() => runTask(label));
      await run.over;
      assertTwoThreads(run);
      assert.equal(run.view.exitCode, 0);
      if (label === 'file') assert.match(run.view.commandLine, /tasked\.mjs one "two words"$/);
    }
  });

  it('works as a part of another task', async () => {
    writeProgram('part.mjs', twoThreads);
    await writeTasks([
      { type: 'thread-view', label: 'part', file: '${workspaceFolder}/part.mjs' },
      { label: 'whole', dependsOn: ['part'], type: 'process', command: process.execPath, args: ['-e', '0'] },
    ]);
    let isWholeOver = false;
    const subscription = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name === 'whole' && exitCode === 0) isWholeOver = true;
    });
    const run = await nextRun(() => runTask('whole'));
    await run.over;
    assertTwoThreads(run);
    await until('the other task has run, too', () => isWholeOver);
    subscription.dispose();
  });

  it('can be stopped', async () => {
    await open(writeProgram('endless.mjs', 'setInterval(() => undefined, 1000);'));
    const [task] = await vscode.tasks.fetchTasks({ type: 'thread-view' });
    assert.ok(task);
    const run = await nextRun(() => vscode.tasks.executeTask(task));
    await until('the program is up', () => run.threads.length === 1);
    const { pid } = run;
    assert.ok(pid !== null);
    await vscode.commands.executeCommand('thread-view.stop');
    assert.equal(run.isOver, true);
    assert.equal(isAlive(pid), false);
  });
});

describe('a Thread View Terminal', () => {
  afterEach(tidyUp);

  it('shows what is typed there, program after program, until it is closed', async () => {
    const file = writeProgram('typed.mjs', twoThreads);
    await openTerminal();
    const before = (await api()).currentRun();
    const run = await nextRun(() => Promise.resolve(terminal()?.sendText(`${process.execPath} ${file}`)));
    assert.notEqual(run, before);
    await until('both threads were seen', () => run.threads.length === 2);
    terminal()?.sendText(`${process.execPath} ${file}`);
    await until('the second program was seen', () => run.threads.length === 4);
    assert.equal(run.isOver, false);
    terminal()?.dispose();
    await run.over;
    assert.equal(run.view.status, 'ended');
    assert.equal((await run.snapshot()).processes.length, 2);
  });

  it('is no run while nothing is seen there', async () => {
    const count = (await api()).runs().length;
    await openTerminal();
    assert.equal((await api()).runs().length, count);
  });
});

describe('scripts of the workspace', () => {
  const folder = workspaceFile('scripted');
  afterEach(async () => {
    await tidyUp();
    rmSync(folder, { recursive: true, force: true });
  });

  it('its tests run under Thread View, with every process below', async () => {
    mkdirSync(folder);
    writeFileSync(`${folder}/two.test.mjs`, twoThreads);
    const scripts = { test: 'node --test two.test.mjs' };
    writeFileSync(`${folder}/package.json`, JSON.stringify({ name: 'scripted', scripts }));
    await open(`${folder}/two.test.mjs`);
    const run = await nextRun(() => vscode.commands.executeCommand('thread-view.runTests'));
    await run.over;
    assert.equal(run.view.title, 'test');
    assert.equal(run.view.commandLine, 'npm run test');
    assert.equal(run.view.exitCode, 0);
    assert.ok(
      run.threads.some(thread => thread.name === 'second'),
      run.threads.map(thread => thread.name).join(),
    );
    // npm itself, the test runner, the file's own process.
    assert.ok((await run.snapshot()).processes.length >= 3);
  });
});

function assertTwoThreads(run: TestRun): void {
  assert.deepEqual(
    run.threads.map(({ name, outcome }) => [name, outcome]),
    [
      ['main', 'finished'],
      ['second', 'finished'],
    ],
  );
}

/** The run that begins because of what is done. */
async function nextRun(act: () => Thenable<unknown>): Promise<TestRun> {
  const before = (await api()).currentRun();
  void act();
  await until('a run begins', async () => (await api()).currentRun() !== before);
  return currentRun();
}

async function runTask(label: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.tasks.runTask', label);
}

async function writeTasks(tasks: readonly object[] | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration('tasks')
    .update('tasks', tasks, vscode.ConfigurationTarget.Workspace);
  if (tasks !== undefined)
    await vscode.workspace
      .getConfiguration('tasks')
      .update('version', '2.0.0', vscode.ConfigurationTarget.Workspace);
}

function terminal(): vscode.Terminal | undefined {
  return vscode.window.terminals.find(each => each.name === 'Thread View Terminal');
}

async function openTerminal(): Promise<void> {
  const config = {
    extensionIdentifier: extensionId,
    id: 'thread-view.terminal',
    title: 'Thread View Terminal',
    icon: 'pulse',
  };
  await vscode.commands.executeCommand('workbench.action.terminal.newWithProfile', { config });
  await until('the terminal is open', () => terminal() !== undefined);
}
