import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { PanelMessage } from '../../src/protocol/panel.ts';
import { PanelPages } from '../panel/support/panelPage.ts';
import type { PageOptions } from '../panel/support/panelPage.ts';

const screenshots = path.resolve('out/screenshots');
/** Of the ruler: lanes begin below it. */
const rowPx = 22;

type Violations = { violations: { id: string; impact: string | null; nodes: { html: string }[] }[] };

describe('the panel in Chromium, with a scripted host', function () {
  this.timeout(60_000);
  let pages: PanelPages;
  let page: Page;

  before(async () => {
    await mkdir(screenshots, { recursive: true });
    pages = await PanelPages.open();
  });
  after(() => pages.close());

  afterEach(async () => {
    const { violations, problems } = await page.evaluate(() => ({
      violations: window.violations,
      problems: window.scriptedHost.take('problem'),
    }));
    await page.context().close();
    assert.deepEqual(violations, [], 'content security policy');
    assert.deepEqual(problems, [], 'errors inside the panel');
  });

  async function open(options: PageOptions = {}): Promise<void> {
    page = await pages.page(options);
  }

  async function showPrimes(options: PageOptions = {}): Promise<void> {
    await open(options);
    await page.evaluate(() =>
      window.scriptedHost.show('primes', { notices: ['OS data is not readable here.'] }),
    );
    await settled();
  }

  /** Until nothing is asked and nothing is painted any more. */
  async function settled(): Promise<void> {
    await page.waitForFunction(async () => {
      const before = window.paints.length + window.scriptedHost.received.length;
      await new Promise(resolve => setTimeout(resolve, 120));
      return window.paints.length + window.scriptedHost.received.length === before;
    });
  }

  function sent(type: PanelMessage['type']): Promise<PanelMessage[]> {
    return page.evaluate(kind => window.scriptedHost.take(kind), type);
  }

  async function timelineBox() {
    const box = await page.locator('.timeline').boundingBox();
    assert.ok(box);
    return box;
  }

  /** Where a moment of a row is on screen; moments are those of the whole run, fitted. */
  async function pointOf(row: number, momentMs: number) {
    const box = await timelineBox();
    const { fromNs, toNs } = await shownWindow();
    return {
      x: box.x + ((momentMs * 1e6 - fromNs) / (toNs - fromNs)) * box.width,
      y: box.y + (row + 0.5) * rowPx,
    };
  }

  /** What is on screen, from the latest question: it asks for half a width more on each side. */
  async function shownWindow(): Promise<{ fromNs: number; toNs: number }> {
    await page.waitForTimeout(350);
    const saved = await page.evaluate(
      () => window.savedState as { window: { fromNs: number; toNs: number } | null } | undefined,
    );
    if (saved?.window) return saved.window;
    const { width } = await timelineBox();
    const endNs = await page.evaluate(() => window.scriptedHost.nowNs);
    return { fromNs: -0.005 * endNs, toNs: endNs * (1 + Math.min(0.6, 84 / (width - 84))) };
  }

  async function screenshot(name: string): Promise<void> {
    await page.screenshot({ path: path.join(screenshots, `panel-${name}.png`) });
  }

  it('says that nothing has run, and how to run something', async () => {
    await open();
    await page.getByRole('heading', { name: 'Nothing has run yet' }).waitFor();
    assert.equal((await sent('ready')).length, 1);
  });

  it('shows processes and threads as a tree, and the same as a table', async () => {
    await showPrimes();
    const rows = await page.getByRole('treeitem').allInnerTexts();
    assert.deepEqual(
      rows.map(text => text.replace(/\s+/g, ' ').trim()),
      [
        'node 4121 primes.mjs',
        'main 21 % , finished',
        'primes #1 90 % , finished',
        'primes/helper #4 85 % , finished',
        'primes #2 68 % , failed',
        'sieve #3 29 % , killed',
        'node 4130 audit.mjs',
        'main 82 % , finished',
      ],
    );
    const table = page.getByRole('table');
    await table.getByRole('row').nth(6).waitFor({ state: 'attached' });
    const failed = table.getByRole('row').filter({ hasText: 'RangeError' });
    assert.match(await failed.innerText(), /primes\s+2\s+node 4121\s+failed/);
  });

  it('opens the line that made the thread when a span is clicked, and inspects the thread', async () => {
    await showPrimes();
    const { x, y } = await pointOf(2, 110);
    await page.mouse.click(x, y);
    await page.locator('.inspector h2', { hasText: 'primes #1' }).waitFor();
    assert.deepEqual(await sent('open'), [
      { type: 'open', place: { file: '/home/ada/workspace/primes.mjs', line: 14, column: 18 } },
    ]);
    await page.locator('.facts-span', { hasText: 'running' }).waitFor();
  });

  it('opens the line that threw when the error mark is clicked, and any frame of its stack', async () => {
    await showPrimes();
    const { x, y } = await pointOf(4, 192);
    await page.mouse.click(x, y);
    await page.getByRole('button', { name: /prime-worker.mjs:21:15/ }).click();
    const places = (await sent('open')).map(message => (message.type === 'open' ? message.place.line : 0));
    assert.deepEqual(places, [9, 21]);
    await page.getByRole('button', { name: 'Copy the error' }).click();
    assert.equal((await sent('copy')).length, 1);
  });

  it('leads from the end of a terminated thread to terminate(), from a creation mark to the constructor', async () => {
    await showPrimes();
    const end = await pointOf(5, 231);
    await page.mouse.click(end.x, end.y);
    const mark = await pointOf(2, 118);
    await page.mouse.click(mark.x, mark.y - 6);
    const lines = (await sent('open')).map(message => (message.type === 'open' ? message.place.line : 0));
    assert.deepEqual(lines, [31, 40]);
  });

  it('tells in a tooltip what a span is, how long, and how that is known', async () => {
    await showPrimes();
    const { x, y } = await pointOf(4, 118);
    await page.mouse.move(x, y);
    const tip = page.getByRole('tooltip');
    await tip.waitFor();
    const text = (await tip.innerText()).replace(/\s+/g, ' ');
    assert.match(text, /ready · primes/);
    assert.match(text, /duration 12 ms/);
    assert.match(text, /sampled from the OS/);
    await page.mouse.move(x, y - 300);
    await tip.waitFor({ state: 'hidden' });
  });

  it('zooms at the pointer: what is under it stays under it', async () => {
    await showPrimes();
    const box = await timelineBox();
    const start = await shownWindow();
    // Wheel events come with whole pixels.
    const x = Math.round(box.x + box.width * 0.4);
    const part = (x - box.x) / box.width;
    const under = (window: { fromNs: number; toNs: number }) =>
      window.fromNs + part * (window.toNs - window.fromNs);
    await page.mouse.move(x, box.y + 60);
    await page.keyboard.down('Control');
    for (let i = 0; i < 4; i++) await page.mouse.wheel(0, -200);
    await page.keyboard.up('Control');
    await settled();
    const window = await shownWindow();
    assert.ok(window.toNs - window.fromNs < 100e6, `${window.toNs - window.fromNs} ns are still shown`);
    const movedPx = ((under(window) - under(start)) / (window.toNs - window.fromNs)) * box.width;
    assert.ok(Math.abs(movedPx) < 1, `moved by ${movedPx} px`);
  });

  it('is worked by the keyboard: lanes, spans, inspect, fit, filter, follow, clear', async () => {
    await showPrimes();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown');
    await page.locator('.inspector h2', { hasText: 'primes #1' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.locator('.facts-span', { hasText: 'starting' }).waitFor();
    await page.keyboard.press('f');
    const { fromNs, toNs } = await shownWindow();
    assert.ok(toNs - fromNs < 30e6 && fromNs > 35e6, `${fromNs}..${toNs}`);
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.className), 'inspector');
    await page.keyboard.press('/');
    await page.keyboard.type('sieve');
    await page.waitForFunction(() => document.querySelectorAll('.row').length === 3);
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.querySelectorAll('.row').length === 8);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.locator('.inspector').waitFor({ state: 'hidden' });
  });

  it('measures a dragged range and fits it', async () => {
    await showPrimes();
    const from = await pointOf(3, 50);
    const to = await pointOf(3, 150);
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 5 });
    await page.mouse.up();
    await page.keyboard.press('f');
    const { fromNs, toNs } = await shownWindow();
    assert.ok(Math.abs(fromNs - 48e6) < 1e6 && Math.abs(toNs - 152e6) < 1e6, `${fromNs}..${toNs}`);
    assert.equal((await sent('open')).length, 0, 'a drag is no click');
  });

  it('folds a process and keeps its lanes in sight; folds survive a reload of the panel', async () => {
    await showPrimes();
    await page.locator('.row .twistie').first().click();
    await page.waitForFunction(() => document.querySelectorAll('.row').length === 3);
    const asked = (await sent('window')).at(-1);
    assert.ok(asked?.type === 'window' && asked.threads.length === 6);
    await page.waitForTimeout(400);
    await page.reload();
    await page.evaluate(() => window.scriptedHost.show('primes'));
    await page.waitForFunction(() => document.querySelectorAll('.row').length === 3);
  });

  it('follows a run live, with at most one repaint per frame and one question at a time', async () => {
    await open();
    await page.evaluate(() => {
      window.scriptedHost.answerDelayMs = 15;
      window.scriptedHost.play('primes', { everyMs: 40, speed: 0.15 });
    });
    await page.waitForTimeout(900);
    const status = page.locator('.run-status');
    assert.match(await status.innerText(), /^running/);
    await page.waitForFunction(() => document.querySelector('.run-status')?.textContent.startsWith('ended'));
    await settled();
    const result = await page.evaluate(() => {
      const counts = new Map<string, number>();
      for (const { frame, canvas } of window.paints) {
        if (canvas === 'swatch') continue;
        const key = `${frame} ${canvas}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      const lanes = window.paints.filter(paint => paint.canvas === 'lanes-canvas').length;
      return { most: Math.max(...counts.values()), lanes, outstanding: window.scriptedHost.mostOutstanding };
    });
    assert.equal(result.most, 1, 'repaints of one canvas in one frame');
    assert.equal(result.outstanding, 1, 'questions at a time');
    assert.ok(result.lanes > 30, `the lanes moved only ${result.lanes} times`);
    assert.match(await status.innerText(), /^ended · exit 0 · 6 threads/);
  });

  it('shows what happened within 100 ms', async () => {
    await open();
    await page.evaluate(() => window.scriptedHost.play('primes', { everyMs: 5000, speed: 0 }));
    await settled();
    const took = await page.evaluate(async () => {
      const host = window.scriptedHost;
      host.nowNs = 60e6;
      const began = performance.now();
      host.update();
      while (
        !/5/.test(document.querySelector('.corner')?.textContent ?? '') &&
        document.querySelectorAll('.row').length < 5
      ) {
        await new Promise(resolve => requestAnimationFrame(resolve));
      }
      return performance.now() - began;
    });
    assert.ok(took < 100, `${took} ms`);
  });

  it('does nothing at all while nothing changes', async () => {
    await showPrimes();
    const before = await page.evaluate(() => window.paints.length);
    await page.waitForTimeout(500);
    assert.equal(await page.evaluate(() => window.paints.length), before);
  });

  it('stops moving when the host falls silent', async () => {
    await open();
    await page.evaluate(() => window.scriptedHost.play('primes', { everyMs: 40, speed: 0.05 }));
    await page.waitForTimeout(400);
    await page.evaluate(() => window.scriptedHost.pause());
    await page.waitForTimeout(400);
    const before = await page.evaluate(() => window.paints.length);
    await page.waitForTimeout(400);
    assert.equal(await page.evaluate(() => window.paints.length), before);
  });

  it('asks for everything again when an update is missing, once', async () => {
    await showPrimes();
    await page.evaluate(() => {
      window.scriptedHost.skipUpdate();
      window.scriptedHost.update();
      window.scriptedHost.update();
    });
    await settled();
    assert.equal((await sent('ready')).length, 2);
    assert.equal(await page.getByRole('treeitem').count(), 8);
  });

  it('keeps keys and clicks of its controls to them', async () => {
    await showPrimes();
    await page.getByRole('button', { name: 'Run again' }).click();
    await page.keyboard.press('Enter');
    const commands = (await sent('command')).map(message =>
      message.type === 'command' ? message.command : '',
    );
    assert.deepEqual(commands, ['runAgain', 'runAgain']);
  });

  it('offers the next step when a run could not start', async () => {
    await open();
    await page.evaluate(() =>
      window.scriptedHost.showRun({
        status: 'failed',
        exitCode: 1,
        failure: {
          message: 'primes.mjs has a syntax error, so none of its threads began.',
          detail:
            "file:///home/ada/workspace/primes.mjs:7\nconst = 3;\n      ^\n\nSyntaxError: Unexpected token '='",
          nextSteps: [
            { label: 'Open the File', command: 'openFile' },
            { label: 'Run Again', command: 'runAgain' },
          ],
        },
      }),
    );
    await page.getByText('Open the File').click();
    assert.deepEqual(await sent('command'), [{ type: 'command', command: 'openFile' }]);
    await page.mouse.move(0, 0);
    await screenshot('failed');
  });

  it('follows the theme when it changes', async () => {
    await showPrimes();
    const colour = () => page.evaluate(() => document.body.style.getPropertyValue('--threads-running'));
    const before = await colour();
    await page.evaluate(() => window.applyTheme('light'));
    await settled();
    assert.notEqual(await colour(), before);
  });

  it('lights up the lanes that the line under the caret made', async () => {
    await showPrimes();
    await page.evaluate(() =>
      window.scriptedHost.send({
        type: 'caret',
        place: { file: 'file:///home/ada/workspace/primes.mjs', line: 14, column: 1 },
      }),
    );
    await page.waitForFunction(() => document.querySelectorAll('.row.lit').length === 3);
  });

  for (const { name, options } of [
    { name: 'dark', options: { theme: 'dark' } },
    { name: 'light', options: { theme: 'light', pixelRatio: 2 } },
    { name: 'high-contrast', options: { theme: 'highContrast' } },
    { name: 'narrow', options: { width: 300, height: 620, pixelRatio: 2 } },
  ] as const) {
    it(`looks right and is accessible: ${name}`, async () => {
      await showPrimes({ height: 700, ...options });
      for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowDown');
      await settled();
      await screenshot(name);
      await page.waitForTimeout(1100);
      assert.deepEqual(await accessibilityProblems(), []);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.equal(overflow, 0, 'nothing sticks out sideways');
    });
  }

  it('looks right with 60 threads, 20 000 spans and 3 000 messages', async () => {
    await open({ height: 700 });
    await page.evaluate(() => window.scriptedHost.show('busy'));
    await settled();
    await page.locator('.row', { hasText: 'worker-5' }).click();
    await settled();
    await screenshot('busy');
    await page.locator('.legend', { hasText: /messages here/ }).waitFor();
    const asked = (await sent('window')).at(-1);
    assert.ok(asked?.type === 'window');
    const rows = await page.locator('.row').count();
    assert.ok(rows < 40, `${rows} rows of 61 are in the document`);
  });

  /** Runs axe-core as a user script would: the policy holds for the page, not for the test. */
  async function accessibilityProblems(): Promise<string[]> {
    const axe = await readFile(
      createRequire(path.resolve('package.json')).resolve('axe-core/axe.min.js'),
      'utf8',
    );
    await page.evaluate(axe);
    const result = await page.evaluate<Violations>('axe.run(document)');
    return result.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 160)).join(' | ')}`);
  }
});
