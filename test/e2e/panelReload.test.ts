import assert from 'node:assert/strict';
import { PanelDriver } from '../panel/support/panelDriver.ts';

describe('what the panel remembers, in Chromium', function () {
  this.timeout(60_000);
  const panel = new PanelDriver();

  before(() => panel.begin());
  afterEach(() => panel.close());

  /** As VS Code hides and shows a panel, moves it or reloads the window: its page is made anew. */
  async function reload(): Promise<void> {
    await panel.page.reload();
    await panel.page.evaluate(() => window.scriptedHost.show('primes'));
    await panel.settled();
  }

  const facts = async () => ({
    rows: await panel.rowTexts(),
    selected: await panel.page.locator('.row[aria-selected=true]').allInnerTexts(),
    inspector: await panel.page.locator('.inspector h2').allInnerTexts(),
    span: await panel.page.locator('.facts-span').allInnerTexts(),
    filter: await panel.page.evaluate(
      () => document.querySelector<HTMLElement & { value: string }>('vscode-text-field')?.value,
    ),
    column: await panel.page.evaluate(() => document.querySelector('.corner')?.clientWidth),
    window: await panel.shownWindow(),
  });

  it('is zoom, folds, selection, span, filter and width of the tree', async () => {
    await panel.show('primes');
    await panel.selectRow(2);
    await panel.press('x', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'w', 'w', 'd');
    await panel.page.locator('.splitter').focus();
    await panel.press('ArrowRight', 'ArrowRight');
    await panel.page.locator('vscode-text-field').click();
    await panel.page.keyboard.type('#1');
    await panel.page.waitForFunction(() => document.querySelectorAll('.row').length < 7);
    await panel.settled();
    const before = await facts();
    assert.deepEqual(
      [before.selected.length, before.inspector.length, before.span.length, before.filter],
      [1, 1, 1, '#1'],
    );
    await reload();
    assert.deepEqual(await facts(), before);
    await panel.screenshot('reloaded');
  });

  it('is a selected message and a range', async () => {
    await panel.show('primes');
    const from = await panel.pointOf(3, 50);
    const to = await panel.pointOf(3, 150);
    await panel.page.mouse.move(from.x, from.y);
    await panel.page.mouse.down();
    await panel.page.mouse.move(to.x, to.y, { steps: 5 });
    await panel.page.mouse.up();
    await panel.selectRow(2);
    await panel.press('m');
    await panel.settled();
    const message = await panel.section('message');
    const state = () => panel.page.evaluate(() => window.savedState as { range: unknown; message: unknown });
    await panel.page.waitForFunction(
      () => (window.savedState as { message: unknown } | undefined)?.message !== null,
    );
    const before = await state();
    assert.ok(before.range !== null && before.message !== null);
    await reload();
    assert.equal(await panel.section('message'), message);
    await panel.press('ArrowDown', 'ArrowUp');
    await panel.page.waitForFunction(() => window.savedState !== undefined);
    assert.deepEqual((await state()).range, before.range);
  });

  it('is also what was done in the moment before it went', async () => {
    await panel.show('primes');
    await panel.page.keyboard.press('End');
    await reload();
    assert.deepEqual(await panel.page.locator('.inspector h2').allInnerTexts(), ['main\nfinished']);
  });
});
