import assert from 'node:assert/strict';
import { PanelDriver, oneLine } from '../panel/support/panelDriver.ts';

describe('the panel to a screen reader, in Chromium', function () {
  this.timeout(60_000);
  const panel = new PanelDriver();

  before(() => panel.begin());
  afterEach(() => panel.close());

  const table = (caption: RegExp) => panel.page.getByRole('table', { name: caption });

  it('has the lanes as a table, in the order in which they are seen, and selects by it', async () => {
    await panel.show('primes');
    const lanes = table(/^Threads of this run$/);
    await lanes.getByRole('row').nth(6).waitFor({ state: 'attached' });
    const names = await lanes.getByRole('rowheader').allInnerTexts();
    assert.deepEqual(names, ['main', 'primes', 'primes/helper', 'primes', 'sieve', 'main']);
    assert.equal(await lanes.getAttribute('aria-rowcount'), '7');
    assert.match(oneLine(await lanes.getByRole('row').nth(4).innerText()), /failed .* RangeError: /);
    await lanes.getByRole('button', { name: 'sieve' }).dispatchEvent('click');
    await panel.page.locator('.inspector h2', { hasText: 'sieve #3' }).waitFor();
    await panel.page.locator('tr[aria-current=true]', { hasText: 'sieve' }).waitFor({ state: 'attached' });
  });

  it('has the spans of the selected lane as a table with the same facts, and selects by it', async () => {
    await panel.show('primes');
    await panel.selectRow(4);
    const spans = table(/^Visible spans of primes$/);
    // The table is there before the answer is that its rows come from.
    await spans.getByRole('button', { name: 'ready' }).waitFor({ state: 'attached' });
    const rows = (await spans.getByRole('row').allInnerTexts()).map(oneLine);
    assert.equal(rows[0], 'State Cause From To Duration Known');
    const ready = rows.findIndex(row => row.startsWith('ready'));
    assert.match(rows[ready] ?? '', /^ready \d+\.\d{3} ms \d+\.\d{3} ms 12 ms sampled from the OS$/);
    await spans.getByRole('button', { name: 'ready' }).dispatchEvent('click');
    await panel.page.locator('.facts-span', { hasText: 'ready' }).waitFor();
    // And the other way round: the table follows what is picked on the timeline.
    await panel.press('ArrowRight');
    const current = spans.locator('tr[aria-current=true]');
    await panel.page.waitForFunction(
      index =>
        document.querySelector('tr[aria-current=true][aria-rowindex="' + index + '"] th button') !== null,
      String(ready + 2),
    );
    assert.equal(await spans.getByRole('row').count(), rows.length);
    assert.ok((await current.count()) === 1);
  });

  it('has shares of states where there are too many spans to tell apart', async () => {
    await panel.show('dense');
    await panel.selectRow(1);
    const shares = table(/^Shares of the states of main from 0.000 ms to /);
    await shares.waitFor({ state: 'attached' });
    const rows = (await shares.getByRole('row').allInnerTexts()).map(oneLine);
    assert.match(rows[1] ?? '', /^(running|waiting) \d+ %$/);
    const sum = rows
      .slice(1)
      .map(row => Number(/(\d+) %/.exec(row)?.[1]))
      .reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - 100) <= rows.length, `${sum} %`);
  });

  it('keeps its tables small, and says which rows of how many they hold', async () => {
    await panel.open();
    await panel.page.evaluate(() => window.scriptedHost.showMany(1000));
    const lanes = table(/^Threads of this run: 1 to 100 of 1\s000, around the selected one$/);
    await lanes.waitFor({ state: 'attached' });
    assert.equal(await lanes.getByRole('row').count(), 101);
    // Of so many the rest is one row at the end, which unfolds.
    for (const key of ['End', 'Enter', 'End']) await panel.press(key);
    const moved = table(/^Threads of this run: 901 to 1\s000 of 1\s000/);
    await moved.waitFor({ state: 'attached' });
    assert.equal(await moved.getByRole('row').last().getAttribute('aria-rowindex'), '1001');
    assert.deepEqual(await panel.accessibilityProblems(), []);
  });

  it('is told what happens, and not more often than one can listen', async () => {
    await panel.open();
    await panel.page.evaluate(() => {
      window.spoken = [];
      const live = document.querySelectorAll('[aria-live]');
      const observer = new MutationObserver(records => {
        for (const { target } of records) {
          const element = target instanceof Element ? target : target.parentElement;
          const text = element?.closest('[aria-live]')?.textContent ?? '';
          if (text !== window.spoken.at(-1)) window.spoken.push(text);
        }
      });
      for (const element of live)
        observer.observe(element, { childList: true, characterData: true, subtree: true });
      window.scriptedHost.play('primes', { everyMs: 20, speed: 0.1 });
    });
    await panel.page.waitForFunction(() => window.spoken.some(text => text.includes('failed: RangeError')));
    await panel.page.waitForFunction(() => window.spoken.some(text => text.startsWith('ended')));
    const spoken = await panel.page.evaluate(() => window.spoken);
    // Beginning, first news, end, last news: some 130 updates came meanwhile.
    assert.ok(spoken.length <= 5, spoken.join(' | '));
    assert.ok(
      spoken.some(text => /\d threads? began/.test(text)),
      spoken.join(' | '),
    );
  });
});

declare global {
  interface Window {
    spoken: string[];
  }
}
