import assert from 'node:assert/strict';
import { PanelDriver, oneLine } from '../panel/support/panelDriver.ts';

describe('a range of the timeline, in Chromium', function () {
  this.timeout(60_000);
  const panel = new PanelDriver();

  before(() => panel.begin());
  afterEach(() => panel.close());

  const table = () => panel.page.locator('.range-view');
  const tableText = () => table().innerText().then(oneLine);

  async function drag(fromMs: number, toMs: number): Promise<void> {
    const from = await panel.pointOf(3, fromMs);
    const to = await panel.pointOf(3, toMs);
    await panel.page.mouse.move(from.x, from.y);
    await panel.page.mouse.down();
    await panel.page.mouse.move(to.x, to.y, { steps: 6 });
    await panel.page.mouse.up();
    await table().locator('.range-body:not(.stale) table').first().waitFor();
  }

  it('has a table: time per state and thread, messages, waits by cause and the longest of them', async () => {
    await panel.show('primes', { height: 760 });
    await drag(100, 200);
    const text = await tableText();
    assert.match(text, /^Selected range · (99\.\d|100) ms/);
    const row = table().getByRole('row').filter({ hasText: 'primes #2' });
    assert.match(await row.innerText().then(oneLine), /^node 4121 · primes #2 54 ms 12 ms 26 ms 1$/);
    assert.match(text, /Waits by cause .*Atomics\.wait on shared buffer 1 \[3\]: ok 2 62 ms 36 ms/);
    assert.match(
      text,
      /Longest waits .*main: Atomics\.wait on shared buffer 1 \[3\]: ok, woken by primes 36 ms/,
    );
    const lines = table().locator('.range-lines');
    assert.match(
      await lines.innerText().then(oneLine),
      /^Lines with the most known time .*This is no profile\. line time threads in all primes\.mjs:14 its threads running 3 \d+ ms .*primes\.mjs:31 blocked here 1 36 ms$/,
    );
    await lines.getByRole('button', { name: 'primes.mjs:31' }).click();
    assert.deepEqual((await panel.sent('open')).at(-1)?.place, {
      file: '/home/ada/workspace/primes.mjs',
      line: 31,
      column: 15,
    });
    assert.equal(await panel.page.evaluate(() => window.scriptedHost.questions('range').length), 1);
    await panel.page.mouse.move(4, 4);
    await panel.screenshot('range');
  });

  it('is copied as text, CSV and Markdown', async () => {
    await panel.show('primes', { height: 760 });
    await drag(100, 200);
    for (const format of ['text', 'CSV', 'Markdown']) {
      await table().getByRole('button', { name: format, exact: true }).click();
    }
    const [text, csv, markdown] = (await panel.sent('copy')).map(message => message.text);
    assert.match(text ?? '', /^primes\.mjs: .*\n\nthread +created +starting/);
    assert.match(csv ?? '', /\r\nnode 4121 · primes #2,/);
    assert.match(markdown ?? '', /\n\| all 6 threads \|/);
    assert.match(csv ?? '', /\r\n\/home\/ada\/workspace\/primes\.mjs:31,blocked here,1,36\r\n/);
    assert.match(await panel.page.getByRole('status').innerText(), /Copied as Markdown/);
  });

  it('leads to a long wait, and back to the table; Esc forgets the range', async () => {
    await panel.show('primes', { height: 760 });
    await drag(140, 200);
    await table()
      .getByRole('button', { name: /primes #2: Atomics\.wait/ })
      .click();
    await panel.page.locator('.inspector h2', { hasText: 'primes #2' }).waitFor();
    assert.match(await panel.section('span'), /blocked · primes/);
    assert.equal(await table().isVisible(), false);
    await panel.page.getByRole('button', { name: /^range / }).click();
    await table().waitFor();
    await table()
      .getByRole('button', { name: /^primes #2$/ })
      .first()
      .click();
    await panel.page.getByRole('button', { name: /^range / }).click();
    await panel.press('Escape');
    await panel.page.locator('.inspector h2', { hasText: 'primes #2' }).waitFor();
    assert.equal(await table().isVisible(), false);
  });

  it('is about the threads that have a lane, and keeps its table while it is zoomed to', async () => {
    await panel.show('primes', { height: 760 });
    await panel.press('/');
    await panel.page.keyboard.type('sieve');
    await panel.page.waitForFunction(() => document.querySelectorAll('.row').length === 3);
    await panel.page.locator('.timeline').focus();
    await drag(50, 150);
    const names = await table().getByRole('rowheader').allInnerTexts();
    assert.deepEqual(names.slice(0, 3), ['node 4121 · main', 'node 4121 · sieve #3', 'all 2 threads']);
    await panel.press('f');
    const { fromNs, toNs } = await panel.shownWindow();
    assert.ok(Math.abs(fromNs - 48e6) < 1e6 && Math.abs(toNs - 152e6) < 1e6, `${fromNs}..${toNs}`);
    assert.equal(await table().isVisible(), true);
  });

  it('has its table next to the timeline of a run that goes on', async () => {
    await panel.open({ height: 760, reducedMotion: true });
    await panel.page.evaluate(() => window.scriptedHost.play('primes', { everyMs: 40, speed: 0 }));
    await panel.page.evaluate(() => {
      window.scriptedHost.nowNs = 120e6;
      window.scriptedHost.pause();
      window.scriptedHost.update();
    });
    await panel.settled();
    const box = await panel.timelineBox();
    await panel.page.mouse.move(box.x + 40, box.y + 60);
    await panel.page.mouse.down();
    await panel.page.mouse.move(box.x + box.width - 4, box.y + 60, { steps: 4 });
    await panel.page.mouse.up();
    await table().locator('table').first().waitFor();
    const before = await table().locator('.sum').innerText();
    await panel.page.evaluate(() => {
      window.scriptedHost.nowNs = 126e6;
      window.scriptedHost.update();
    });
    await panel.page.waitForFunction(
      text => (document.querySelector('.range-view .sum') as HTMLElement).innerText !== text,
      before,
    );
  });

  for (const options of [
    { theme: 'light', width: 300, height: 700 },
    { theme: 'dark', width: 300, height: 1000, language: 'de', bundle: true },
    { theme: 'highContrast' },
  ] as const) {
    it(`is accessible and has room: ${options.theme}`, async () => {
      await panel.show('primes', options);
      await drag(60, 180);
      await panel.page.mouse.move(4, 4);
      await panel.settled();
      await panel.screenshot(`range-${options.theme}`);
      assert.deepEqual(await panel.accessibilityProblems(), []);
      const overflow = await panel.page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      assert.equal(overflow, 0, 'nothing sticks out sideways');
      const tables = await table().evaluate(view =>
        [...view.querySelectorAll('.range-waits table, .range-waits .wait-list')].map(element => ({
          missingPx: element.getBoundingClientRect().right - view.getBoundingClientRect().right,
          highestPx: Math.max(
            ...[...element.querySelectorAll('tr')].map(row => row.getBoundingClientRect().height),
          ),
        })),
      );
      assert.ok(tables.length >= 3);
      for (const { missingPx, highestPx } of tables)
        assert.ok(
          missingPx <= 0 && highestPx < 80,
          `${missingPx} px stick out, a row is ${highestPx} px high`,
        );
      await table()
        .locator('.range-lines')
        .evaluate(element => {
          element.scrollIntoView();
        });
      await panel.screenshot(`range-lines-${options.theme}`);
    });
  }
});
