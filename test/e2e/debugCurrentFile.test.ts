import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openVSCode } from '../vscode/browser.ts';
import type { VSCodeWindow } from '../vscode/browser.ts';
import { root } from '../vscode/install.mjs';
import { removeFolder, temporaryFolder } from '../vscode/server.mjs';

const vsix = path.join(root, 'out/thread-view.vsix');
const program = `import { compute } from './compute.mjs';
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
if (isMainThread) {
  for (const name of ['first', 'second']) {
    const worker = new Worker(new URL(import.meta.url), { name });
    worker.on('message', sum => console.log(name, sum));
  }
} else {
  parentPort.postMessage(compute());
}
`;
/** The breakpoint is on the second line. */
const computing = `export function compute() {
  let sum = 0;
  for (let i = 0; i < 1e6; i++) sum += i;
  return sum;
}
`;

describe('debugging in VS Code, with the packaged extension', function () {
  this.timeout(300_000);
  let vscode: VSCodeWindow;
  let folder: string;

  beforeEach(async () => {
    folder = temporaryFolder('e2e');
    writeFileSync(path.join(folder, 'sums.mjs'), program);
    writeFileSync(path.join(folder, 'compute.mjs'), computing);
    vscode = await openVSCode({ vsix, folder, file: path.join(folder, 'compute.mjs') });
    await vscode.page.locator('.monaco-editor .view-line').first().waitFor();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await vscode.screenshot(`failed-${this.currentTest.title}`.replace(/\W+/g, '-'));
    await vscode.close();
    removeFolder(folder);
  });

  it('shows which threads stand at a breakpoint, and those that do not', async () => {
    const { page } = vscode;
    await page
      .locator('.monaco-editor .view-line')
      .first()
      .click({ position: { x: 5, y: 5 } });
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowDown');
    await vscode.runCommand('Debug: Toggle Breakpoint');
    await page.locator('.codicon-debug-breakpoint, .codicon-debug-breakpoint-unverified').first().waitFor();
    await vscode.openFile('sums.mjs');

    await vscode.runCommand('Thread View: Debug Current File');
    const panel = await vscode.webviewFrame({ timeoutMs: 60_000 });
    await panel.locator('.legend', { hasText: /blocked\s*2/ }).waitFor({ timeout: 90_000 });
    await page.waitForTimeout(3000);
    await vscode.screenshot('debugging-stopped');
    // The one that is looked at is let go on, and ends.
    await page.keyboard.press('F5');
    await panel.locator('.legend', { hasText: /blocked\s*1/ }).waitFor({ timeout: 60_000 });
    await page.waitForTimeout(1000);
    await vscode.screenshot('debugging-one-continued');
    // The panel ends the session.
    await panel.locator('.stop').click();
    await panel.locator('.run-status', { hasText: /exit|ended|killed/i }).waitFor({ timeout: 60_000 });
    await page.locator('.debug-toolbar').first().waitFor({ state: 'hidden', timeout: 30_000 });
  });
});
