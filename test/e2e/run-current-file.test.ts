import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { openVSCode } from '../vscode/browser.ts';
import type { OpenOptions, Theme, VSCodeWindow } from '../vscode/browser.ts';
import { root } from '../vscode/install.mjs';
import { removeFolder, temporaryFolder } from '../vscode/server.mjs';

const vsix = path.join(root, 'out/thread-view.vsix');
/** Rows of processes and of the program's threads: those of the runtime are there when a run is long enough. */
const programRows = '[role=treeitem]:not(.runtime)';
/** In primes.mjs. */
const lineOfNewWorker = 28;

describe('the packaged extension in VS Code', function () {
  this.timeout(180_000);
  let vscode: VSCodeWindow;
  let folder: string;

  async function open(options: Partial<OpenOptions> = {}): Promise<void> {
    vscode = await openVSCode({ vsix, folder, file: path.join(folder, 'primes.mjs'), ...options });
    await vscode.page.locator('.monaco-editor .view-line').first().waitFor();
  }

  beforeEach(() => {
    folder = path.join(temporaryFolder('e2e'), 'samples');
    cpSync(path.join(root, 'media/samples'), folder, { recursive: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await vscode.screenshot(`failed-${this.currentTest.title}`.replace(/\W+/g, '-'));
    await vscode.close();
    removeFolder(path.dirname(folder));
  });

  async function pressRun(): Promise<Frame> {
    await vscode.pressRun();
    return vscode.webviewFrame();
  }

  /** The status that the panel's toolbar shows. */
  async function untilEnded(panel: Frame): Promise<void> {
    await panel.locator('.run-status', { hasText: /exit|ended|killed/i }).waitFor({ timeout: 90_000 });
  }

  it('runs primes.mjs at the press of a button: five lanes move, end, and lead to their lines', async () => {
    await open();
    const panel = await pressRun();
    const rows = panel.locator(programRows);
    await rows.nth(5).waitFor({ timeout: 30_000 });
    assert.deepEqual((await rows.locator('.name').allInnerTexts()).slice(1), [
      'main',
      'primes #1',
      'primes #2',
      'primes #3',
      'primes #4',
    ]);
    await vscode.page.locator('.statusbar-item', { hasText: /5 threads/ }).waitFor();

    const first = await lanes(panel);
    await vscode.page.waitForTimeout(500);
    assert.notDeepEqual(await lanes(panel), first, 'the lanes stand still while the program runs');
    await vscode.screenshot('running-dark');

    await untilEnded(panel);
    await vscode.page.locator('.statusbar-item', { hasText: /threads/ }).waitFor({ state: 'detached' });
    await panel.locator('.timeline').focus();
    await vscode.page.keyboard.press('f');
    await vscode.page.waitForTimeout(500);
    await vscode.screenshot('ended-dark');

    await putCaret(1);
    const lane = await panel.locator('.timeline').boundingBox();
    const row = await rows.filter({ hasText: 'primes #4' }).boundingBox();
    assert.ok(lane && row);
    // The lane of the thread that lives longest, in the midst of its life.
    await vscode.page.mouse.click(lane.x + lane.width * 0.4, row.y + row.height / 2);
    await vscode.page
      .locator('.statusbar-item', { hasText: `Ln ${lineOfNewWorker}, ` })
      .waitFor({ timeout: 10_000 });
    await vscode.page.getByRole('tab', { name: 'primes.mjs', selected: true }).first().waitFor();
    await vscode.page.waitForTimeout(500);
    await vscode.screenshot('span-clicked');
  });

  it('shows the same trace when it was hidden, and when it was moved to another column', async () => {
    await open({ file: path.join(folder, 'hello.mjs') });
    const before = await pressRun();
    await untilEnded(before);
    const names = await threadNames(before);
    assert.equal(names.length, 3);

    // Another editor in front of the panel hides it, and closing that one shows it again.
    await before.locator('.timeline').click();
    await vscode.openFile('primes.mjs');
    await vscode.page
      .getByRole('tab', { name: /^Threads of/ })
      .first()
      .click();
    const shown = await vscode.webviewFrame();
    await shown.locator(programRows).nth(2).waitFor();
    assert.deepEqual(await threadNames(shown), names);

    await vscode.runCommand('View: Move Editor into First Group');
    await vscode.page.waitForTimeout(1000);
    const moved = await vscode.webviewFrame();
    await moved.locator(programRows).nth(2).waitFor();
    assert.deepEqual(await threadNames(moved), names);
  });

  /** The address of this window names a file, and a window that is told what to open restores nothing. */
  async function reload(): Promise<void> {
    await vscode.page.evaluate(folder => history.replaceState(null, '', `/?folder=${folder}`), folder);
    await vscode.reload();
  }

  it('shows the run again after a reload, for it is kept, and runs it again', async () => {
    await open({ file: path.join(folder, 'hello.mjs') });
    const before = await pressRun();
    await untilEnded(before);
    const names = await threadNames(before);
    await reload();
    const kept = await vscode.webviewFrame({ timeoutMs: 40_000 });
    await kept.locator(programRows).nth(2).waitFor({ timeout: 30_000 });
    await untilEnded(kept);
    assert.deepEqual(await threadNames(kept), names);
    await vscode.page.locator('.tab', { hasText: 'Threads of hello.mjs' }).first().waitFor();

    await vscode.runCommand('View: Close All Editors');
    await vscode.runCommand('Thread View: Open Recorded Run…');
    // It is open, so that the list offers files only.
    await vscode.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Choose a file' }).waitFor();
    await vscode.page.keyboard.press('Escape');
    await vscode.runCommand('Thread View: Run Again');
    await untilEnded(await vscode.webviewFrame());
  });

  it('says after a reload that the run is gone where none is kept, and runs it again', async () => {
    await open({ file: path.join(folder, 'hello.mjs'), settings: { 'threadView.runs.keptMegabytes': 0 } });
    await untilEnded(await pressRun());
    await reload();
    const gone = await vscode.webviewFrame({ timeoutMs: 40_000 });
    await gone.getByText('This run is gone').first().waitFor();
    await vscode.screenshot('gone');
    await gone.getByText('Run Again').first().click();
    const again = await vscode.webviewFrame();
    await again.locator(programRows).nth(2).waitFor({ timeout: 30_000 });
    await untilEnded(again);
  });

  it('stops a program from its toolbar', async () => {
    await open({ file: path.join(folder, 'spin.mjs') });
    const panel = await pressRun();
    await panel.locator(programRows).nth(1).waitFor({ timeout: 30_000 });
    await panel.locator('.stop').click();
    await panel.locator('.run-status', { hasText: /SIGTERM|killed/i }).waitFor();
  });

  it('says why a program did not start, and offers the next step', async () => {
    await open({
      file: path.join(folder, 'hello.mjs'),
      settings: { 'threadView.node.path': '/no/such/node' },
      machineSettings: { 'threadView.node.path': '/no/such/node' },
    });
    const panel = await pressRun();
    await panel.getByText('threadView.node.path').first().waitFor();
    await vscode.screenshot('not-started');
    await panel.getByText('Open Settings').first().click();
    await vscode.page.locator('.settings-editor').waitFor();
  });

  it('asks for trust with the prompt of VS Code, and runs once it has it', async () => {
    await open({ file: path.join(folder, 'hello.mjs'), trusted: false });
    await vscode.pressRun();
    const dialog = vscode.page.locator('.monaco-dialog-box');
    await dialog.getByText('Do you trust the authors').waitFor();
    await vscode.screenshot('trust-prompt');
    await dialog.getByRole('button', { name: /Trust/ }).first().click();
    const panel = await vscode.webviewFrame({ timeoutMs: 60_000 });
    await panel.locator(programRows).nth(2).waitFor({ timeout: 30_000 });
  });

  for (const theme of ['light', 'hc-dark', 'hc-light'] satisfies Theme[]) {
    it(`can be looked at in the theme ${theme}`, async () => {
      await open({ theme });
      const panel = await pressRun();
      await untilEnded(panel);
      await panel.locator('.timeline').focus();
      await vscode.page.keyboard.press('f');
      await vscode.page.waitForTimeout(500);
      await vscode.screenshot(`ended-${theme}`);
      assert.equal(await panel.locator(programRows).count(), 6);
    });
  }

  it('shows threads in the Run and Debug view, and above a line what it made', async () => {
    await open({ viewport: { width: 1400, height: 1200 } });
    const panel = await pressRun();
    await untilEnded(panel);
    const lens = vscode.page.locator('.codelens-decoration', { hasText: '4 finished' });
    await lens.first().waitFor();
    assert.match(
      (await lens.first().innerText()).replace(/\s/g, ' '),
      /4 threads · 4 finished · [\d.]+ m?s busy/,
    );
    await vscode.runCommand('View: Show Run and Debug');
    // In VS Code's own containers a view of an extension begins folded.
    const header = vscode.page.getByRole('button', { name: /^Threads/ });
    await header.click();
    const view = vscode.page.locator('.pane', { has: header });
    const rows = view.getByRole('treeitem');
    await rows.nth(5).waitFor();
    const texts = (await rows.allInnerTexts()).map(text => text.replace(/\s+/g, ' ').trim());
    assert.match(texts[0] ?? '', /^node \d+ ?primes\.mjs · exit 0$/);
    assert.match(texts[1] ?? '', /^main ?finished/);
    for (const [index, text] of texts.slice(2).entries())
      assert.match(text, new RegExp(`^primes #${index + 1} ?finished · \\d+% CPU$`));
    await rows.nth(3).click();
    await panel.locator('.row[aria-selected=true]', { hasText: 'primes #2' }).waitFor();
    await vscode.screenshot('threads-view');
    // While the editor lies unfocused VS Code may show what lenses said before, as text; who clicks there focuses it.
    await putCaret(1);
    await lens.first().locator('a').click();
    await panel.locator('.row[aria-selected=true]', { hasText: 'primes #1' }).waitFor();
  });

  it('can be looked at in a narrow window', async () => {
    await open({ viewport: { width: 900, height: 650 } });
    const panel = await pressRun();
    await untilEnded(panel);
    await vscode.screenshot('narrow');
    assert.ok(await panel.locator('.timeline').isVisible());
  });

  async function putCaret(line: number): Promise<void> {
    // In the middle of a long line the browser would scroll the editor's insides to get there.
    await vscode.page
      .locator('.monaco-editor .view-line')
      .first()
      .click({ position: { x: 5, y: 5 } });
    await vscode.page.keyboard.press('Control+Home');
    await vscode.page.locator('.statusbar-item', { hasText: `Ln ${line}, ` }).waitFor();
  }
});

/** What is painted, as a text to compare. */
function lanes(panel: Frame): Promise<string[]> {
  return panel.evaluate(() => [...document.querySelectorAll('canvas')].map(canvas => canvas.toDataURL()));
}

async function threadNames(panel: Frame): Promise<string[]> {
  return panel.locator(`${programRows} .name`).allInnerTexts();
}
