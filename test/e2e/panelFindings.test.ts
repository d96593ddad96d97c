import assert from 'node:assert/strict';
import { PanelDriver, oneLine } from '../panel/support/panelDriver.ts';
import type { PageOptions } from '../panel/support/panelPage.ts';

describe('findings in the panel, in Chromium', function () {
  this.timeout(60_000);
  const panel = new PanelDriver();

  before(() => panel.begin());
  afterEach(() => panel.close());

  const show = async (options: PageOptions = {}) => {
    await panel.show('primes', { height: 760, ...options });
    await panel.page.evaluate(() => window.scriptedHost.tell('primes', 'primes'));
    await panel.drawn();
  };
  const list = () => panel.page.getByRole('region', { name: 'Findings' });
  const heads = () => list().locator('.finding-head');
  const opened = () => list().locator('.finding.open');
  const said = async () => oneLine(await panel.page.getByRole('status').innerText());
  const selected = () => panel.page.locator('.row[aria-selected=true]');
  /** How many pixels of the overlay have the colour of a grave finding's outline. */
  const outlined = () =>
    panel.page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.overlay-canvas');
      const context = canvas?.getContext('2d');
      if (!canvas || !context) return -1;
      const hex = getComputedStyle(document.body).getPropertyValue('--finding-error').trim();
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) {
        const [red = 0, green = 0, blue = 0] = data.slice(i, i + 3);
        const colour = `#${[red, green, blue].map(part => part.toString(16).padStart(2, '0')).join('')}`;
        if (colour === hex) count++;
      }
      return count;
    });

  it('are counted in the toolbar, which opens the list, the gravest first', async () => {
    await show();
    await panel.page.getByRole('button', { name: '3 findings' }).click();
    await list().waitFor();
    assert.deepEqual(
      (await heads().allInnerTexts()).map(text => /Deadlock|Starved event loop|Idle threads/.exec(text)?.[0]),
      ['Deadlock', 'Starved event loop', 'Idle threads'],
    );
    assert.match(
      oneLine(await heads().first().innerText()),
      /^error: Deadlock .*ledger.* at 158 ms, for 26 ms$/,
    );
    await panel.page.getByRole('button', { name: '3 findings' }).click();
    await list().waitFor({ state: 'hidden' });
  });

  it('mark the rows of their threads, for eyes and for screen readers; the mark leads to the list', async () => {
    await show();
    const row = panel.page.getByRole('treeitem', { name: /primes #2/ });
    assert.match(oneLine(await row.innerText()), /, failed, Deadlock$/);
    assert.equal(await panel.page.locator('.row-finding:visible').count(), 5);
    await row.locator('.row-finding').click();
    await opened().waitFor();
    assert.match(oneLine(await opened().innerText()), /^error: Deadlock/);
  });

  it('say what is so, what to try, and lead to threads, times and lines', async () => {
    await show();
    await panel.press('i');
    await opened().waitFor();
    const words = oneLine(await opened().innerText());
    assert.match(words, /main waits for ledger, which primes #2 has; .*none can ever go on/);
    assert.match(words, /What to try Take the locks in the same order everywhere/);
    assert.match(words, /Threads main primes #2 light them up When main: at 135 ms, for 36 ms/);
    assert.match(words, /Where main waits primes\.mjs:31 primes #2 waits prime-worker\.mjs:44/);
    await opened().getByRole('button', { name: 'prime-worker.mjs:44' }).click();
    assert.deepEqual(
      (await panel.sent('open')).map(({ place }) => place.line),
      [44],
    );
    await opened().getByRole('button', { name: 'primes #2', exact: true }).click();
    await panel.drawn();
    assert.match(await selected().innerText(), /^primes/);
    await opened().waitFor();
    await opened().getByRole('button', { name: 'light them up' }).click();
    await panel.drawn();
    assert.equal(await panel.page.locator('.row.lit').count(), 2);
    await opened().getByRole('button', { name: 'About: Deadlock' }).click();
    assert.deepEqual(
      (await panel.sent('findingPage')).map(({ kind }) => kind),
      ['deadlock'],
    );
  });

  it('bring their time into view, and outline their spans as long as they are looked at', async () => {
    await show();
    assert.equal(await outlined(), 0);
    for (let i = 0; i < 9; i++) await panel.press('w');
    await panel.press('i');
    await panel.settled();
    const { fromNs, toNs } = await panel.shownWindow();
    assert.ok(fromNs < 134.5e6 && toNs > 170.5e6, `${fromNs}..${toNs}`);
    assert.ok((await outlined()) > 100, 'the spans are outlined');
    assert.equal(await panel.page.locator('.row.lit').count(), 2);
    await panel.press('Escape');
    await list().waitFor({ state: 'hidden' });
    await panel.drawn();
    assert.equal(await outlined(), 0);
    assert.equal(await panel.page.locator('.row.lit').count(), 0);
  });

  it('are gone through by a key and a button, and each is read out', async () => {
    await show();
    await panel.press('i');
    const first = await said();
    assert.match(first, /^Deadlock at 158 ms: main waits for ledger.* 1 of 3$/);
    await panel.page.getByRole('button', { name: 'Next finding (I)' }).click();
    await panel.drawn();
    assert.match(await said(), /^Starved event loop at 63 ms: .* 2 of 3$/);
    await panel.press('Shift+I', 'Shift+I');
    assert.match(await said(), /^Idle threads .* 3 of 3$/);
    await panel.press('i');
    assert.equal(await said(), first);
  });

  it('are worked by keys: arrows move in the list, Enter unfolds, and the focus stays where it is', async () => {
    await show();
    await panel.page.getByRole('button', { name: '3 findings' }).focus();
    await panel.press('Enter');
    await list().waitFor();
    const focused = () => panel.page.evaluate(() => document.activeElement?.getAttribute('class'));
    assert.equal(await focused(), 'findings-view');
    await heads().first().focus();
    await panel.press('ArrowDown', 'Enter');
    assert.match(await opened().innerText(), /Starved event loop/);
    // The run goes on telling.
    await panel.page.evaluate(() => window.scriptedHost.update());
    await panel.drawn();
    assert.equal(await focused(), 'finding-head');
    await panel.press('End', 'Enter');
    assert.match(await opened().innerText(), /Idle threads/);
    await panel.press('Home');
    assert.ok(
      await heads()
        .first()
        .evaluate(head => head === document.activeElement),
    );
    assert.equal(await selected().count(), 1);
  });

  it('are muted by kind, and shown again', async () => {
    await show();
    await panel.press('i');
    await opened().getByRole('button', { name: 'Mute this kind' }).click();
    await panel.page.getByRole('button', { name: '2 findings' }).waitFor();
    assert.deepEqual(
      (await panel.sent('mute')).map(({ kind, isMuted }) => [kind, isMuted]),
      [['deadlock', true]],
    );
    assert.equal(await panel.page.locator('.row-finding:visible').count(), 3);
    await list().getByRole('button', { name: '1 muted' }).click();
    await list()
      .locator('.finding.muted')
      .getByRole('button', { name: /^error: Deadlock/ })
      .waitFor();
    await list().getByRole('button', { name: 'Show this kind again' }).click();
    await panel.page.getByRole('button', { name: '3 findings' }).waitFor();
    await list().getByRole('button', { name: /muted/ }).waitFor({ state: 'hidden' });
  });

  it('lead to the stacks that were captured for them', async () => {
    await show();
    await panel.press('i');
    await opened().getByRole('button', { name: 'Stacks when it was found' }).click();
    const stacks = panel.page.getByRole('region', { name: 'Stacks' });
    await stacks.waitFor();
    assert.match(await stacks.getByLabel('Which capture').locator('option:checked').innerText(), /Deadlock/);
    await stacks.getByRole('button', { name: 'findings 3' }).click();
    await opened().waitFor();
  });

  it('are told when they come, once, and not again with every update', async () => {
    await panel.show('primes');
    const news = () => panel.page.locator('.news').innerText();
    await panel.page.evaluate(() => window.scriptedHost.tell(null));
    await panel.page.evaluate(() => window.scriptedHost.tell('primes'));
    await panel.page.waitForFunction(() => document.querySelector('.news')?.textContent !== '');
    assert.equal(await news(), 'found: Deadlock, Starved event loop, Idle threads');
    const changes = await panel.page.evaluate(async () => {
      let count = 0;
      const element = document.querySelector('.news');
      if (element) new MutationObserver(() => count++).observe(element, { childList: true });
      for (let i = 0; i < 3; i++) window.scriptedHost.tell('primes');
      await new Promise(resolve => setTimeout(resolve, 6000));
      return count;
    });
    assert.equal(changes, 0);
  });

  it('can be asked for from elsewhere, and say when there are none', async () => {
    await panel.show('primes');
    assert.ok(
      await panel.page
        .getByRole('button', { name: 'Findings' })
        .evaluate(one => one.hasAttribute('disabled')),
    );
    await panel.page.evaluate(() => window.scriptedHost.send({ type: 'show', view: 'findings' }));
    await list().getByText('Nothing was found in this run.').waitFor();
    await panel.press('i');
    assert.equal(await said(), 'Nothing was found in this run.');
  });

  for (const options of [
    { theme: 'dark' },
    { theme: 'light', width: 300, height: 900 },
    { theme: 'highContrast' },
    { theme: 'highContrastLight' },
  ] as const) {
    it(`are accessible and fit: ${options.theme}`, async () => {
      await show(options);
      await panel.press('i');
      await panel.settled();
      await panel.screenshot(`findings-${options.theme}`);
      assert.deepEqual(await panel.accessibilityProblems(), []);
      const overflow = await panel.page.evaluate(() =>
        [document.documentElement, document.querySelector('.findings-view')].map(
          element => (element?.scrollWidth ?? 0) - (element?.clientWidth ?? 0),
        ),
      );
      assert.deepEqual(overflow, [0, 0], 'nothing sticks out sideways');
    });
  }

  it('bring their lane into view also where there are many of both', async () => {
    await panel.show('hundred', { height: 760 });
    await panel.page.evaluate(() => window.scriptedHost.tell('crowd'));
    await panel.press('i');
    await panel.settled();
    await panel.screenshot('findings-many');
    assert.match(await said(), /^Deadlock .* 1 of 40$/);
    const isSeen = await panel.page.evaluate(() => {
      const row = document.querySelector('.row[aria-selected=true]')?.getBoundingClientRect();
      const view = document.querySelector('.findings-view')?.getBoundingClientRect();
      return row && view ? row.bottom <= view.top + 1 : false;
    });
    assert.ok(isSeen, 'the selected lane is above the list');
    assert.equal(await heads().count(), 40);
  });
});
