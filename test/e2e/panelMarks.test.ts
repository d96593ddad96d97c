import assert from 'node:assert/strict';
import { PanelDriver } from '../panel/support/panelDriver.ts';

describe('marks on the time axis, in Chromium', function () {
  this.timeout(60_000);
  const panel = new PanelDriver();

  before(() => panel.begin());
  afterEach(() => panel.close());

  const flags = () => panel.page.locator('.mark-flag:not([hidden])').allInnerTexts();
  const distance = () => panel.page.locator('.mark-distance').innerText();

  async function rulerPoint(ms: number) {
    const { x } = await panel.pointOf(0, ms);
    const box = await panel.page.locator('.ruler').boundingBox();
    assert.ok(box);
    return { x, y: box.y + box.height / 2 };
  }

  async function clickRuler(ms: number): Promise<void> {
    const { x, y } = await rulerPoint(ms);
    await panel.page.mouse.click(x, y);
    await panel.drawn();
  }

  it('are set by clicks on the ruler, moved by a drag, taken away by a click; their distance is shown', async () => {
    await panel.show('primes');
    await clickRuler(50);
    assert.deepEqual(await flags(), ['A']);
    await clickRuler(150);
    assert.deepEqual(await flags(), ['A', 'B']);
    assert.match(await distance(), /^(99\.\d|100) ms$/);
    const [from, to] = [await rulerPoint(150), await rulerPoint(170)];
    await panel.page.mouse.move(from.x, from.y);
    await panel.page.mouse.down();
    await panel.page.mouse.move(to.x, to.y, { steps: 4 });
    await panel.page.mouse.up();
    await panel.drawn();
    assert.match(await distance(), /^(119|120) ms$/);
    await panel.screenshot('marks');
    await clickRuler(50);
    assert.deepEqual(await flags(), ['B']);
    await panel.press('Escape');
    assert.deepEqual(await flags(), []);
  });

  it('are set by [ and ] at the pointer, exactly on the edge of a span that is near', async () => {
    await panel.show('primes');
    const start = await panel.pointOf(4, 112.4);
    await panel.page.mouse.move(start.x, start.y);
    await panel.press('[');
    const end = await panel.pointOf(4, 123.5);
    await panel.page.mouse.move(end.x, end.y);
    await panel.press(']');
    assert.equal(await distance(), '12 ms');
    assert.match(
      await panel.page.getByRole('status').innerText(),
      /Mark B at 124\.000 ms, 12 ms from one to the other/,
    );
  });

  it('stand at both ends of the selected span when there is no pointer, and survive a reload', async () => {
    await panel.show('primes');
    await panel.selectRow(4);
    await panel.press('ArrowRight', 'ArrowRight', 'ArrowRight', '[', ']');
    assert.equal(await distance(), '41 ms');
    await panel.page.waitForTimeout(400);
    await panel.page.reload();
    await panel.page.evaluate(() => window.scriptedHost.show('primes'));
    await panel.settled();
    assert.equal(await distance(), '41 ms');
  });

  it('are crossed by a time cursor through all lanes, with its time on the ruler, also over the ruler', async () => {
    await panel.show('primes');
    const { x, y } = await rulerPoint(100);
    await panel.page.mouse.move(x, y);
    await panel.drawn();
    assert.match(await panel.page.locator('.ruler-pointer').innerText(), /^(99\.9|100\.0)/);
    const lane = await panel.pointOf(3, 60);
    await panel.page.mouse.move(lane.x, lane.y);
    await panel.drawn();
    assert.match(await panel.page.locator('.ruler-pointer').innerText(), /^(59\.|60\.)/);
    await panel.page.mouse.move(3, 3);
    await panel.page.locator('.ruler-pointer').waitFor({ state: 'hidden' });
  });
});
