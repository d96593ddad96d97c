import assert from 'node:assert/strict';
import { chmodSync, rmSync } from 'node:fs';
import * as vscode from 'vscode';
import type { PanelCommand } from '../../src/protocol/panel.ts';
import type { TestRun } from '../../src/extension/testApi.ts';
import { api, currentRun, open, run, setSetting, tidyUp, workspaceFile, writeProgram } from './support.ts';

describe('a program that cannot be started', () => {
  afterEach(tidyUp);

  it('because its file is gone', async () => {
    const file = writeProgram('gone.mjs', '');
    await (
      await run(file)
    ).over;
    rmSync(file);
    await vscode.commands.executeCommand('thread-view.runAgain');
    const current = await currentRun();
    assertFailed(current, /gone\.mjs does not exist/, ['runAgain']);
    assert.ok((await api()).isPanelOpen());
  });

  it('because the setting names a Node that does not exist', async () => {
    await setSetting('node.path', '/no/such/node');
    const current = await run(workspaceFile('hello.mjs'));
    assertFailed(current, /threadView\.node\.path.*\/no\/such\/node.*does not exist/, [
      'openSettings',
      'runAgain',
    ]);

    await setSetting('node.path', undefined);
    await vscode.commands.executeCommand('thread-view.runAgain');
    const again = await currentRun();
    await again.over;
    assert.equal(again.view.exitCode, 0);
  });

  it('because the setting names something that is no Node', async () => {
    const script = writeProgram('no-node.sh', '#!/bin/sh\necho I am a shell\n');
    chmodSync(script, 0o755);
    await setSetting('node.path', '${workspaceFolder}/no-node.sh');
    assertFailed(await run(workspaceFile('hello.mjs')), /threadView\.node\.path.*not a Node\.js/, [
      'openSettings',
      'runAgain',
    ]);
  });

  it('because a setting is of the wrong type', async () => {
    await setSetting('arguments', 'one two');
    assertFailed(await run(workspaceFile('hello.mjs')), /threadView\.arguments must be a list/, [
      'openSettings',
      'runAgain',
    ]);
  });

  it('because the folder to run in does not exist', async () => {
    await setSetting('cwd', 'no/such/folder');
    assertFailed(await run(workspaceFile('hello.mjs')), /threadView\.cwd.*not a folder/, [
      'openSettings',
      'runAgain',
    ]);
  });

  it('because of a syntax error', async () => {
    for (const name of ['broken.mjs', 'broken.cjs']) {
      const current = await run(writeProgram(name, 'const a = 1;\nconst const b = 2;\n'));
      await current.over;
      assertFailed(current, new RegExp(`${name} could not be loaded: SyntaxError`), [
        'runAgain',
        'openFile',
        'showTerminal',
      ]);
      assert.equal(current.view.exitCode, 1);
    }
  });

  it('because a module is missing', async () => {
    const current = await run(writeProgram('lonely.mjs', "import './no-such-module.mjs';\n"));
    await current.over;
    assertFailed(current, /lonely\.mjs could not be loaded: .*no-such-module/, [
      'runAgain',
      'openFile',
      'showTerminal',
    ]);
  });

  it('because Node turns its own arguments down', async () => {
    await setSetting('node.arguments', ['--no-such-flag-at-all']);
    const current = await run(workspaceFile('hello.mjs'));
    await current.over;
    assertFailed(current, /exit code 9/, ['runAgain', 'openFile', 'showTerminal']);
  });

  it('because this Node cannot run TypeScript', async function () {
    const node = writeProgram(
      'old-node',
      '#!/bin/sh\necho \'thread-view-abilities:{"version":"20.1.0","execPath":"/bin/true","ts":false,"flag":false}\'\n',
    );
    chmodSync(node, 0o755);
    await setSetting('node.path', node);
    const current = await run(writeProgram('typed.ts', 'const a: number = 1;\n'));
    assertFailed(current, /20\.1\.0 cannot run TypeScript.*22\.18/, ['openSettings', 'runAgain']);
  });

  it('because its editor holds something else', async () => {
    const before = (await api()).currentRun();
    const document = await vscode.workspace.openTextDocument(writeProgram('notes.txt', 'notes'));
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('thread-view.runCurrentFile');
    assert.equal((await api()).currentRun(), before);
  });

  it('lets a running program be when the new one is none', async () => {
    const current = await run(writeProgram('runs.mjs', 'setInterval(() => undefined, 1000);'));
    await open(writeProgram('data.json', '{}'));
    await vscode.commands.executeCommand('thread-view.runCurrentFile');
    assert.equal((await api()).currentRun(), current);
    assert.equal(current.view.status, 'running');
  });
});

function assertFailed(run: TestRun, message: RegExp, steps: readonly PanelCommand[]): void {
  assert.equal(run.view.status, 'failed', JSON.stringify(run.view));
  assert.match(run.view.failure?.message ?? '', message);
  assert.deepEqual(
    run.view.failure?.nextSteps.map(each => each.command),
    steps,
  );
}
