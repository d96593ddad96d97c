import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { oneLine } from '../panel/support/panelDriver.ts';
import { openVSCode } from '../vscode/browser.ts';
import type { VSCodeWindow } from '../vscode/browser.ts';
import { root } from '../vscode/install.mjs';
import { removeFolder, temporaryFolder } from '../vscode/server.mjs';

const program = `import { Worker, isMainThread, workerData } from 'node:worker_threads';

function waitFor(turns, whose) {
  Atomics.wait(turns, whose, 0);
}
if (isMainThread) {
  const turns = new Int32Array(new SharedArrayBuffer(8));
  for (const name of ['left', 'right'])
    new Worker(new URL(import.meta.url), { name, workerData: turns });
  waitFor(turns, 0);
} else {
  waitFor(workerData, 1);
}
`;
const waitingLine = program.split('\n').findIndex(line => line.includes('Atomics.wait')) + 1;

/** The panel's own tests show what is made of findings and stacks; this, that they come there of a program that hangs. */
describe('what is found in a program that hangs, in VS Code', function () {
  this.timeout(240_000);
  let vscode: VSCodeWindow;
  let folder: string;
  let panel: Frame;

  before(async () => {
    folder = path.join(temporaryFolder('e2e'), 'deadlock');
    mkdirSync(folder);
    const file = path.join(folder, 'turns.mjs');
    writeFileSync(file, program);
    const viewport = { width: 1500, height: 1100 };
    vscode = await openVSCode({ vsix: path.join(root, 'out/thread-view.vsix'), folder, file, viewport });
    await vscode.page.locator('.monaco-editor .view-line').first().waitFor();
    await vscode.pressRun();
    panel = await vscode.webviewFrame({ timeoutMs: 60_000 });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await vscode.screenshot(`failed-${this.currentTest.title}`.replace(/\W+/g, '-'));
  });
  after(async () => {
    await vscode.close();
    removeFolder(path.dirname(folder));
  });

  const list = () => panel.locator('.findings-view');
  const statusBarItem = () =>
    vscode.page.locator('.statusbar-item[id="thread-view.thread-view.thread-view.findings"]');

  it('is counted in the status bar, which opens the list', async () => {
    await statusBarItem().waitFor({ timeout: 60_000 });
    assert.match(await statusBarItem().innerText(), /^\s*1\s*$/);
    await statusBarItem().locator('a').click();
    await list().locator('.finding-head').click();
    const words = oneLine(await list().locator('.finding.open').innerText());
    assert.match(words, /^error: Deadlock since .* All threads of the process wait: /);
    assert.match(words, /main waits turns\.mjs:4/);
    await vscode.screenshot('findings');
  });

  it('has a page of its own', async () => {
    await list().getByRole('button', { name: 'About: Deadlock' }).click();
    await vscode.page.getByRole('tab', { name: /deadlock\.md/ }).waitFor({ timeout: 30_000 });
    await vscode.screenshot('finding-page');
    await vscode.runCommand('View: Close Editor');
    await list().waitFor();
  });

  it('is told in the rows of the Threads view', async () => {
    await vscode.runCommand('View: Show Run and Debug');
    const header = vscode.page.getByRole('button', { name: /^Threads/ });
    await header.click();
    const view = vscode.page.locator('.pane', { has: header });
    await view
      .getByRole('treeitem')
      .filter({ hasText: /^left.*Deadlock · blocked/ })
      .waitFor({ timeout: 30_000 });
  });

  it('shows where all threads stand, though none of them goes on, and leads there', async () => {
    await vscode.runCommand('Thread View: Capture Stacks');
    const boxes = panel.locator('.stack-box');
    await boxes.filter({ hasText: 'waitFor' }).first().waitFor({ timeout: 60_000 });
    await vscode.screenshot('stacks');
    const words = (await boxes.allInnerTexts()).map(oneLine).join('\n');
    assert.match(words, /2 threads blocked .*waitFor turns\.mjs:4 .*left #\d right #\d/);
    assert.match(words, /1 thread blocked .*waitFor turns\.mjs:4 .*main/);
    await boxes
      .getByRole('button', { name: `waitFor turns.mjs:${waitingLine}` })
      .first()
      .click();
    await vscode.page.locator('.statusbar-item', { hasText: `Ln ${waitingLine}, ` }).waitFor();
    assert.doesNotMatch(words, /without a stack/, 'the runtime’s own threads are left out');
    await panel.locator('.stack-thread .link', { hasText: 'main' }).click();
    await panel.locator('.stacks-view .detail-tab', { hasText: 'main' }).click();
    const anatomy = panel.locator('.facts-anatomy', { hasText: 'Stack' });
    await anatomy.waitFor();
    assert.match(
      oneLine(await anatomy.innerText()),
      /Program counter line turns\.mjs:4 address 0x[0-9a-f]+ in \/.*\+0x.* Stack as of .* waitFor turns\.mjs:4/,
    );
    await vscode.screenshot('anatomy');
  });
});
