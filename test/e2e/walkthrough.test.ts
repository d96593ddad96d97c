import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { openVSCode } from '../vscode/browser.ts';
import type { OpenOptions, Theme, VSCodeWindow } from '../vscode/browser.ts';
import { root } from '../vscode/install.mjs';
import { removeFolder, temporaryFolder } from '../vscode/server.mjs';

const vsix = path.join(root, 'out/thread-view.vsix');
/** The titles of the steps, and their drawings. */
const steps = {
  'What a thread is': 'steps',
  'A line of code makes it': 'hello',
  'A name says what it is for': 'names',
  'Many threads, few cores': 'crowd',
  'Two threads, one number': 'race',
  'One at a time': 'guard',
  'Now your own program': 'yours',
};

describe('the walkthrough in VS Code', function () {
  this.timeout(180_000);
  let vscode: VSCodeWindow;
  let folder: string;

  async function open(options: Partial<OpenOptions> = {}): Promise<void> {
    vscode = await openVSCode({ vsix, folder, ...options });
    await vscode.runCommand('Thread View: Open Walkthrough');
    await step('What a thread is').waitFor({ timeout: 30_000 });
  }

  beforeEach(() => {
    folder = path.join(temporaryFolder('e2e-walkthrough'), 'empty');
    mkdirSync(folder);
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await vscode.screenshot(`failed-${this.currentTest.title}`.replace(/\W+/g, '-'));
    await vscode.close();
    removeFolder(path.dirname(folder));
  });

  function step(title: string): Locator {
    const heading = vscode.page.getByRole('heading', { name: title, exact: true });
    return vscode.page.locator('.getting-started-step').filter({ has: heading });
  }

  async function choose(title: string): Promise<void> {
    await step(title).locator('.step-title').click();
    await step(title).and(vscode.page.locator('.expanded')).waitFor();
  }

  for (const [language, file, names] of [
    ['Node', 'hello.mjs', ['main', 'hello']],
    ['Python', 'hello.py', ['main', /^Thread-1/]],
  ] as const) {
    it(`runs the sample of a step in ${language} with one click, and ticks the step off`, async () => {
      await open();
      await choose('A line of code makes it');
      await vscode.page.getByRole('button', { name: `Run in ${language}` }).click();
      await vscode.page.getByRole('tab', { name: file }).first().waitFor();
      const panel = await vscode.webviewFrame();
      await panel.locator('.run-status', { hasText: /exit|ended/i }).waitFor({ timeout: 60_000 });
      const rows = panel.locator('[role=treeitem]:not(.runtime) .name');
      const shown = (await rows.allInnerTexts()).slice(1);
      assert.equal(shown.length, names.length);
      for (const [index, name] of names.entries())
        if (typeof name === 'string') assert.equal(shown[index], name);
        else assert.match(shown[index] ?? '', name);
      await vscode.screenshot(`walkthrough-ran-${language}`);
      await vscode.page.getByRole('tab', { name: 'Welcome' }).first().click();
      await step('A line of code makes it').locator('.codicon-getting-started-step-checked').waitFor();
      assert.equal(await vscode.page.locator('.getting-started-step .complete').count(), 1);
    });
  }

  it('runs a sample also in a window without a folder, as one has it who has just installed it', async () => {
    await open({ folder: '' });
    await choose('What a thread is');
    await vscode.page.getByRole('button', { name: 'Run in Node' }).click();
    const panel = await vscode.webviewFrame({ timeoutMs: 60_000 });
    await panel.locator('.run-status', { hasText: /exit 0/i }).waitFor({ timeout: 60_000 });
    await vscode.screenshot('walkthrough-without-folder');
  });

  for (const theme of ['dark', 'light', 'hc-dark', 'hc-light'] satisfies Theme[]) {
    it(`can be looked at, step by step, in the theme ${theme}`, async () => {
      await open({ theme });
      for (const [index, [title, name]] of Object.entries(steps).entries()) {
        await choose(title);
        const drawing = await drawingOf(vscode, shapesIn(name));
        assert.deepEqual(drawing.unknown, [], title);
        await vscode.screenshot(`walkthrough-${theme}-${index + 1}`);
      }
    });
  }
});

function shapesIn(name: string): number {
  const svg = readFileSync(path.join(root, `media/walkthrough/${name}.svg`), 'utf8');
  return svg.match(/<(rect|path|circle|text)\b/g)?.length ?? 0;
}

/**
 * Waits for the drawing beside the steps that has so many shapes: no two have the same number.
 * @returns which colours of ours, and of all texts, this theme does not know
 */
async function drawingOf({ page }: VSCodeWindow, shapes: number): Promise<{ unknown: readonly string[] }> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    for (const frame of page.frames()) {
      const found = await frame
        .evaluate(count => {
          const shapes = [...document.querySelectorAll('svg :is(rect, path, circle, text)')];
          if (shapes.length !== count) return null;
          const names = shapes.flatMap(shape =>
            ['fill', 'stroke'].flatMap(name => shape.getAttribute(name)?.match(/--vscode-[\w-]+/)?.[0] ?? []),
          );
          const colours = getComputedStyle(document.documentElement);
          return {
            // Of borders some themes have none, and the next name stands in.
            unknown: names.filter(
              name => /threadView|oreground$/.test(name) && colours.getPropertyValue(name) === '',
            ),
          };
        }, shapes)
        .catch(() => null);
      if (found !== null) return found;
    }
    await page.waitForTimeout(50);
  }
  throw new Error(`no drawing of ${shapes} shapes`);
}
