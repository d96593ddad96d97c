import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { oneLine } from '../panel/support/panelDriver.ts';
import { openVSCode } from '../vscode/browser.ts';
import type { VSCodeWindow } from '../vscode/browser.ts';
import { root } from '../vscode/install.mjs';
import { removeFolder, temporaryFolder } from '../vscode/server.mjs';

/** Goes on until it is stopped, for of a thread that has ended the kernel says nothing. */
const program = `
const { pbkdf2 } = require('node:crypto');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');
if (isMainThread) {
  const echo = new Worker(__filename, { name: 'echo' });
  echo.on('message', () => undefined);
  setInterval(() => echo.postMessage('x'.repeat(1000)), 100);
  const hash = () => pbkdf2('secret', 'salt', 50_000, 64, 'sha512', hash);
  hash();
} else {
  parentPort.on('message', text => {
    const until = performance.now() + 20;
    while (performance.now() < until);
    parentPort.postMessage(text.length);
  });
}
`;

/** The panel's own tests show what is drawn of what is known; these, that it is known of a program that runs. */
describe('what the panel shows of a real program beyond its lanes', function () {
  this.timeout(180_000);
  let vscode: VSCodeWindow;
  let folder: string;
  let panel: Frame;

  before(async function () {
    // Elsewhere there is no /proc to read.
    if (process.platform !== 'linux') this.skip();
    folder = path.join(temporaryFolder('e2e'), 'facts');
    mkdirSync(folder);
    const file = path.join(folder, 'facts.cjs');
    writeFileSync(file, program);
    const viewport = { width: 1500, height: 1100 };
    vscode = await openVSCode({ vsix: path.join(root, 'out/thread-view.vsix'), folder, file, viewport });
    await vscode.page.locator('.monaco-editor .view-line').first().waitFor();
    await vscode.pressRun();
    panel = await vscode.webviewFrame();
    await row('echo').waitFor({ timeout: 30_000 });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await vscode.screenshot(`failed-${this.currentTest.title}`.replace(/\W+/g, '-'));
  });
  after(async () => {
    await vscode.close();
    removeFolder(path.dirname(folder));
  });

  const row = (text: string | RegExp) => panel.locator('[role=treeitem]', { hasText: text });
  const section = (name: string) => panel.locator(`.facts-${name}`);

  it('has a row of runtime threads that unfolds, and they count nowhere as threads of the program', async () => {
    await row(/runtime threads/).waitFor();
    await row(/runtime threads\s*\([1-9]\d* busy\)/).waitFor({ timeout: 30_000 });
    await vscode.page.locator('.statusbar-item', { hasText: /^\s*2 threads/ }).waitFor();
    assert.match(await panel.locator('.run-status').innerText(), /2 of 2 threads alive/);
    await row(/runtime threads/).click();
    await row('V8 helper').first().waitFor();
    await vscode.screenshot('real-runtime-threads');
    await row(/runtime threads/).click();
    await row('V8 helper').first().waitFor({ state: 'detached' });
  });

  it('says what the kernel and the runtime know of a thread', async () => {
    await row('echo').click();
    await panel.locator('.timeline').focus();
    await vscode.page.keyboard.press('Enter');
    // It waits for most of the time, and then it is in the poll of its event loop.
    await section('kernel')
      .filter({ hasText: /stopped in a call/ })
      .waitFor();
    const kernel = oneLine(await section('kernel').innerText());
    // The call's name may come with a later look than the words above.
    await section('anatomy')
      .filter({ hasText: /e?poll/ })
      .waitFor();
    const anatomy = oneLine(await section('anatomy').innerText());
    assert.match(anatomy, /call e?poll\w* argument 1 0x/);
    assert.match(anatomy, /Program counter .*address 0x[0-9a-f]+ .*stack pointer 0x[0-9a-f]+/);
    assert.match(kernel, /voluntary switches \d/);
    await section('vitals').locator('.sparkline').first().waitFor();
    assert.match(
      oneLine(await section('vitals').innerText()),
      /heap [\d.]+ MB of .* loop delay .* loop turns/,
    );
  });

  it('has the way, the times and the size of a message, and what observing costs', async () => {
    await vscode.page.keyboard.press('m');
    await panel.locator('.message-way').waitFor();
    // Stepping on, a message to the Worker comes by: its size is that of a text.
    for (let step = 0; step < 6; step++) {
      if (/main → echo/.test(await panel.locator('.message-way').innerText())) break;
      await vscode.page.keyboard.press('Shift+M');
      await vscode.page.waitForTimeout(300);
    }
    await section('message').filter({ hasText: 'While it waited' }).waitFor();
    const message = oneLine(await section('message').innerText());
    assert.match(
      message,
      /main → echo #1 sent at .* size .* received at .* queued for .* handled for (?!not known)/,
    );
    assert.match(message, /While it waited, echo was/);
    await panel.locator('.observer', { hasText: /observer: / }).waitFor();
    await vscode.screenshot('real-facts');
  });
});
