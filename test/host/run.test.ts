import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import * as vscode from 'vscode';
import {
  api,
  currentRun,
  isAlive,
  open,
  run,
  setSetting,
  tidyUp,
  until,
  workspaceFile,
  writeProgram,
} from './support.ts';

describe('running the current file', () => {
  afterEach(tidyUp);

  it('shows the threads of the program while it runs and how they ended', async () => {
    const current = await run(workspaceFile('primes.mjs'));
    assert.equal(current.view.status, 'running');
    assert.ok((await api()).isPanelOpen());
    await until('five threads are known', () => current.threads.length === 5);
    await current.over;
    assert.equal(current.view.status, 'ended');
    assert.equal(current.view.exitCode, 0);
    assert.equal(current.view.failure, null);
    assert.deepEqual(
      current.threads.map(each => [each.name, each.outcome]),
      [
        ['main', 'finished'],
        ['primes #1', 'finished'],
        ['primes #2', 'finished'],
        ['primes #3', 'finished'],
        ['primes #4', 'finished'],
      ],
    );
  });

  it('counts the threads of the program, and not those of its runtime', async function () {
    if (process.platform !== 'linux') this.skip();
    const current = await run(
      writeProgram(
        'pool.cjs',
        `const { pbkdf2 } = require('node:crypto');
         const { Worker, isMainThread } = require('node:worker_threads');
         if (isMainThread) new Worker(__filename);
         for (let i = 0; i < 4; i++) pbkdf2('secret', 'salt', 1e8, 64, 'sha512', () => undefined);`,
      ),
    );
    const kinds = async () => (await current.snapshot()).threads.map(thread => thread.kind);
    await until('threads of the pool are known', async () => {
      return (await kinds()).filter(kind => kind === 'runtime').length >= 4;
    });
    await until('the Worker is known', () => current.threads.length === 2);
    assert.deepEqual(
      current.threads.map(thread => thread.kind),
      ['program', 'program'],
    );
    assert.equal((await kinds()).filter(kind => kind === 'program').length, 2);
  });

  it('runs in a real terminal that takes input', async () => {
    const answer = workspaceFile('answer.txt');
    const file = writeProgram(
      'ask.mjs',
      `import { createInterface } from 'node:readline/promises';
       import { writeFileSync } from 'node:fs';
       const lines = createInterface({ input: process.stdin, output: process.stdout });
       const said = await lines.question('Who are you? ');
       writeFileSync(${JSON.stringify(answer)}, said + ' ' + process.stdin.isTTY + ' ' + process.stdout.isTTY);
       lines.close();`,
    );
    try {
      const current = await run(file);
      const terminal = await terminalOf(current.pid);
      terminal.sendText('Ada');
      await current.over;
      assert.equal(readFileSync(answer, 'utf8'), 'Ada true true');
    } finally {
      rmSync(answer, { force: true });
    }
  });

  it('runs in a terminal that has colours and passes Ctrl+C on', async () => {
    const ready = workspaceFile('ready.txt');
    const answer = workspaceFile('answer.txt');
    const file = writeProgram(
      'interrupted.mjs',
      `import { writeFileSync } from 'node:fs';
       process.on('SIGINT', () => {
         // The terminal's own word: variables such as CI speak for the environment of the tests.
         const hasColors = process.stdout.hasColors(256, { TERM: process.env.TERM });
         writeFileSync(${JSON.stringify(answer)}, 'interrupted ' + hasColors);
         process.exit(3);
       });
       setInterval(() => {}, 1000);
       writeFileSync(${JSON.stringify(ready)}, '');`,
    );
    try {
      const current = await run(file);
      const terminal = await terminalOf(current.pid);
      await until('the program listens', () => existsSync(ready));
      terminal.sendText('\x03', false);
      await current.over;
      assert.equal(readFileSync(answer, 'utf8'), 'interrupted true');
      assert.equal(current.view.exitCode, 3);
    } finally {
      rmSync(ready, { force: true });
      rmSync(answer, { force: true });
    }
  });

  it('reports an ordinary failure as an end, not as a failure to start', async () => {
    const current = await run(
      writeProgram('fails.mjs', "console.log('begun');\nthrow new Error('no luck');\n"),
    );
    await current.over;
    assert.equal(current.view.status, 'ended');
    assert.equal(current.view.exitCode, 1);
    assert.equal(current.view.failure, null);
    assert.equal(current.threads[0]?.outcome, 'failed');
    assert.equal(current.threads[0].error?.message, 'no luck');
  });

  it('saves the file before it runs it', async () => {
    const mark = workspaceFile('mark.txt');
    const file = writeProgram('unsaved.mjs', '');
    const editor = await open(file);
    await editor.edit(edit =>
      edit.insert(
        new vscode.Position(0, 0),
        `import fs from 'node:fs'; fs.writeFileSync(${JSON.stringify(mark)}, '');`,
      ),
    );
    try {
      await vscode.commands.executeCommand('thread-view.runCurrentFile');
      await (
        await currentRun()
      ).over;
      assert.equal(editor.document.isDirty, false);
      assert.ok(existsSync(mark));
    } finally {
      rmSync(mark, { force: true });
    }
  });

  it('takes arguments, variables and the folder from the settings', async () => {
    const result = workspaceFile('result.json');
    const file = writeProgram(
      'settings.mjs',
      `import { writeFileSync } from 'node:fs';
       const { argv, env, execArgv } = process;
       writeFileSync(${JSON.stringify(result)}, JSON.stringify([argv.slice(2), env.FROM_SETTINGS, process.cwd(), execArgv.includes('--no-deprecation')]));`,
    );
    await setSetting('arguments', ['one', 'two words', '${fileBasename}']);
    await setSetting('environment', { FROM_SETTINGS: '${workspaceFolder}' });
    await setSetting('cwd', '/');
    await setSetting('node.arguments', ['--no-deprecation']);
    try {
      await (
        await run(file)
      ).over;
      const folder = workspaceFile('.').replace(/[\\/]\.?$/, '');
      assert.deepEqual(JSON.parse(readFileSync(result, 'utf8')), [
        ['one', 'two words', 'settings.mjs'],
        folder,
        '/',
        true,
      ]);
    } finally {
      rmSync(result, { force: true });
    }
  });

  it('runs again what ran', async () => {
    const first = await run(workspaceFile('hello.mjs'));
    await first.over;
    await open(workspaceFile('primes.mjs'));
    await vscode.commands.executeCommand('thread-view.runAgain');
    const second = await currentRun();
    assert.notEqual(second, first);
    assert.equal(second.view.title, 'hello.mjs');
    await second.over;
    assert.equal(second.view.exitCode, 0);
    assert.equal(second.threads.length, first.threads.length);
  });

  it('ends a program that still runs when it is run again', async () => {
    const file = writeProgram('long.mjs', 'setInterval(() => undefined, 1000);');
    const first = await run(file);
    const { pid } = first;
    assert.ok(pid !== null);
    const second = await run(file);
    assert.notEqual(second.pid, pid);
    assert.equal(isAlive(pid), false);
    assert.equal(second.view.status, 'running');
  });
});

