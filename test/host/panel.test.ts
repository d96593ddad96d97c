import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, run, tidyUp, until, workspaceFile, writeProgram } from './support.ts';

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

  it('is left to a run that goes on: another file gets one of its own, in the same group', async () => {
    const first = await run(writeProgram('goes-on.mjs', 'setInterval(() => undefined, 1000);'));
    const second = await run(workspaceFile('hello.mjs'));
    assert.equal(first.view.status, 'running');
    await until('there are two tabs', () => allPanelTabs().length === 2);
    assert.equal(new Set(allPanelTabs().map(tab => tab.group.viewColumn)).size, 1);
    assert.deepEqual((await api()).runs().slice(0, 2), [second, first]);
    await second.over;
    // The next try takes over the tab of the last; the one that goes on keeps its own.
    await (
      await run(workspaceFile('hello.mjs'))
    ).over;
    assert.equal(allPanelTabs().length, 2);
    assert.equal(first.view.status, 'running');
    await vscode.commands.executeCommand('thread-view.stopAll');
    assert.equal(first.isOver, true);
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
