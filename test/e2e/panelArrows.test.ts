import assert from 'node:assert/strict';
import { PanelDriver, oneLine } from '../panel/support/panelDriver.ts';

const rowPx = 22;

describe('arrows between lanes, in Chromium', function () {
  this.timeout(60_000);
  const panel = new PanelDriver();

  before(() => panel.begin());
  afterEach(() => panel.close());

  const choice = () => panel.page.getByRole('combobox', { name: /Which arrows/ });

  /** Half way between two rows, at a moment. */
  async function between(rowA: number, rowB: number, ms: number) {
    const { x, y } = await panel.pointOf(rowA, ms);
    return { x, y: y + ((rowB - rowA) * rowPx) / 2 };
  }

  /** What the pointer finds anywhere between two rows near a moment, as tooltips. */
  async function tipsAround(rowA: number, rowB: number, ms: number): Promise<string[]> {
    const { x, y } = await between(rowA, rowB, ms);
    const tips = new Set<string>();
    for (let dx = -24; dx <= 24; dx += 3) {
      await panel.page.mouse.move(x + dx, y);
      await panel.drawn();
      const tip = panel.page.getByRole('tooltip');
      if (await tip.isVisible()) tips.add(oneLine(await tip.innerText()));
    }
    return [...tips];
  }

  it('show who ended a wait, with when and how long that took; a click selects who was woken', async () => {
    await panel.show('primes');
    const tips = await tipsAround(3, 4, 183);
    const wakeUp = tips.find(tip => tip.startsWith('Wake-up · primes/helper → primes'));
    assert.match(wakeUp ?? tips.join('|'), /took 2 ms called 182\.000 ms woken 184\.000 ms/);
    const { x, y } = await between(3, 4, 183);
    await panel.page.mouse.click(x, y);
    await panel.page.locator('.inspector h2', { hasText: 'primes #2' }).waitFor();
    await panel.screenshot('wake-ups');
  });

  it('say on which line a thread waited, and from which it was woken; a click on the span opens the first', async () => {
    await panel.show('primes');
    const tips = await tipsAround(1, 2, 170);
    const wakeUp = tips.find(tip => tip.startsWith('Wake-up · primes → main'));
    assert.match(wakeUp ?? tips.join('|'), /waiting at primes\.mjs:31 woken from primes-worker\.mjs:27/);
    const { x, y } = await panel.pointOf(1, 150);
    await panel.page.mouse.move(x, y);
    assert.match(await panel.tooltip(), /waiting at primes\.mjs:31 .* Click opens the source\.$/);
    await panel.page.mouse.click(x, y);
    assert.deepEqual(
      (await panel.sent('open')).map(({ place }) => place.line),
      [31],
    );
  });

  it('are of all, of the selection, of a pair or not drawn at all, by R and by choice', async () => {
    await panel.show('primes');
    const isWakeUp = (tip: string) => tip.startsWith('Wake-up');
    assert.ok((await tipsAround(3, 4, 183)).some(isWakeUp));
    await panel.press('r');
    assert.equal(await choice().inputValue(), 'selection');
    assert.match(await panel.page.getByRole('status').innerText(), /Arrows: of the selection/);
    assert.ok(!(await tipsAround(3, 4, 183)).some(isWakeUp), 'nothing is selected');
    await panel.page.locator('.row', { hasText: 'primes/helper' }).click();
    await panel.settled();
    assert.ok((await tipsAround(3, 4, 183)).some(isWakeUp));
    await choice().selectOption('no arrows');
    await panel.settled();
    assert.ok(!(await tipsAround(3, 4, 183)).some(isWakeUp));
    await panel.page.locator('.row', { hasText: 'sieve' }).click({ modifiers: ['Shift'] });
    await panel.settled();
    assert.equal(await choice().inputValue(), 'pair');
    assert.ok(!(await tipsAround(3, 4, 183)).some(isWakeUp), 'of another pair');
    const asked = (await panel.sent('window')).at(-1);
    assert.deepEqual(asked?.between, [4, 3]);
    await panel.page.locator('.row', { hasText: /^primes#2/ }).click({ modifiers: ['Shift'] });
    await panel.settled();
    assert.ok((await tipsAround(3, 4, 183)).some(isWakeUp));
  });

  it('are bundled when they are many, with their number; a click zooms in until they are single', async () => {
    await panel.show('busy', { height: 700 });
    await panel.page.locator('.legend', { hasText: /3.000 messages here, bundled/ }).waitFor();
    await panel.page.mouse.move(3, 3);
    await panel.screenshot('bundles');
    await panel.page.locator('.row', { hasText: /^main/ }).click();
    await panel.settled();
    await panel.screenshot('bundles-selected');
    const tips = [];
    for (const ms of [900, 1200, 1500, 1800]) tips.push(...(await tipsAround(1, 3, ms)));
    const bundle = tips.find(tip => /^\d+ messages · (main → worker-\d+|worker-\d+ → main)/.test(tip));
    assert.match(bundle ?? tips.join('|'), /Click zooms in\.$/);
  });

  it('go with a graph of how many messages wait, and the tooltip says of whom', async () => {
    await panel.show('primes');
    const { x, y } = await panel.pointOf(1, 150);
    await panel.page.mouse.move(x, y + 4);
    assert.match(
      await panel.tooltip(),
      /queue up to 2 messages \(2 of primes\)|queue up to 2 messages \(1 of primes, 1 of primes\)/,
    );
    await panel.page.mouse.move(3, 3);
    await panel.settled();
    await panel.screenshot('queues');
  });

  for (const options of [{ theme: 'light', width: 300 }, { theme: 'highContrast' }] as const) {
    it(`are accessible: ${options.theme}`, async () => {
      await panel.show('primes', options);
      await panel.press('r');
      await panel.settled();
      assert.deepEqual(await panel.accessibilityProblems(), []);
      const overflow = await panel.page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      assert.equal(overflow, 0, 'nothing sticks out sideways');
      await panel.screenshot(`arrows-${options.theme}`);
    });
  }
});
