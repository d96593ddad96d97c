import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openVSCode } from '../vscode/browser.ts';
import type { Theme, VSCodeWindow } from '../vscode/browser.ts';
import { root } from '../vscode/install.mjs';
import { removeFolder, temporaryFolder } from '../vscode/server.mjs';

const vsix = path.join(root, 'out/thread-view.vsix');

describe('runs in VS Code', function () {
  this.timeout(240_000);
  let vscode: VSCodeWindow;
  let folder: string;

  async function open(theme: Theme): Promise<void> {
    folder = path.join(temporaryFolder('e2e-runs'), 'samples');
    cpSync(path.join(root, 'media/samples'), folder, { recursive: true });
    vscode = await openVSCode({ vsix, folder, file: path.join(folder, 'primes.mjs'), theme });
    await vscode.page.locator('.monaco-editor .view-line').first().waitFor();
  }

  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await vscode.screenshot(`failed-${this.currentTest.title}`.replace(/\W+/g, '-'));
    await vscode.close();
    removeFolder(path.dirname(folder));
  });

  async function untilEnded(): Promise<void> {
    const panel = await vscode.webviewFrame();
    await panel.locator('.run-status', { hasText: /exit|ended|killed/i }).waitFor({ timeout: 90_000 });
  }

  it('take arguments that are remembered for the file, and can be compared', async () => {
    await open('light');
    const { page } = vscode;
    await vscode.pressRun();
    await untilEnded();

    await page.locator('.tab', { hasText: 'primes.mjs' }).first().click();
    await vscode.runCommand('Thread View: Run With Arguments…');
    const input = page.locator('.quick-input-widget input');
    await input.waitFor();
    await input.fill('"open');
    await page.locator('.quick-input-message', { hasText: 'not closed' }).waitFor();
    await input.fill('3 --note "two words"');
    await page.keyboard.press('Enter');
    await page.locator('.statusbar-item', { hasText: /\d threads/ }).waitFor();
    await untilEnded();

    await page.locator('.tab', { hasText: 'primes.mjs' }).first().click();
    await vscode.runCommand('Thread View: Run With Arguments…');
    await input.waitFor();
    assert.equal(await input.inputValue(), '3 --note "two words"');
    await page.keyboard.press('Escape');

    await vscode.runCommand('View: Close All Editors');
    await vscode.runCommand('Thread View: Compare Runs…');
    const comparison = await vscode.webviewFrame();
    await comparison.locator('tbody').nth(4).waitFor();
    const names = await comparison.locator('tbody th').allInnerTexts();
    assert.deepEqual(
      names.map(name => name.split('\n')[0]),
      ['main', 'primes #1', 'primes #2', 'primes #3', 'primes #4'],
    );
    assert.match(await comparison.locator('dl').innerText(), /primes\.mjs 3 --note "two words"/);
    assert.equal(await comparison.locator('td.bar').count(), 10);
    await page.waitForTimeout(500);
    await vscode.screenshot('comparison-light');
    for (const [theme, name, kind] of [
      ['Dark Modern', 'dark', 'vs-dark'],
      ['Default High Contrast', 'hc-dark', 'hc-black'],
      ['Default High Contrast Light', 'hc-light', 'hc-light'],
    ] as const) {
      mkdirSync(path.join(folder, '.vscode'), { recursive: true });
      const settings = JSON.stringify({ 'workbench.colorTheme': theme });
      writeFileSync(path.join(folder, '.vscode/settings.json'), settings);
      await page.locator(`.monaco-workbench.${kind}`).waitFor();
      await page.waitForTimeout(500);
      await vscode.screenshot(`comparison-${name}`);
    }
  });
});
