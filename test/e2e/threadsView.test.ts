import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { openVSCode } from '../vscode/browser.ts';
import type { VSCodeWindow } from '../vscode/browser.ts';
import { root } from '../vscode/install.mjs';
import { removeFolder, temporaryFolder } from '../vscode/server.mjs';

const vsix = path.join(root, 'out/thread-view.vsix');

/** Makes its Workers when the file "go" is there: by then somebody looks at the Threads view. */
const program = `import { existsSync } from 'node:fs';
import { Worker, isMainThread, workerData } from 'node:worker_threads';
const file = new URL(import.meta.url);
if (isMainThread) {
  const timer = setInterval(() => {
    if (!existsSync(new URL('go', file))) return;
    clearInterval(timer);
    for (const name of ['spinner', 'sleeper', 'idler']) new Worker(file, { name, workerData: name });
  }, 50);
} else if (workerData === 'spinner') {
  for (;;);
} else if (workerData === 'sleeper') {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
} else {
  setInterval(() => {}, 1e6);
}
`;
const waitingLine = program.split('\n').findIndex(line => line.includes('Atomics.wait')) + 1;

describe('the Threads view in VS Code', function () {
  this.timeout(240_000);
  let vscode: VSCodeWindow;
  let folder: string;

  beforeEach(() => {
    folder = path.join(temporaryFolder('e2e'), 'workspace');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'workers.mjs'), program);
  });
  afterEach(async function () {
    try {
      if (this.currentTest?.state === 'failed') await vscode.screenshot('failed-threads-view');
    } finally {
      // Its terminals end with it, and with them the Worker that spins.
      await vscode.close();
      removeFolder(path.dirname(folder));
    }
  });

  const row = (view: Locator, name: string) => view.getByRole('treeitem').filter({ hasText: name });

  /**
   * VS Code forgets what a menu is about when the rows around it come anew, as they do when something was unfolded or
   * a filter taken away. Its users try again.
   * @param effect what shows that the entry did what it is for
   */
  async function choose(threadRow: Locator, entry: string, effect: Locator): Promise<void> {
    for (let attempt = 1; attempt <= 3; attempt++) {
      await threadRow.click({ button: 'right' });
      await vscode.page.getByRole('menuitem', { name: entry }).first().click();
      const isDone = effect.waitFor({ timeout: 8000 }).then(
        () => true,
        () => false,
      );
      if (await isDone) return;
    }
    await effect.waitFor();
  }

  it('follows threads, filters them, leads to where one waits, and terminates one', async () => {
    const { page } = (vscode = await openVSCode({
      vsix,
      folder,
      file: path.join(folder, 'workers.mjs'),
      viewport: { width: 1500, height: 1000 },
    }));
    await vscode.pressRun();
    await vscode.webviewFrame({ timeoutMs: 60_000 });
    await vscode.runCommand('View: Show Run and Debug');
    const header = page.getByRole('button', { name: /^Threads/ });
    await header.click();
    const view = page.locator('.pane', { has: header });
    await row(view, 'main').waitFor({ timeout: 60_000 });
    assert.equal(await view.getByRole('treeitem').count(), 2);

    // What gets something below it is unfolded; what the user folds stays folded while threads do this and that.
    writeFileSync(path.join(folder, 'go'), '');
    await row(view, 'sleeper').waitFor({ timeout: 30_000 });
    await row(view, 'sleeper')
      .filter({ hasText: /blocked \d+ s: Atomics\.wait/ })
      .waitFor({ timeout: 30_000 });
    await row(view, 'spinner')
      .filter({ hasText: /running/ })
      .waitFor();
    await page.mouse.move(700, 300);
    await vscode.screenshot('threads-view-live');
    await row(view, 'main').locator('.monaco-tl-twistie').click();
    await row(view, 'sleeper').waitFor({ state: 'detached' });
    await page.waitForTimeout(2500);
    assert.equal(await view.getByRole('treeitem').count(), 2);
    await row(view, 'main').locator('.monaco-tl-twistie').click();

    const caret = page.locator('.statusbar-item', { hasText: `Ln ${waitingLine}, ` });
    await choose(row(view, 'sleeper'), 'Go to Where It Is Now', caret);

    await vscode.runCommand('Thread View: Filter Threads…');
    await page.locator('.quick-input-widget input[type=text]').fill('state:blocked');
    await row(view, 'idler').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    assert.equal(await view.getByRole('treeitem').count(), 3);
    await view.getByText('state:blocked').first().waitFor();
    await vscode.screenshot('threads-view-filtered');
    await vscode.runCommand('Thread View: Clear Filter of Threads');
    await row(view, 'idler').waitFor();

    const dialog = page.locator('.monaco-dialog-box');
    const question = dialog.getByText('Terminate the Worker spinner?');
    await choose(row(view, 'spinner'), 'Terminate Worker…', question);
    await vscode.screenshot('threads-view-terminate');
    await dialog.getByRole('button', { name: 'Terminate', exact: true }).click();
    await row(view, 'spinner').filter({ hasText: 'killed: by Thread View' }).waitFor({ timeout: 30_000 });
    await row(view, 'sleeper').filter({ hasText: 'blocked' }).waitFor();
    await vscode.screenshot('threads-view-terminated');
  });
});
