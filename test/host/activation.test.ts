import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, extension, open, tidyUp, workspaceFile } from './support.ts';

// First of its folder by name, so that nothing has used the extension yet.
describe('activation', () => {
  after(tidyUp);

  it('does not happen before the first use, not even with a runnable file open', async () => {
    await open(workspaceFile('primes.mjs'));
    assert.equal(extension().isActive, false);
  });

  it('takes less than 30 ms', async () => {
    const { activationMs } = await api();
    assert.ok(activationMs < 30, `it took ${activationMs} ms`);
  });

  it('opens no panel and runs nothing', async () => {
    const { currentRun, isPanelOpen } = await api();
    assert.equal(currentRun(), null);
    assert.equal(isPanelOpen(), false);
    assert.equal(vscode.tasks.taskExecutions.length, 0);
  });

  it('registers every command that package.json names', async () => {
    const { contributes } = extension().packageJSON as { contributes: { commands: { command: string }[] } };
    const all = new Set(await vscode.commands.getCommands());
    assert.deepEqual(
      contributes.commands.map(each => each.command).filter(each => !all.has(each)),
      [],
    );
  });

  it('has no activation event that fires without a use', () => {
    const { activationEvents } = extension().packageJSON as { activationEvents: string[] };
    assert.deepEqual(
      activationEvents.filter(each => !/^on(WebviewPanel|Command|DebugResolve):/.test(each)),
      [],
    );
  });
});