describe('stopping', () => {
  afterEach(tidyUp);

  it('ends the program, its children and theirs, also those that do not want to', async () => {
    const pids = workspaceFile('pids.txt');
    const file = writeProgram(
      'family.cjs',
      `const { spawn } = require('node:child_process'), { appendFileSync } = require('node:fs');
       const depth = Number(process.argv[2] ?? 0);
       process.on('SIGTERM', () => { if (depth < 2) process.exit(0); });
       process.on('SIGHUP', () => undefined);
       if (depth < 2) spawn(process.execPath, [__filename, String(depth + 1)], { stdio: 'ignore' });
       appendFileSync(${JSON.stringify(pids)}, process.pid + '\\n');
       setInterval(() => undefined, 1000);`,
    );
    try {
      const current = await run(file);
      const family = () =>
        existsSync(pids) ? readFileSync(pids, 'utf8').trim().split('\n').map(Number) : [];
      await until('three generations live', () => family().length === 3);
      await vscode.commands.executeCommand('thread-view.stop');
      assert.deepEqual(family().filter(isAlive), []);
      assert.equal(current.view.status, 'ended');
    } finally {
      rmSync(pids, { force: true });
    }
  });

  it('shows a program that was ended as killed', async () => {
    const current = await run(writeProgram('spins.mjs', 'for (;;);'));
    await until('its main thread is known', () => current.threads.length === 1);
    await vscode.commands.executeCommand('thread-view.stop');
    assert.equal(current.view.status, 'ended');
    assert.equal(current.view.signal, 'SIGTERM');
    assert.equal(current.threads[0]?.outcome, 'killed');
    assert.equal(vscode.tasks.taskExecutions.length, 0);
  });

  it('shows a program that died of a signal from elsewhere as killed', async () => {
    const current = await run(
      writeProgram('dies.mjs', "setTimeout(() => process.kill(process.pid, 'SIGKILL'), 300);"),
    );
    await current.over;

    assert.equal(current.threads[0]?.outcome, 'killed');
  });

  it('works while the program is just being started', async () => {
    await open(writeProgram('slow.mjs', 'setInterval(() => undefined, 1000);'));
    const running = vscode.commands.executeCommand('thread-view.runCurrentFile');
    await vscode.commands.executeCommand('thread-view.stop');
    await running;
    await vscode.commands.executeCommand('thread-view.stop');
    assert.equal((await currentRun()).view.status, 'ended');
  });
});

async function terminalOf(pid: number | null): Promise<vscode.Terminal> {
  for (const terminal of vscode.window.terminals) if ((await terminal.processId) === pid) return terminal;
  throw new Error(`No terminal runs process ${pid}`);
}
