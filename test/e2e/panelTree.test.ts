import assert from 'node:assert/strict';
import { PanelDriver, oneLine } from '../panel/support/panelDriver.ts';

describe('the tree of threads, in Chromium', function () {
  this.timeout(60_000);
  const panel = new PanelDriver();

  before(() => panel.begin());
  afterEach(() => panel.close());

  const row = (text: string | RegExp) => panel.page.locator('.row', { hasText: text });
  const names = () =>
    panel.page
      .locator('.tree .row .texts')
      .allInnerTexts()
      .then(texts => texts.map(oneLine));
  const chip = (state: string) =>
    panel.page.locator('.legend').getByRole('button', { name: new RegExp(`^${state} `) });

  async function waitForRows(count: number): Promise<void> {
    await panel.page.waitForFunction(
      expected => document.querySelectorAll('.tree .row').length === expected,
      count,
    );
  }

  it('is sorted by what is chosen, and by O from one to the next; that survives a reload', async () => {
    await panel.show('primes');
    const choice = panel.page.getByRole('combobox', { name: /Order of the threads/ });
    await choice.selectOption('by state');
    await panel.settled();
    assert.deepEqual((await names()).slice(0, 4), ['node 4121 primes.mjs', 'main', 'primes #2', 'sieve #3']);
    await panel.page.locator('.timeline').focus();
    await panel.press('o', 'o');
    assert.equal(await choice.inputValue(), 'busiest');
    assert.match(await panel.page.getByRole('status').innerText(), /Threads busiest first/);
    assert.deepEqual((await names()).slice(2, 6), ['primes #1', 'primes/helper #4', 'primes #2', 'sieve #3']);
    await panel.page.waitForTimeout(400);
    await panel.page.reload();
    await panel.page.evaluate(() => window.scriptedHost.show('primes'));
    await row('sieve').waitFor();
    assert.equal(await choice.inputValue(), 'busiest');
  });

  it('counts threads per state, and filters for a state with a click on it', async () => {
    await panel.show('pool', { reducedMotion: true });
    assert.equal(await chip('running').innerText().then(oneLine), 'running 1 thread');
    assert.equal(await chip('failed').isVisible(), false);
    await chip('blocked').click();
    await waitForRows(3);
    assert.deepEqual(await names(), ['node 4121 pool.mjs', 'main', 'writer #2']);
    await chip('running').click();
    await waitForRows(4);
    await panel.settled();
    assert.equal(await panel.page.getByRole('textbox').inputValue(), 'state:blocked,running');
    assert.equal(await chip('running').getAttribute('aria-pressed'), 'true');
    await panel.page.mouse.move(3, 3);
    await panel.screenshot('state-filter');
    await chip('blocked').click();
    await chip('running').click();
    await waitForRows(5);
  });

  it('is filtered by name, state and file', async () => {
    await panel.show('primes');
    await panel.press('/');
    await panel.page.keyboard.type('file:prime-worker state:failed');
    await waitForRows(3);
    assert.deepEqual((await names()).at(-1), 'primes #2');
  });

  it('has pinned threads on top, by P and by a click', async () => {
    await panel.show('primes');
    await panel.selectRow(5);
    await panel.press('p');
    assert.deepEqual((await names())[0], 'sieve #3');
    await waitForRows(8);
    assert.match(await panel.page.getByRole('status').innerText(), /^sieve #3, .*pinned on top$/);
    const helper = row('primes/helper');
    await helper.hover();
    await helper.locator('.row-pin').click();
    await panel.page.mouse.move(3, 3);
    await panel.settled();
    assert.deepEqual((await names()).slice(0, 2), ['sieve #3', 'primes/helper #4']);
    await panel.screenshot('pinned');
    await row('sieve').locator('.row-pin').click();
    await panel.page.mouse.move(3, 3);
    await panel.settled();
    assert.deepEqual((await names())[0], 'primes/helper #4');
  });

  it('hides threads with what they made, says how many, and shows them again', async () => {
    await panel.show('primes');
    await panel.selectRow(2);
    await panel.press('h');
    await panel.page.locator('.row', { hasText: /^2 hidden/ }).waitFor();
    await waitForRows(7);
    await panel.page.waitForTimeout(400);
    await panel.page.reload();
    await panel.page.evaluate(() => window.scriptedHost.show('primes'));
    await row(/^2 hidden/).click();
    await waitForRows(9);
    await panel.page.mouse.move(3, 3);
    await panel.screenshot('hidden');
    await row(/^primes#1/).click();
    await panel.press('h');
    await waitForRows(8);
    assert.deepEqual((await names())[2], 'primes #1');
    await panel.press('h');
    await panel.press('Shift+H');
    await waitForRows(8);
  });

  it('is no wall with hundreds of threads: the busiest, and the rest as one row that unfolds', async () => {
    await panel.show('crowd', { height: 700 });
    const count = async () => Number(await panel.page.locator('.row').first().getAttribute('aria-setsize'));
    const before = await count();
    assert.ok(before < 130, `${before} rows`);
    await panel.page.locator('.lane-body').evaluate(element => (element.scrollTop = element.scrollHeight));
    await panel.settled();
    const more = row(/^and \d+ more/);
    await more.hover();
    assert.match(await panel.tooltip(), /the rest\. How many there were is drawn/);
    await panel.page.mouse.move(3, 3);
    await panel.screenshot('crowd');
    await more.click();
    await panel.settled();
    assert.ok((await count()) > 400);
  });

  it('does not move a row under the pointer when threads come above it, and shows them at once', async () => {
    await panel.open({ reducedMotion: true });
    await panel.page.evaluate(() => {
      const host = window.scriptedHost;
      host.play('primes', { everyMs: 5000, speed: 0 });
      host.nowNs = 110e6;
      host.update();
    });
    await row('sieve').waitFor();
    await panel.settled();
    const top = async () => (await row('sieve').boundingBox())?.y;
    const before = await top();
    const { x, y } = await panel.pointOf(4, 20);
    await panel.page.mouse.move(x, y);
    await panel.page.evaluate(() => {
      window.scriptedHost.nowNs = 130e6;
      window.scriptedHost.update();
    });
    await row('primes/helper').waitFor();
    await panel.settled();
    // Scrolling knows whole pixels only.
    assert.ok(Math.abs(((await top()) ?? 0) - (before ?? 0)) < 0.5);
    await panel.page.mouse.move(3, 3);
    await panel.settled();
    assert.ok(Math.abs(((await top()) ?? 0) - (before ?? 0) - 22) < 0.5);
  });

  it('does not sort anew while it is pointed at, but when it is asked to', async () => {
    await panel.show('pool', { reducedMotion: true });
    await panel.page.getByRole('combobox', { name: /Order of the threads/ }).selectOption('busiest first');
    await panel.settled();
    assert.deepEqual((await names()).slice(2, 4), ['hasher #1', 'writer #2']);
    await row('writer').hover();
    await panel.page.evaluate(() => window.scriptedHost.change(1, { cpuShare: 0.01 }));
    await panel.settled();
    assert.deepEqual((await names()).slice(2, 4), ['hasher #1', 'writer #2']);
    await panel.page.locator('.timeline').focus();
    await panel.press('u');
    await panel.settled();
    assert.deepEqual((await names()).slice(2, 4), ['writer #2', 'hasher #1']);
  });

  for (const options of [{ theme: 'light', width: 300 }, { theme: 'highContrast' }] as const) {
    it(`is accessible with all of it: ${options.theme}`, async () => {
      await panel.show('primes', options);
      await panel.selectRow(4);
      await panel.press('p', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'h', 'Escape');
      await chip('finished').click();
      await chip('failed').click();
      await panel.page.mouse.move(3, 3);
      await panel.settled();
      await panel.screenshot(`arranged-${options.theme}`);
      assert.deepEqual(await panel.accessibilityProblems(), []);
      const overflow = await panel.page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      assert.equal(overflow, 0, 'nothing sticks out sideways');
    });
  }
});
