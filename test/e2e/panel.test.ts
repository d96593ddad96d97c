import assert from 'node:assert/strict';
import { PanelDriver } from '../panel/support/panelDriver.ts';

describe('the panel in Chromium, with a scripted host', function () {
  this.timeout(60_000);
  const panel = new PanelDriver();

  before(() => panel.begin());
  afterEach(() => panel.close());

  it('says that nothing has run, and how to run something', async () => {
    await panel.open();
    await panel.page.getByRole('heading', { name: 'Nothing has run yet' }).waitFor();
    assert.equal((await panel.sent('ready')).length, 1);
  });

  it('shows processes and threads as a tree, and the same as a table', async () => {
    await panel.show('primes');
    const rows = await panel.page.getByRole('treeitem').allInnerTexts();
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
    const table = panel.page.getByRole('table');
    await table.getByRole('row').nth(6).waitFor({ state: 'attached' });
    const failed = table.getByRole('row').filter({ hasText: 'RangeError' });
    assert.match(await failed.innerText(), /primes\s+2\s+node 4121\s+failed/);
  });

  it('opens the line that made the thread when a span is clicked, and inspects the thread', async () => {
    await panel.show('primes');
    const { x, y } = await panel.pointOf(2, 110);
    await panel.page.mouse.click(x, y);
    await panel.page.locator('.inspector h2', { hasText: 'primes #1' }).waitFor();
    assert.deepEqual(await panel.sent('open'), [
      { type: 'open', place: { file: '/home/ada/workspace/primes.mjs', line: 14, column: 18 } },
    ]);
    await panel.page.locator('.facts-span', { hasText: 'running' }).waitFor();
  });

  it('opens the line that threw when the error mark is clicked, and any frame of its stack', async () => {
    await panel.show('primes');
    const { x, y } = await panel.pointOf(4, 192);
    await panel.page.mouse.click(x, y);
    await panel.page.getByRole('button', { name: /prime-worker.mjs:21:15/ }).click();
    const places = (await panel.sent('open')).map(message => message.place.line);
    assert.deepEqual(places, [9, 21]);
    await panel.page.getByRole('button', { name: 'Copy the error' }).click();
    assert.equal((await panel.sent('copy')).length, 1);
  });

  it('leads from the end of a terminated thread to terminate(), from a creation mark to the constructor', async () => {
    await panel.show('primes');
    const end = await panel.pointOf(5, 231);
    await panel.page.mouse.click(end.x, end.y);
    const mark = await panel.pointOf(2, 118);
    await panel.page.mouse.click(mark.x, mark.y - 6);
    const lines = (await panel.sent('open')).map(message => message.place.line);
    assert.deepEqual(lines, [31, 40]);
  });

  it('tells in a tooltip what a span is, how long, and how that is known', async () => {
    await panel.show('primes');
    const { x, y } = await panel.pointOf(4, 118);
    await panel.page.mouse.move(x, y);
    const tip = panel.page.getByRole('tooltip');
    await tip.waitFor();
    const text = (await tip.innerText()).replace(/\s+/g, ' ');
    assert.match(text, /ready · primes/);
    assert.match(text, /duration 12 ms/);
    assert.match(text, /sampled from the OS/);
    await panel.page.mouse.move(x, y - 300);
    await tip.waitFor({ state: 'hidden' });
  });

  it('zooms at the pointer: what is under it stays under it', async () => {
    await panel.show('primes');
    const box = await panel.timelineBox();
    const start = await panel.shownWindow();
    // Wheel events come with whole pixels.
    const x = Math.round(box.x + box.width * 0.4);
    const part = (x - box.x) / box.width;
    const under = (window: { fromNs: number; toNs: number }) =>
      window.fromNs + part * (window.toNs - window.fromNs);
    await panel.page.mouse.move(x, box.y + 60);
    await panel.page.keyboard.down('Control');
    for (let i = 0; i < 4; i++) await panel.page.mouse.wheel(0, -200);
    await panel.page.keyboard.up('Control');
    await panel.settled();
    const window = await panel.shownWindow();
    assert.ok(window.toNs - window.fromNs < 100e6, `${window.toNs - window.fromNs} ns are still shown`);
    const movedPx = ((under(window) - under(start)) / (window.toNs - window.fromNs)) * box.width;
    assert.ok(Math.abs(movedPx) < 1, `moved by ${movedPx} px`);
  });

  it('loses no turn of the wheel, nor a press of a key, however many come in one frame', async () => {
    await panel.show('primes');
    const before = await panel.shownWindow();
    await panel.page.evaluate(() => {
      for (let i = 0; i < 3; i++) document.dispatchEvent(new KeyboardEvent('keydown', { key: 'w' }));
    });
    const { fromNs, toNs } = await panel.shownWindow();
    const factor = (before.toNs - before.fromNs) / (toNs - fromNs);
    assert.ok(Math.abs(factor - 1.5 ** 3) < 0.01, `zoomed by ${factor}`);
  });

  it('is worked by the keyboard: lanes, spans, inspect, fit, filter, follow, clear', async () => {
    await panel.show('primes');
    for (let i = 0; i < 3; i++) await panel.page.keyboard.press('ArrowDown');
    await panel.page.locator('.inspector h2', { hasText: 'primes #1' }).waitFor();
    await panel.page.keyboard.press('ArrowRight');
    await panel.page.keyboard.press('ArrowRight');
    await panel.page.locator('.facts-span', { hasText: 'starting' }).waitFor();
    await panel.page.keyboard.press('f');
    const { fromNs, toNs } = await panel.shownWindow();
    assert.ok(toNs - fromNs < 30e6 && fromNs > 35e6, `${fromNs}..${toNs}`);
    await panel.page.keyboard.press('Enter');
    assert.equal(await panel.page.evaluate(() => document.activeElement?.className), 'inspector');
    await panel.page.keyboard.press('/');
    await panel.page.keyboard.type('sieve');
    await panel.page.waitForFunction(() => document.querySelectorAll('.row').length === 3);
    await panel.page.keyboard.press('Escape');
    await panel.page.waitForFunction(() => document.querySelectorAll('.row').length === 8);
    await panel.page.keyboard.press('Escape');
    await panel.page.keyboard.press('Escape');
    await panel.page.locator('.inspector').waitFor({ state: 'hidden' });
  });

  it('measures a dragged range and fits it', async () => {
    await panel.show('primes');
    const from = await panel.pointOf(3, 50);
    const to = await panel.pointOf(3, 150);
    await panel.page.mouse.move(from.x, from.y);
    await panel.page.mouse.down();
    await panel.page.mouse.move(to.x, to.y, { steps: 5 });
    await panel.page.mouse.up();
    await panel.page.keyboard.press('f');
    const { fromNs, toNs } = await panel.shownWindow();
    assert.ok(Math.abs(fromNs - 48e6) < 1e6 && Math.abs(toNs - 152e6) < 1e6, `${fromNs}..${toNs}`);
    assert.equal((await panel.sent('open')).length, 0, 'a drag is no click');
  });

  it('folds a process and keeps its lanes in sight; folds survive a reload of the panel', async () => {
    await panel.show('primes');
    await panel.page.locator('.row .twistie').first().click();
    await panel.page.waitForFunction(() => document.querySelectorAll('.row').length === 3);
    const asked = (await panel.sent('window')).at(-1);
    assert.equal(asked?.threads.length, 6);
    await panel.page.waitForTimeout(400);
    await panel.page.reload();
    await panel.page.evaluate(() => window.scriptedHost.show('primes'));
    await panel.page.waitForFunction(() => document.querySelectorAll('.row').length === 3);
  });

  it('follows a run live, with at most one repaint per frame and one question at a time', async () => {
    await panel.open();
    await panel.page.evaluate(() => {
      window.scriptedHost.answerDelayMs = 15;
      window.scriptedHost.play('primes', { everyMs: 40, speed: 0.15 });
    });
    // What was asked before there were threads is not waited for.
    await panel.page.getByRole('treeitem').nth(1).waitFor();
    await panel.page.evaluate(() => (window.scriptedHost.mostOutstanding = 0));
    await panel.page.waitForTimeout(900);
    const status = panel.page.locator('.run-status');
    assert.match(await status.innerText(), /^running/);
    await panel.page.waitForFunction(() =>
      document.querySelector('.run-status')?.textContent.startsWith('ended'),
    );
    await panel.settled();
    const result = await panel.page.evaluate(() => {
      const counts = new Map<string, number>();
      for (const { frame, canvas } of window.paints) {
        if (canvas === 'swatch') continue;
        const key = `${frame} ${canvas}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      const lanes = window.paints.filter(paint => paint.canvas === 'lanes-canvas').length;
      const twice = [...counts].filter(([, count]) => count > 1).map(([key]) => key);
      return { twice, lanes, outstanding: window.scriptedHost.mostOutstanding };
    });
    assert.deepEqual(result.twice, [], 'canvases that were painted twice in a frame');
    assert.equal(result.outstanding, 1, 'questions at a time');
    assert.ok(result.lanes > 30, `the lanes moved only ${result.lanes} times`);
    assert.match(await status.innerText(), /^ended · exit 0 · 6 threads/);
  });

  it('shows what happened within 100 ms', async () => {
    await panel.open();
    await panel.page.evaluate(() => window.scriptedHost.play('primes', { everyMs: 5000, speed: 0 }));
    await panel.settled();
    const took = await panel.page.evaluate(async () => {
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
    await panel.show('primes');
    const before = await panel.page.evaluate(() => window.paints.length);
    await panel.page.waitForTimeout(500);
    assert.equal(await panel.page.evaluate(() => window.paints.length), before);
  });

  it('stops moving when the host falls silent', async () => {
    await panel.open();
    await panel.page.evaluate(() => window.scriptedHost.play('primes', { everyMs: 40, speed: 0.05 }));
    await panel.page.waitForTimeout(400);
    await panel.page.evaluate(() => window.scriptedHost.pause());
    await panel.page.waitForTimeout(400);
    const before = await panel.page.evaluate(() => window.paints.length);
    await panel.page.waitForTimeout(400);
    assert.equal(await panel.page.evaluate(() => window.paints.length), before);
  });

  it('asks for everything again when an update is missing, once', async () => {
    await panel.show('primes');
    await panel.page.evaluate(() => {
      window.scriptedHost.skipUpdate();
      window.scriptedHost.update();
      window.scriptedHost.update();
    });
    await panel.settled();
    assert.equal((await panel.sent('ready')).length, 2);
    assert.equal(await panel.page.getByRole('treeitem').count(), 8);
  });

  it('keeps keys and clicks of its controls to them', async () => {
    await panel.show('primes');
    await panel.page.getByRole('button', { name: 'Run again' }).click();
    await panel.page.keyboard.press('Enter');
    const commands = (await panel.sent('command')).map(message => message.command);
    assert.deepEqual(commands, ['runAgain', 'runAgain']);
  });

  it('offers the next step when a run could not start', async () => {
    await panel.open();
    await panel.page.evaluate(() =>
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
    await panel.page.getByText('Open the File').click();
    assert.deepEqual(await panel.sent('command'), [{ type: 'command', command: 'openFile' }]);
    await panel.page.mouse.move(0, 0);
    await panel.screenshot('failed');
  });

  it('follows the theme when it changes', async () => {
    await panel.show('primes');
    const colour = () => panel.page.evaluate(() => document.body.style.getPropertyValue('--threads-running'));
    const before = await colour();
    await panel.page.evaluate(() => window.applyTheme('light'));
    await panel.settled();
    assert.notEqual(await colour(), before);
  });

  it('lights up the lanes that the line under the caret made', async () => {
    await panel.show('primes');
    await panel.page.evaluate(() =>
      window.scriptedHost.send({
        type: 'caret',
        place: { file: 'file:///home/ada/workspace/primes.mjs', line: 14, column: 1 },
      }),
    );
    await panel.page.waitForFunction(() => document.querySelectorAll('.row.lit').length === 3);
  });

  for (const { name, options } of [
    { name: 'dark', options: { theme: 'dark' } },
    { name: 'light', options: { theme: 'light', pixelRatio: 2 } },
    { name: 'high-contrast', options: { theme: 'highContrast' } },
    { name: 'high-contrast-light', options: { theme: 'highContrastLight' } },
    { name: 'narrow', options: { width: 300, height: 620, pixelRatio: 2 } },
  ] as const) {
    it(`looks right and is accessible: ${name}`, async () => {
      await panel.show('primes', { height: 700, ...options });
      for (let i = 0; i < 5; i++) await panel.page.keyboard.press('ArrowDown');
      await panel.settled();
      await panel.screenshot(name);
      await panel.page.waitForTimeout(1100);
      assert.deepEqual(await panel.accessibilityProblems(), []);
      const overflow = await panel.page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      assert.equal(overflow, 0, 'nothing sticks out sideways');
    });
  }

  it('looks right with 60 threads, 20 000 spans and 3 000 messages', async () => {
    await panel.open({ height: 700 });
    await panel.page.evaluate(() => window.scriptedHost.show('busy'));
    await panel.settled();
    await panel.page.locator('.row', { hasText: 'worker-5' }).click();
    await panel.settled();
    await panel.screenshot('busy');
    await panel.page.locator('.legend', { hasText: /messages here/ }).waitFor();
    const asked = (await panel.sent('window')).at(-1);
    assert.ok(asked);
    const rows = await panel.page.locator('.row').count();
    assert.ok(rows < 40, `${rows} rows of 61 are in the document`);
  });
});
