import assert from 'node:assert/strict';
import type { ThreadKey } from '../../src/protocol/panel.ts';
import { PanelDriver } from '../panel/support/panelDriver.ts';

describe('the panel and the editor, in Chromium', function () {
  this.timeout(60_000);
  const panel = new PanelDriver();

  before(() => panel.begin());
  afterEach(() => panel.close());

  const reveal = (threads: readonly ThreadKey[]) =>
    panel.page.evaluate(threads => window.scriptedHost.send({ type: 'reveal', threads }), threads);

  const litRows = (count: number) =>
    panel.page.waitForFunction(count => document.querySelectorAll('.row.lit').length === count, count);

  /** The lines that it told last, `primes.mjs:14`. */
  const told = () =>
    panel.page.evaluate(() => {
      const last = window.scriptedHost.take('selected').at(-1);
      const places = last?.type === 'selected' ? last.places : null;
      return places?.map(({ file, line }) => `${file.replace(/^.*\//, '')}:${line}`) ?? null;
    });

  it('lights up all threads that are pointed at, selects the first, and leaves them for what is selected next', async () => {
    await panel.show('primes');
    await panel.press('c');
    await reveal([2, 3]);
    await litRows(2);
    const selected = panel.page.locator('.row[aria-selected=true]');
    assert.match(await selected.innerText(), /primes\s#2/);
    await panel.selectRow(2);
    await litRows(0);
    await reveal([3]);
    await panel.page.locator('.row[aria-selected=true]', { hasText: '#3' }).waitFor();
    await litRows(0);
  });

  it('tells which lines belong to what is selected, once, and that none do any more', async () => {
    await panel.show('primes');
    assert.equal(await told(), null);
    await reveal([1]);
    await panel.page.waitForFunction(() => window.scriptedHost.take('selected').length === 1);
    assert.deepEqual(await told(), ['primes.mjs:14']);
    // This one failed, on a line of its own.
    await reveal([2]);
    await panel.page.waitForFunction(() => window.scriptedHost.take('selected').length === 2);
    assert.equal((await told())?.length, 2);
    await panel.page.evaluate(() => window.scriptedHost.update());
    await panel.drawn();
    assert.equal(await panel.page.evaluate(() => window.scriptedHost.take('selected').length), 2);
    await panel.press('Escape');
    await panel.page.waitForFunction(() => window.scriptedHost.take('selected').length === 3);
    assert.deepEqual(await told(), []);
  });
});
