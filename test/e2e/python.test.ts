import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { noPython, ownPython } from '../process/pythons.ts';
import { openVSCode } from '../vscode/browser.ts';
import type { VSCodeWindow } from '../vscode/browser.ts';
import { root } from '../vscode/install.mjs';
import { removeFolder, temporaryFolder } from '../vscode/server.mjs';
import { skip } from '../vscode/skip.ts';

const vsix = path.join(root, 'out/thread-view.vsix');
/** Rows of processes and of the program's threads. */
const programRows = '[role=treeitem]:not(.runtime)';

describe('Python in VS Code', function () {
  this.timeout(180_000);
  let vscode: VSCodeWindow;
  let folder: string;

  before(function () {
    if (ownPython === null) skip(this, noPython);
  });

  async function open(file: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
    folder = path.join(temporaryFolder('e2e-python'), 'samples');
    cpSync(path.join(root, 'media/samples/python'), folder, { recursive: true });
    mkdirSync(path.join(folder, '.vscode'));
    const all = { 'threadView.python.path': ownPython?.path, ...settings };
    writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify(all));
    vscode = await openVSCode({ vsix, folder, file: path.join(folder, file) });
    await vscode.page.locator('.monaco-editor .view-line').first().waitFor();
  }

  async function pressRun(): Promise<Frame> {
    await vscode.pressRun();
    return vscode.webviewFrame();
  }

  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await vscode.screenshot(`failed-${this.currentTest.title}`.replace(/\W+/g, '-'));
    await vscode.close();
    removeFolder(path.dirname(folder));
  });

  /** Selects a thread in the list, and opens the inspector on it. */
  async function inspect(panel: Frame, name: string): Promise<void> {
    await panel.locator(programRows).filter({ hasText: name }).first().click();
    await vscode.page.keyboard.press('Enter');
    await panel.locator('.inspector').waitFor();
  }

  it('runs hello.py at the press of a button, and shows what the constructor was given', async () => {
    await open('hello.py', {});
    const panel = await pressRun();
    const rows = panel.locator(programRows);
    await rows.nth(2).waitFor({ timeout: 60_000 });
    await panel.locator('.run-status', { hasText: /exit|ended/i }).waitFor({ timeout: 60_000 });
    const [main, thread] = (await rows.locator('.name').allInnerTexts()).slice(1);
    assert.equal(main, 'main');
    assert.match(thread ?? '', /^Thread-1/);
    await inspect(panel, 'Thread-1');
    const facts = panel.locator('.facts-python');
    assert.match(await facts.innerText(), /my_task/);
    await facts.getByRole('button', { name: /hello\.py:16/ }).waitFor();
    await vscode.screenshot('python-hello');
  });

  it('shows five philosophers in a deadlock: who holds which fork, and who queues for it', async () => {
    await open('philosophers.py', { 'threadView.arguments': ['deadlock'] });
    const panel = await pressRun();
    await panel.locator(programRows).nth(6).waitFor({ timeout: 60_000 });
    await inspect(panel, 'Plato');
    const locks = panel.locator('.facts-locks');
    await locks.locator('.held').first().waitFor({ timeout: 20_000 });
    await locks.locator('.queued', { hasText: 'Hypatia' }).first().waitFor({ timeout: 20_000 });
    await vscode.screenshot('python-deadlock');
    await vscode.runCommand('Thread View: Stop');
    await panel.locator('.run-status', { hasText: /killed|ended|exit|SIG/i }).waitFor({ timeout: 60_000 });
  });

  it('shows two threads that take turns for the GIL', async () => {
    await open('gil.py', {});
    const panel = await pressRun();
    await panel.locator('.run-status', { hasText: /exit|ended/i }).waitFor({ timeout: 60_000 });
    await inspect(panel, 'counter 1');
    assert.match(await panel.locator('.facts-python').innerText(), /ready without it for/);
    await vscode.screenshot('python-gil');
  });
});
