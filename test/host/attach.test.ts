import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import * as vscode from 'vscode';
import { listAttachable } from '../../src/engine/attachable.ts';
import type { AttachableRun } from '../../src/engine/announcements.ts';
import { api, currentRun, extension, isAlive, tidyUp, until, writeProgram } from './support.ts';

/** Makes a Worker for each line that it reads, and ends with the code that it reads. */
const program = `
const { Worker, isMainThread } = require('node:worker_threads');
if (isMainThread) {
  process.stdin.setEncoding('utf8').on('data', text => {
    if (text.trim() === 'more') new Worker(__filename);
    else process.exit(Number(text));
  });
} else setInterval(() => undefined, 1000);
`;

describe('attaching to a running program', () => {
  let outside: ChildProcess;
  let run: AttachableRun;

  beforeEach(async () => {
    const file = writeProgram('outside.cjs', program);
    const cli = path.join(extension().extensionPath, 'dist', 'cli.cjs');
    outside = spawn('node', [cli, 'run', '--attachable', file], { stdio: ['pipe', 'ignore', 'ignore'] });
    let found: AttachableRun | undefined;
    await until('the run is announced', async () => {
      found = (await listAttachable()).find(each => each.file === file);
      return found !== undefined;
    });
    run = found as AttachableRun;
  });
  afterEach(async () => {
    const ended = outside.exitCode === null ? once(outside, 'exit') : null;
    outside.stdin?.end('0\n');
    await ended;
    await tidyUp();
  });

  const say = (text: string) => outside.stdin?.write(`${text}\n`);
  const attach = () => vscode.commands.executeCommand('thread-view.attach', run.id);

  it('lets the user choose it, and shows its threads from its beginning to its end', async () => {
    say('more');
    const attaching = vscode.commands.executeCommand('thread-view.attach');
    // The latest run stands first. Before the list is there, there is nothing to accept.
    await until('it is chosen', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return (await api()).currentRun()?.view.title === 'outside.cjs';
    });
    await attaching;
    const current = await currentRun();
    assert.equal(current.view.status, 'running');
    assert.equal(current.view.isAttached, true);
    assert.equal(current.view.startedAtMs, run.startedAtMs);
    assert.ok((await api()).isPanelOpen());
    await until('both threads are known', () => current.threads.length === 2);
    assert.match((await api()).threadsView(), /outside #1/);
    say('more');
    await until('a later thread is known', () => current.threads.length === 3);
    say('4');
    await current.over;
    const { status, exitCode, notices } = current.view;
    assert.deepEqual({ status, exitCode }, { status: 'ended', exitCode: 4 });
    assert.ok(!notices.some(each => each.includes('Nothing more can be asked')), notices.join());
    // It can be asked also now that the command is over.
    const { threads, nowNs } = await current.snapshot();
    const keys = threads.map(each => each.key);
    const query = { fromNs: 0, toNs: nowNs, widthPx: 500, threads: keys, maxMessages: 10 };
    assert.equal((await current.window(query)).lanes.length, keys.length);
    assert.deepEqual(
      current.threads.map(each => each.outcome),
      ['failed', 'killed', 'killed'],
    );
  });

  it('detaches where it would stop, and attaches again', async () => {
    await attach();
    const first = await currentRun();
    await until('its thread is known', () => first.threads.length === 1);
    await attach();
    assert.equal(await currentRun(), first, 'it is not attached to twice');
    await vscode.commands.executeCommand('thread-view.stop');
    assert.equal(first.view.status, 'ended');
    assert.equal(first.view.exitCode, null);
    assert.deepEqual(first.view.notices.slice(0, 1), ['Detached; the program goes on.']);
    assert.ok(isAlive(run.pid));
    const { nowNs } = await first.snapshot();

    await vscode.commands.executeCommand('thread-view.runAgain');
    const second = await currentRun();
    assert.notEqual(second, first);
    say('more');
    await until('it is followed again', () => second.threads.length === 2);
    // What was detached from stays as it was, and can be asked further.
    assert.equal(first.threads.length, 1);
    assert.equal((await first.snapshot()).nowNs, nowNs);
    const query = { fromNs: 0, toNs: nowNs, widthPx: 500, threads: [0], maxMessages: 10 };
    assert.equal((await first.window(query)).lanes.length, 1);
  });

  it('says so when the program has ended meanwhile', async () => {
    const ended = once(outside, 'exit');
    say('0');
    await ended;
    const before = (await api()).runs().length;
    await attach();
    assert.equal((await api()).runs().length, before);
  });
});
