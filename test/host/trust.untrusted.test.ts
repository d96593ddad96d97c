import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { api, extension, open, workspaceFile } from './support.ts';

describe('in a window in restricted mode', () => {
  it('the window is in restricted mode', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it('the extension is there, and activates', async () => {
    await api();
    assert.equal(extension().isActive, true);
  });

  it('running is refused: nothing runs and no panel opens while VS Code asks for trust', async () => {
    await open(workspaceFile('hello.mjs'));
    // It waits for the user's answer to VS Code's prompt, which nobody gives.
    const asked = vscode.commands.executeCommand('thread-view.runCurrentFile').then(() => 'answered');
    const first = await Promise.race([asked, delay(2000, 'still asking')]);
    assert.equal(first, 'still asking');
    const { currentRun, isPanelOpen } = await api();
    assert.equal(currentRun(), null);
    assert.equal(isPanelOpen(), false);
    assert.equal(vscode.tasks.taskExecutions.length, 0);
    assert.equal(vscode.window.terminals.length, 0);
  });

  it('settings of the workspace that say what is run do not count', async () => {
    const settings = vscode.workspace.getConfiguration('threadView');
    await settings.update('node.path', '/workspace/evil', vscode.ConfigurationTarget.Workspace);
    assert.equal(settings.get('node.path'), '');
    assert.equal(vscode.workspace.getConfiguration('threadView').get('node.path'), '');
  });
});
