import assert from 'node:assert/strict';
import { PanelDriver, oneLine } from '../panel/support/panelDriver.ts';

const rowPx = 22;

describe('the cores, in Chromium', function () {
  this.timeout(60_000);
  const panel = new PanelDriver();

  before(() => panel.begin());
  afterEach(() => panel.close());

  const cores = () => panel.page.locator('.core-list').getByRole('option').allInnerTexts();

  async function showCores(scene: 'primes' | 'busy' = 'primes', options = {}): Promise<void> {
    await panel.show(scene, options);
    await panel.page.getByRole('button', { name: /Which thread ran on which core/ }).click();
    await panel.page.locator('.core-list').getByRole('option').first().waitFor();
    await panel.settled();
  }

  it('have a lane each, with how busy they were; the same switch leads back', async () => {
    await showCores();
    const texts = (await cores()).map(oneLine);
    assert.equal(texts.length, 4);
    assert.match(texts[1] ?? '', /^core 1 6[0-9] %$/);
    assert.match(await panel.page.locator('.corner').innerText().then(oneLine), /^Cores 4 busy$/);
    await panel.page.mouse.move(4, 4);
    await panel.screenshot('cores');
    await panel.page.getByRole('button', { name: /Which thread ran on which core/ }).click();
    await panel.page.getByRole('treeitem').first().waitFor();
    assert.equal(await panel.page.locator('.core-list').isVisible(), false);
  });

  it('tell in a tooltip which thread it was and what share it had; a click selects it', async () => {
    await showCores();
    const { x, y } = await panel.pointOf(1, 100);
    await panel.page.mouse.move(x, y);
    assert.match(
      await panel.tooltip(),
      /^primes on core 1 this thread 100 % duration .* sampled from the OS/,
    );
    await panel.page.mouse.click(x, y);
    await panel.page.locator('.inspector h2', { hasText: 'primes #1' }).waitFor();
    assert.equal((await panel.sent('open')).length, 0);
  });

  it('are walked by the keyboard: cores up and down, what ran on one left and right, C to switch', async () => {
    await panel.show('primes');
    await panel.press('c');
    await panel.page.locator('.core-list').getByRole('option').first().waitFor();
    await panel.press('ArrowDown', 'ArrowDown');
    const selected = panel.page.locator('.core-list [aria-selected=true]');
    assert.match(await selected.innerText(), /core 1/);
    await panel.press('ArrowRight');
    await panel.page.locator('.inspector h2', { hasText: 'primes #1' }).waitFor();
    assert.match(await panel.page.getByRole('status').innerText(), /^primes on core 1, this thread \d+ %/);
    const before = await panel.page.getByRole('status').innerText();
    await panel.press('ArrowRight');
    assert.notEqual(await panel.page.getByRole('status').innerText(), before);
    await panel.press('c');
    await panel.page.getByRole('treeitem', { selected: true }).waitFor();
  });

  it('are asked for again when the window is another, and are there after a reload', async () => {
    await showCores();
    await panel.page.waitForTimeout(400);
    const asked = () => panel.page.evaluate(() => window.scriptedHost.questions('cores').length);
    const before = await asked();
    const { x, y } = await panel.pointOf(1, 100);
    await panel.page.mouse.move(x, y);
    for (let i = 0; i < 6; i++) await panel.press('w');
    await panel.settled();
    assert.ok((await asked()) > before);
    await panel.page.waitForTimeout(400);
    await panel.page.reload();
    await panel.page.evaluate(() => window.scriptedHost.show('primes'));
    await panel.page.locator('.core-list').getByRole('option').first().waitFor();
  });

  it('say why nothing is known where the OS does not tell', async () => {
    await panel.open({ reducedMotion: true });
    await panel.page.evaluate(() => {
      const host = window.scriptedHost;
      host.show('primes', { notices: ['CPU times are read on Linux only.'] });
      host.forgetsCores = true;
      const threads = (host.trace?.threads ?? []).map(one => ({ ...one, cpuKnown: 'told' as const }));
      if (host.trace) host.trace = { ...host.trace, threads };
      host.snapshot();
    });
    await panel.settled();
    await panel.press('c');
    await panel.page.getByText(/known only on Linux.*CPU times are read on Linux only/).waitFor();
  });

  it('scroll and hold with many threads; their lanes lie where they are pointed at', async () => {
    await showCores('busy', { height: 420, pixelRatio: 2 });
    const box = await panel.timelineBox();
    await panel.page.mouse.move(box.x + box.width / 2, box.y + 1.5 * rowPx);
    assert.match(await panel.tooltip(), /on core 1/);
    await panel.page.mouse.move(4, 4);
    await panel.screenshot('cores-busy');
  });

  for (const options of [{ theme: 'light', width: 300 }, { theme: 'highContrast' }] as const) {
    it(`are accessible: ${options.theme}`, async () => {
      await showCores('primes', options);
      await panel.press('ArrowDown', 'ArrowRight');
      await panel.page.mouse.move(4, 4);
      await panel.settled();
      await panel.screenshot(`cores-${options.theme}`);
      assert.deepEqual(await panel.accessibilityProblems(), []);
      const overflow = await panel.page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      assert.equal(overflow, 0, 'nothing sticks out sideways');
    });
  }
});
