import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { TestRun } from '../../src/extension/testApi.ts';
import { NotedNotices } from './notices.ts';
import { api, currentRun, extension, tidyUp } from './support.ts';

interface Walkthrough {
  id: string;
  steps: { id: string; description: string; media: { svg: string }; completionEvents: string[] }[];
}

function walkthrough(): Walkthrough {
  const { contributes } = extension().packageJSON as { contributes: { walkthroughs: Walkthrough[] } };
  const [found] = contributes.walkthroughs;
  assert.ok(found);
  return found;
}

/** The samples that the steps' links name, as VS Code reads them. */
function linkedSamples(): string[] {
  return walkthrough().steps.flatMap(({ description }) =>
    [...description.matchAll(/\(command:thread-view\.runSample\?([^)]+)\)/g)].map(
      match => (JSON.parse(decodeURIComponent(match[1] ?? '')) as [string])[0],
    ),
  );
}

/** Where the user's copies lie that tests made. */
const copies = new Set<string>();

/** Runs it to its end. */
async function runSample(name: string): Promise<{ run: TestRun; file: string }> {
  await vscode.commands.executeCommand('thread-view.runSample', name);
  const run = await currentRun();
  const { file } = run.view;
  assert.ok(file);
  copies.add(file);
  await run.over;
  return { run, file };
}

describe('the walkthrough', () => {
  afterEach(async () => {
    await tidyUp();
    for (const file of copies) rmSync(file, { force: true });
    copies.clear();
  });

  it('has a sample of Node and one of Python in each step but the last', () => {
    const { steps } = walkthrough();
    assert.deepEqual(
      steps.slice(0, -1).flatMap(({ id }) => [`${id}.mjs`, `${id}.py`]),
      linkedSamples(),
    );
    assert.equal(steps.length, 7);
  });

  for (const name of linkedSamples()) {
    it(`runs ${name} from a copy of the user's, opens it beside the panel, and says so`, async () => {
      const { run, file } = await runSample(name);
      assert.equal(run.view.failure, null, JSON.stringify(run.view.failure));
      assert.ok(run.threads.length >= 2);
      for (const thread of run.threads) assert.equal(thread.outcome, 'finished', thread.name);
      assert.equal(path.basename(file), name);
      assert.ok(!file.startsWith(extension().extensionPath), file);
      assert.equal(vscode.window.activeTextEditor?.document.fileName, file);
      assert.ok((await api()).isPanelOpen());
    });
  }

  it("runs the user's text where the user edited a sample, also one that is not saved yet", async () => {
    const { file } = await runSample('hello.mjs');
    const text = `${readFileSync(file, 'utf8')}process.exitCode = 3;\n`;
    writeFileSync(file, text);
    assert.equal((await runSample('hello.mjs')).run.view.exitCode, 3);
    assert.equal(readFileSync(file, 'utf8'), text);

    const editor = vscode.window.visibleTextEditors.find(each => each.document.fileName === file);
    const line = 'process.on("exit", () => process.exit(4));\n';
    await editor?.edit(edit => edit.insert(new vscode.Position(3, 0), line));
    assert.equal((await runSample('hello.mjs')).run.view.exitCode, 4);
  });

  it('makes the copy anew when it was thrown away', async () => {
    const { file } = await runSample('hello.mjs');
    const text = readFileSync(file, 'utf8');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(file);
    assert.equal((await runSample('hello.mjs')).run.view.exitCode, 0);
    assert.equal(readFileSync(file, 'utf8'), text);
  });

  it('runs nothing for what is no sample, and says so', async () => {
    const before = (await api()).currentRun();
    const notices = new NotedNotices();
    try {
      for (const name of [
        'nope.mjs',
        '../../package.json',
        '../samples/hello.mjs',
        'hello',
        undefined,
        { a: 1 },
      ])
        await vscode.commands.executeCommand('thread-view.runSample', name);
    } finally {
      notices.dispose();
    }
    assert.equal(notices.texts.length, 6);
    assert.ok(notices.texts.every(text => text.startsWith('There is no sample of this name')));
    assert.equal((await api()).currentRun(), before);
  });

  it('opens by its command', async () => {
    await vscode.commands.executeCommand('thread-view.openWalkthrough');
    const labels = vscode.window.tabGroups.all.flatMap(group => group.tabs).map(tab => tab.label);
    assert.ok(
      labels.some(label => /Walkthrough|Welcome/.test(label)),
      labels.join(),
    );
  });
});
