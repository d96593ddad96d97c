import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { noPython, ownPython } from '../process/pythons.ts';
import { openVSCode } from '../vscode/browser.ts';
import type { Theme, VSCodeWindow } from '../vscode/browser.ts';
import { root } from '../vscode/install.mjs';
import { removeFolder, temporaryFolder } from '../vscode/server.mjs';
import { skip } from '../vscode/skip.ts';

const vsix = path.join(root, 'out/thread-view.vsix');

/** So that notes are not cut off by the panel. */
const viewport = { width: 1900, height: 1000 };

/** Three threads wait for a turn that never comes, and one fails. */
const stuck = `import { Worker, isMainThread, workerData } from 'node:worker_threads';

const turns = new Int32Array(workerData?.shared ?? new SharedArrayBuffer(16));

function takeTurn(index) {
  Atomics.wait(turns, index, 0);
}

if (isMainThread) {
  for (let index = 0; index < 4; index++)
    new Worker(new URL(import.meta.url), { workerData: { shared: turns.buffer, index } }).on('error', () => {});
} else if (workerData.index === 3) {
  throw new RangeError('nobody has turn 3');
} else {
  takeTurn(workerData.index);
}
`;
const waitLine = 6;
const makingLine = 11;
const failingLine = 13;

/** In philosophers.py. */
const secondForkLine = 27;

/** What is drawn at a line of the editor, from 1. */
interface Drawn {
  readonly line: number;
  readonly text: string;
}

