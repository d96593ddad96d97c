import assert from 'node:assert/strict';
import { PanelDriver, oneLine } from '../panel/support/panelDriver.ts';

const rowPx = 22;

describe('pinned rows, in Chromium', function () {
  this.timeout(60_000);
  const panel = new PanelDriver();

  before(() => panel.begin());
  afterEach(() => panel.close());

  const row = (name: string) => panel.page.locator('.row', { hasText: new RegExp(`^${name}(?!\\d)`) });

  async function pin(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      await row(name).click();
      // The inspector leaves room for few rows, and so for few that stick.
      await panel.press('p', 'Escape');
      // Of many, the last do not stick: they are on top of what is scrolled.
      await panel.page.mouse.wheel(0, -4000);
      await panel.page.locator('.row.pinned', { hasText: new RegExp(`^${name}(?!\\d)`) }).waitFor();
      await panel.settled();
    }
  }

  /** Turns the wheel over the lanes, and waits until what is scrolled is drawn. */
  async function scroll(px: number): Promise<number> {
    const { x, y } = await panel.pointOf(8, 2000);
    await panel.page.mouse.move(x, y);
    await panel.page.mouse.wheel(0, px);
    await panel.settled();
    return panel.page.evaluate(() => document.querySelector('.lane-body')?.scrollTop ?? 0);
  }

  /** The rows of the tree by where they are seen, and how much of their top is cut off. */
  const places = () =>
    panel.page.evaluate(() => {
      const top = document.querySelector('.tree')?.getBoundingClientRect().top ?? 0;
      return [...document.querySelectorAll<HTMLElement>('.row')].map(element => ({
        name: element.querySelector('.name')?.textContent ?? '',
        topPx: element.getBoundingClientRect().top - top,
        coveredPx: Number(/inset\(([\d.]+)px/.exec(element.style.clipPath)?.[1] ?? 0),
        selected: element.getAttribute('aria-selected') === 'true',
      }));
    });

  it('stay on top while the others are scrolled under them', async () => {
    await panel.show('busy', { height: 520 });
    await pin('worker-3', 'worker-4');
    const scrolled = await scroll(305);
    assert.equal(scrolled, 305);
    const [first, second, third, fourth] = await places();
    assert.deepEqual([first?.name, first?.topPx, first?.coveredPx], ['worker-3', 0, 0]);
    assert.deepEqual([second?.name, second?.topPx, second?.coveredPx], ['worker-4', rowPx, 0]);
    // 305 = 13 rows and 19 pixels: the first of the others is cut off where the pinned ones end.
    assert.deepEqual([third?.topPx, third?.coveredPx], [2 * rowPx - 19, 19]);
    assert.equal(fourth?.topPx, 3 * rowPx - 19);
    await panel.page.mouse.move(3, 3);
    await panel.screenshot('pinned-scrolled');
  });

  it('are what the pointer finds on them, in tree and timeline; below them, what was scrolled there', async () => {
    await panel.show('busy', { height: 520 });
    await pin('worker-3', 'worker-4');
    await scroll(305);
    const [, , third] = await places();
    assert.ok(third);
    const box = await panel.timelineBox();
    const middle = box.x + box.width / 2;
    for (const [y, name] of [
      [rowPx / 2, 'worker-3'],
      [1.5 * rowPx, 'worker-4'],
      // Three pixels of it are seen.
      [2 * rowPx + 1.5, third.name],
    ] as const) {
      await panel.page.mouse.move(middle, box.y + y);
      assert.match(await panel.tooltip(), new RegExp(`· ${name}(?!\\d)`));
      await panel.page.mouse.click(middle, box.y + y);
      await panel.page.locator('.inspector h2', { hasText: new RegExp(`^${name}(?!\\d)`) }).waitFor();
      await panel.press('Escape', 'Escape');
      await panel.settled();
    }
    const tree = await panel.page.locator('.tree').boundingBox();
    assert.ok(tree);
    await panel.page.mouse.click(tree.x + 120, tree.y + 1.5 * rowPx);
    await panel.page.locator('.inspector h2', { hasText: /^worker-4(?!\d)/ }).waitFor();
    assert.deepEqual(
      (await places()).filter(({ selected }) => selected).map(({ name }) => name),
      ['worker-4'],
    );
  });

  it('hide no row that the keyboard comes to, and are among those it comes to', async () => {
    await panel.show('busy', { height: 520 });
    await pin('worker-3', 'worker-4');
    await panel.press('End');
    for (let step = 0; step < 30; step++) {
      await panel.press('ArrowUp');
      const selected = (await places()).find(one => one.selected);
      assert.ok(selected, 'it is seen');
      assert.ok(selected.coveredPx === 0 && selected.topPx >= 2 * rowPx, JSON.stringify(selected));
    }
    assert.ok((await panel.page.evaluate(() => document.querySelector('.lane-body')?.scrollTop ?? 0)) > 100);
    const scrollTop = () => panel.page.evaluate(() => document.querySelector('.lane-body')?.scrollTop);
    const before = await scrollTop();
    await panel.press('Home');
    assert.deepEqual((await places()).filter(({ selected }) => selected)[0]?.name, 'worker-3');
    assert.equal(await scrollTop(), before, 'what is seen already is not scrolled to');
    const active = await panel.page.locator('.tree').getAttribute('aria-activedescendant');
    assert.equal(await panel.page.locator(`#${active ?? ''} .name`).innerText(), 'worker-3');
    assert.equal(await panel.page.locator(`#${active ?? ''}`).getAttribute('aria-posinset'), '1');
  });

  it('do not move when others are pinned, and leave the others where they are', async () => {
    await panel.show('busy', { height: 520 });
    await pin('worker-3');
    await scroll(300);
    const [, , , target, next] = await places();
    assert.ok(target && next);
    await row(target.name).hover();
    await row(target.name).locator('.row-pin').click();
    await panel.settled();
    const after = await places();
    assert.deepEqual(
      after.slice(0, 2).map(({ name, topPx }) => [name, topPx]),
      [
        ['worker-3', 0],
        [target.name, rowPx],
      ],
    );
    assert.deepEqual(after.find(({ name }) => name === next.name)?.topPx, next.topPx);
  });

  it('take no more than a part of the height, however many there are; the others can be scrolled to', async () => {
    await panel.show('busy', { height: 520 });
    const names = [1, 2, 3, 4, 5, 6, 8, 9].map(number => `worker-${number}`);
    for (const name of names) await pin(name);
    await scroll(2000);
    const { height } = await panel.timelineBox();
    const stuck = (await places()).filter(
      ({ topPx, coveredPx }, index) => topPx === index * rowPx && coveredPx === 0,
    );
    const pinned = stuck.filter(({ name }) => names.includes(name));
    assert.ok(pinned.length >= 3 && pinned.length < names.length, `${pinned.length} stick`);
    assert.ok(pinned.length * rowPx <= 0.4 * height, `${pinned.length} rows of ${height} px`);
    await scroll(-4000);
    const all = (await places()).map(({ name }) => name);
    assert.deepEqual(all.slice(0, names.length), names);
  });

  it('have their arrows at their lanes, wherever the others are scrolled', async () => {
    await panel.show('busy', { height: 520 });
    await pin('worker-3');
    // The main thread is the third row now, and what it sent to the pinned one leads up to that.
    assert.equal(await scroll(10), 10);
    const box = await panel.timelineBox();
    const tips = new Set<string>();
    for (let x = box.x + 60; x < box.x + box.width - 200; x += 5) {
      await panel.page.mouse.move(x, box.y + rowPx + 6);
      await panel.drawn();
      const tip = panel.page.getByRole('tooltip');
      if (await tip.isVisible()) tips.add(oneLine(await tip.innerText()));
    }
    const messages = [...tips].filter(tip => /^(\d+ messages|Message)/.test(tip));
    assert.ok(messages.length > 0, [...tips].join(' | '));
    for (const tip of messages) assert.match(tip, /(main → worker-3|worker-3 → main)(?!\d)/);
  });

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const) {
    it(`are seen apart from what goes under them, and accessible: ${theme}`, async () => {
      await panel.show('busy', { height: 420, width: 760, theme });
      await pin('worker-3', 'worker-4');
      await scroll(305);
      await panel.page.mouse.move(3, 3);
      await panel.settled();
      assert.deepEqual(await panel.accessibilityProblems(), []);
      const edge = await panel.page.locator('.stuck-edge').boundingBox();
      const tree = await panel.page.locator('.tree').boundingBox();
      assert.equal(edge && tree && Math.round(edge.y - tree.y), 2 * rowPx);
      await panel.screenshot(`pinned-${theme}`);
    });
  }
});
