import assert from 'node:assert/strict';
import { keyBindings } from '../../src/panel/keyboard.ts';
import { PanelDriver, oneLine } from '../panel/support/panelDriver.ts';

describe('the panel without a pointer, in Chromium', function () {
  this.timeout(60_000);
  const panel = new PanelDriver();

  before(() => panel.begin());
  afterEach(() => panel.close());

  const focused = () =>
    panel.page.evaluate(() => {
      const { activeElement } = document;
      return activeElement?.getAttribute('aria-label') ?? activeElement?.className ?? '';
    });

  it('lists all keys on a question mark, and gives the focus back', async () => {
    await panel.show('primes');
    await panel.press('ArrowDown');
    await panel.page.locator('.tree').focus();
    await panel.press('?');
    const sheet = panel.page.getByRole('dialog', { name: 'Keys' });
    await sheet.waitFor();
    const words = oneLine(await sheet.innerText());
    assert.equal(
      await sheet.locator('kbd').count(),
      keyBindings.flatMap(({ keys, shift }) => (shift ? [...keys, ...keys] : keys)).length,
    );
    assert.match(words, /Shift\+M Message before/);
    assert.match(words, /W \+ Zoom in/);
    await panel.screenshot('keys');
    assert.deepEqual(await panel.accessibilityProblems(), []);
    // Keys mean nothing to what lies below it.
    const rows = panel.page.locator('.row[aria-selected=true]');
    const before = await rows.getAttribute('id');
    await panel.press('ArrowDown', 'x', 'f');
    assert.equal(await rows.getAttribute('id'), before);
    await panel.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
    assert.equal(await focused(), 'Threads');
    assert.equal(await rows.getAttribute('id'), before, 'Esc closed the sheet, and nothing else');
    await panel.press('?', '?');
    await sheet.waitFor({ state: 'hidden' });
  });

  it('lists them on a click, too, also before anything has run and in a narrow panel', async () => {
    await panel.open({ width: 300, height: 400 });
    await panel.page.getByRole('button', { name: 'Keys of this panel (?)' }).click();
    const sheet = panel.page.getByRole('dialog', { name: 'Keys' });
    await sheet.waitFor();
    const box = await sheet.boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= 300 && box.height <= 400, JSON.stringify(box));
    await panel.screenshot('keys-narrow');
    await sheet.getByRole('button', { name: 'Close (Esc)' }).click();
    await sheet.waitFor({ state: 'hidden' });
  });

  it('goes to the first and the last lane', async () => {
    await panel.show('primes');
    await panel.press('End');
    assert.equal(await panel.page.locator('.row[aria-selected=true]').getAttribute('aria-posinset'), '8');
    await panel.press('Home');
    assert.equal(await panel.page.locator('.row[aria-selected=true]').getAttribute('aria-posinset'), '1');
  });

  it('selects a range span by span, and says how long it is', async () => {
    await panel.show('primes');
    await panel.selectRow(4);
    await panel.press('ArrowRight', 'ArrowRight', 'ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight');
    const range = () =>
      panel.page.evaluate(() => (window.savedState as { range: { fromNs: number; toNs: number } }).range);
    await panel.page.waitForFunction(() => (window.savedState as { range: unknown } | undefined)?.range);
    // Running, ready and running again, from the beginning of the first to the end of the last.
    const { fromNs, toNs } = await range();
    assert.ok(Math.abs(toNs - fromNs - 87e6) < 1e4, `${fromNs} to ${toNs}`);
    assert.equal(await panel.page.getByRole('status').innerText(), 'Range of 87 ms');
    await panel.press('f');
    const shown = await panel.shownWindow();
    assert.ok(shown.fromNs > fromNs - 3e6 && shown.toNs < toNs + 3e6, 'it can be fitted');
  });

  it('has an accessible list of keys in every theme', async () => {
    for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const) {
      await panel.open({ theme });
      await panel.press('?');
      await panel.page.getByRole('dialog', { name: 'Keys' }).waitFor();
      assert.deepEqual(await panel.accessibilityProblems(), [], theme);
      if (theme !== 'highContrastLight') await panel.close();
    }
  });

  it('moves the focus in the order in which things are seen, and shows where it is', async () => {
    for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const) {
      await panel.show('primes', { theme, height: 800 });
      await panel.selectRow(2);
      await panel.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      const order: string[] = [];
      const seen = new Set<number>();
      for (;;) {
        await panel.page.keyboard.press('Tab');
        const place = await panel.page.evaluate(() =>
          [...document.querySelectorAll('*')].indexOf(document.activeElement ?? document.body),
        );
        // Behind the last comes the browser itself.
        if (seen.has(place) || (await panel.page.evaluate(() => document.activeElement === document.body)))
          break;
        seen.add(place);
        const name = await focused();
        order.push(name);
        const box = await panel.page.evaluate(() => {
          const { x, y, width, height } = document.activeElement?.getBoundingClientRect() ?? new DOMRect();
          return { x: Math.max(0, x - 4), y: Math.max(0, y - 4), width: width + 8, height: height + 8 };
        });
        const clip = {
          ...box,
          width: Math.min(box.width, 1100 - box.x),
          height: Math.min(box.height, 800 - box.y),
        };
        const withFocus = await panel.page.screenshot({ clip });
        await panel.page.evaluate(() => {
          window.focusedBefore = document.activeElement as HTMLElement;
          window.focusedBefore.blur();
        });
        const without = await panel.page.screenshot({ clip });
        assert.ok(!withFocus.equals(without), `the focus of ${name} cannot be seen in ${theme}`);
        await panel.page.evaluate(() => window.focusedBefore.focus());
      }
      assert.deepEqual(
        order.filter(name => name !== 'link' && name !== '').map(name => name.replace(/\d+/g, 'N')),
        [
          'Run again',
          'Show the whole run, or the selected range (F)',
          'Zoom in (W)',
          'Zoom out (S)',
          'Next error (E)',
          'Longest wait, then the next shorter one (L)',
          'Which thread ran on which core (C)',
          'Which arrows are drawn (R)',
          'Filter threads',
          'Keys of this panel (?)',
          'Order of the threads (O)',
          'Threads',
          'Timeline of N threads. Arrow keys change the lane and step between spans, the question mark lists all keys. The same facts are in the table below.',
          'Width of the thread tree',
          'Close (Esc)',
          ...Array<string>(2).fill('Only arrows between these two'),
          ...Array<string>(9).fill('legend-entry'),
          'observer',
        ],
      );
      if (theme !== 'highContrastLight') await panel.close();
    }
  });
});

declare global {
  interface Window {
    focusedBefore: HTMLElement;
  }
}