describe('marks in the editor', function () {
  this.timeout(180_000);
  let vscode: VSCodeWindow;
  let folder: string;

  async function open(
    file: string,
    { theme = 'dark', settings = {} }: { theme?: Theme; settings?: Record<string, unknown> } = {},
  ): Promise<Frame> {
    folder = path.join(temporaryFolder('e2e-marks'), 'samples');
    cpSync(path.join(root, 'media/samples/python'), folder, { recursive: true });
    writeFileSync(path.join(folder, 'stuck.mjs'), stuck);
    mkdirSync(path.join(folder, '.vscode'));
    const all = { 'threadView.python.path': ownPython?.path, 'editor.minimap.enabled': false, ...settings };
    writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify(all));
    vscode = await openVSCode({ vsix, folder, file: path.join(folder, file), theme, viewport });
    await vscode.page.locator('.monaco-editor .view-line').first().waitFor();
    await vscode.pressRun();
    return vscode.webviewFrame({ timeoutMs: 60_000 });
  }

  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await vscode.screenshot(`failed-${this.currentTest.title}`.replace(/\W+/g, '-'));
    await vscode.close();
    removeFolder(path.dirname(folder));
  });

  /** By where they are on the screen, in pixels from the top. */
  async function lineTops(): Promise<readonly { readonly line: number; readonly top: number }[]> {
    return vscode.page.evaluate(() =>
      [...document.querySelectorAll('.monaco-editor .margin-view-overlays > div')].map(each => ({
        line: Number(each.querySelector('.line-numbers')?.textContent ?? NaN),
        top: each.getBoundingClientRect().top,
      })),
    );
  }

  async function atLines<T extends { readonly top: number }>(found: readonly T[]) {
    const tops = await lineTops();
    return found
      .map(each => ({ ...each, line: tops.find(({ top }) => Math.abs(top - each.top) < 3)?.line ?? NaN }))
      .sort((a, b) => a.line - b.line);
  }

  /** Notes are generated content, and are found by their styles. */
  async function notesOnScreen() {
    const found = await vscode.page.evaluate(() =>
      [...document.querySelectorAll('.monaco-editor .view-line span')].flatMap(element => {
        const text = /^"(.*)"$/s.exec(getComputedStyle(element, '::after').content)?.[1] ?? '';
        const { top } = (element.closest('.view-line') ?? element).getBoundingClientRect();
        const { left } = element.getBoundingClientRect();
        return text === '' ? [] : [{ top, left, text: text.replaceAll('\u00a0', ' ') }];
      }),
    );
    return atLines(found);
  }

  const notes = async (): Promise<Drawn[]> =>
    (await notesOnScreen()).map(({ line, text }) => ({ line, text }));

  /** Signs in the gutter are backgrounds. */
  async function signs(): Promise<Drawn[]> {
    const found = await vscode.page.evaluate(() =>
      [...document.querySelectorAll('.monaco-editor .glyph-margin-widgets > *')].flatMap(element => {
        const text = /([a-z]+-(dark|light))\.svg/.exec(getComputedStyle(element).backgroundImage)?.[1] ?? '';
        return text === '' ? [] : [{ top: element.getBoundingClientRect().top, text }];
      }),
    );
    return (await atLines(found)).map(({ line, text }) => ({ line, text }));
  }

  async function highlighted(): Promise<number[]> {
    const found = await vscode.page.evaluate(() =>
      [...document.querySelectorAll('.monaco-editor .view-overlays .cdr[class*=ced-]')].flatMap(element => {
        const isSeen = getComputedStyle(element).backgroundColor !== 'rgba(0, 0, 0, 0)';
        return isSeen ? [{ top: element.getBoundingClientRect().top }] : [];
      }),
    );
    return (await atLines(found)).map(({ line }) => line);
  }

  async function until(condition: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!(await condition())) {
      if (Date.now() > deadline) assert.fail(JSON.stringify({ notes: await notes(), signs: await signs() }));
      await vscode.page.waitForTimeout(50);
    }
  }

  const untilNote = (line: number, text: RegExp) =>
    until(async () => (await notes()).some(note => note.line === line && text.test(note.text)));
  const linesOf = async (drawn: () => Promise<Drawn[]>) => (await drawn()).map(({ line }) => line);

  async function putCaret(line: number): Promise<void> {
    await vscode.page
      .locator('.monaco-editor .view-lines')
      .first()
      .click({ position: { x: 300, y: 300 } });
    await vscode.page.keyboard.press('Control+Home');
    for (let at = 1; at < line; at++) await vscode.page.keyboard.press('ArrowDown');
    await vscode.page.locator('.statusbar-item', { hasText: `Ln ${line}, ` }).waitFor();
  }

  async function hoverNote(line: number): Promise<void> {
    const note = (await notesOnScreen()).find(each => each.line === line);
    assert.ok(note);
    const place = { x: note.left + 60, y: note.top + 8 };
    await vscode.page.mouse.move(place.x - 8, place.y);
    await vscode.page.mouse.move(place.x, place.y, { steps: 4 });
  }

  it('show where threads of Node wait and failed, tick, follow edits and vanish with their line', async () => {
    const panel = await open('stuck.mjs');
    await untilNote(waitLine, /^3 threads blocked here since \d+\.\d s.* \(Atomics\.wait on shared buffer/);
    await untilNote(failingLine, /^stuck #4 failed here \(RangeError: nobody has turn 3\)$/);
    assert.deepEqual(await signs(), [
      { line: waitLine, text: 'blocked-dark' },
      { line: failingLine, text: 'failed-dark' },
    ]);
    const [before] = await notes();
    await until(async () => (await notes())[0]?.text !== before?.text);
    await vscode.screenshot('marks-node-dark');

    await hoverNote(waitLine);
    const hover = vscode.page.locator('.monaco-hover', { hasText: 'blocked since' });
    await hover.waitFor();
    assert.equal(await hover.getByRole('listitem').count(), 3);
    await vscode.screenshot('marks-hover-dark');
    const [ticking] = await notes();
    await until(async () => (await notes())[0]?.text !== ticking?.text);
    assert.ok(await hover.isVisible(), 'it stays while the note goes on counting');
    await hover.getByRole('link', { name: 'stuck #2' }).click();
    await panel.locator('.row[aria-selected=true]', { hasText: 'stuck #2' }).waitFor();

    await putCaret(3);
    await vscode.page.keyboard.press('Home');
    await vscode.page.keyboard.press('Enter');
    await untilNote(waitLine + 1, /^3 threads blocked/);
    assert.deepEqual(await linesOf(signs), [waitLine + 1, failingLine + 1]);
    await putCaret(waitLine + 1);
    await vscode.page.keyboard.press('End');
    await vscode.page.keyboard.type(' // mine');
    await until(async () => !(await linesOf(notes)).includes(waitLine + 1));
    assert.deepEqual(await linesOf(signs), [failingLine + 1]);

    await vscode.runCommand('Thread View: Stop');
    await panel.locator('.run-status', { hasText: /killed|ended|exit|SIG/i }).waitFor();
    assert.deepEqual(await linesOf(notes), [failingLine + 1], 'what failed stays');
  });

  it('of waits vanish with the run, those of failures with the next', async () => {
    const panel = await open('stuck.mjs');
    await untilNote(waitLine, /^3 threads blocked/);
    await vscode.runCommand('Thread View: Stop');
    await panel.locator('.run-status', { hasText: /killed|ended|exit|SIG/i }).waitFor();
    await until(async () => (await linesOf(notes)).join() === String(failingLine));
    assert.deepEqual(await linesOf(signs), [failingLine]);
    await vscode.openFile('hello.py');
    await vscode.pressRun();
    await panel.locator('.run-title, .row', { hasText: 'hello.py' }).first().waitFor();
    await vscode.openFile('stuck.mjs');
    assert.deepEqual(await notes(), []);
  });

  it('highlight the lines of the thread that is selected in the panel, without moving the caret', async () => {
    const panel = await open('stuck.mjs');
    await untilNote(waitLine, /^3 threads blocked/);
    await panel.locator('.row', { hasText: 'stuck #2' }).click();
    await until(async () => (await highlighted()).join() === `${waitLine},${makingLine}`);
    await vscode.screenshot('marks-selected-dark');
    await panel.locator('.row', { hasText: 'stuck #4' }).click();
    await until(async () => (await highlighted()).join() === `${makingLine},${failingLine}`);
    await vscode.runCommand('View: Focus First Editor Group');
    await vscode.page.locator('.statusbar-item', { hasText: 'Ln 1, Col 1' }).waitFor();
    await panel.locator('.row', { hasText: 'stuck #4' }).click();
    await vscode.page.keyboard.press('Escape');
    await until(async () => (await highlighted()).length === 0);

    // And the other way round: the lens points at all that its line made.
    await putCaret(1);
    await vscode.page.locator('.codelens-decoration a', { hasText: '4 threads' }).first().click();
    await panel.locator('.row[aria-selected=true]', { hasText: 'stuck #1' }).waitFor();
    await panel.locator('.row.lit').nth(3).waitFor();
  });

  for (const theme of ['dark', 'light', 'hc-dark', 'hc-light'] satisfies Theme[]) {
    it(`show a deadlock in Python, who holds what, in the theme ${theme}`, async function () {
      if (ownPython === null) skip(this, noPython);
      await open('philosophers.py', { theme, settings: { 'threadView.arguments': ['deadlock'] } });
      await untilNote(secondForkLine, /^5 threads blocked here since \d+\.\d s.* \(acquire on Lock/);
      assert.deepEqual(await signs(), [
        { line: secondForkLine, text: `blocked-${theme.replace('hc-', '')}` },
      ]);
      await hoverNote(secondForkLine);
      const hover = vscode.page.locator('.monaco-hover', { hasText: 'blocked since' });
      await hover.getByRole('listitem').nth(4).waitFor();
      await hover
        .getByText(/held by/)
        .first()
        .waitFor();
      await vscode.screenshot(`marks-python-${theme}`);
    });
  }

  it('are not there where they are switched off', async () => {
    const settings = { 'threadView.editor.notes': false };
    await open('stuck.mjs', { settings });
    await until(async () => (await linesOf(signs)).join() === `${waitLine},${failingLine}`);
    assert.deepEqual(await notes(), []);
    const file = path.join(folder, '.vscode/settings.json');
    writeFileSync(file, JSON.stringify({ 'threadView.editor.gutter': false }));
    await untilNote(waitLine, /^3 threads blocked/);
    assert.deepEqual(await signs(), []);
  });
});
