import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, run, tidyUp, until, workspaceFile } from './support.ts';

describe('the panel', () => {
  afterEach(tidyUp);

  it('opens beside the editor and leaves the focus there', async () => {
    await run(workspaceFile('hello.mjs'));
    await until('the panel has a tab', () => panelTab() !== undefined);
    assert.notEqual(panelTab()?.group.viewColumn, vscode.ViewColumn.One);
    assert.equal(vscode.window.activeTextEditor?.document.fileName, workspaceFile('hello.mjs'));
  });

  it('is used again by the next run', async () => {
    await (
      await run(workspaceFile('hello.mjs'))
    ).over;
    await (
      await run(workspaceFile('hello.mjs'))
    ).over;
    assert.equal(allPanelTabs().length, 1);
  });

  it('can be closed while the program runs, and shown again', async () => {
    const current = await run(workspaceFile('spin.mjs'));
    await until('the panel has a tab', () => panelTab() !== undefined);
    const tab = panelTab();
    assert.ok(tab);
    await vscode.window.tabGroups.close(tab);
    await until('the panel is closed', async () => !(await api()).isPanelOpen());
    assert.equal(current.view.status, 'running');
    await vscode.commands.executeCommand('thread-view.showPanel');
    assert.ok((await api()).isPanelOpen());
    await current.over;
    assert.equal(current.view.exitCode, 0);
  });
});

function allPanelTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(group => group.tabs)
    .filter(
      tab => tab.input instanceof vscode.TabInputWebview && tab.input.viewType.endsWith('thread-view.panel'),
    );
}

function panelTab(): vscode.Tab | undefined {
  return allPanelTabs()[0];
}
