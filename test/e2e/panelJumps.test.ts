import assert from 'node:assert/strict';
import { PanelDriver } from '../panel/support/panelDriver.ts';

describe('finding and holding, in Chromium', function () {
  this.timeout(60_000);
  const panel = new PanelDriver();

  before(() => panel.begin());
  afterEach(() => panel.close());

  const heading = (text: string) => panel.page.locator('.inspector h2', { hasText: text });
  const said = () => panel.page.getByRole('status').innerText();

  it('leads from error to error, in order of time and round again', async () => {
    await panel.show('busy', { height: 760 });
    await panel.press('e');
    const first = await said();
    assert.match(first, /^RangeError in worker-\d+ #\d+ at [\d.\s]+ s, 1 of 3$/);
    await panel.press('e', 'e');
    assert.match(await said(), /3 of 3$/);
    await panel.press('e');
    assert.equal(await said(), first);
    await panel.press('Shift+E');
    assert.match(await said(), /3 of 3$/);
    await panel.page.getByRole('button', { name: 'Next error (E)' }).click();
    await panel.drawn();
    assert.equal(await said(), first);
    await panel.page.locator('.facts-error').waitFor();
  });

  it('brings the moment of the error and the lane into view', async () => {
    await panel.show('primes');
    for (let i = 0; i < 8; i++) await panel.press('w');
    await panel.press('e');
    await heading('primes #2').waitFor();
    const { fromNs, toNs } = await panel.shownWindow();
    assert.ok(fromNs < 192e6 && toNs > 192e6, `${fromNs}..${toNs}`);
  });

  it('leads to the longest wait of the run, then to the next shorter one', async () => {
    await panel.show('primes');
    await panel.press('l');
    await heading('sieve #3').waitFor();
    assert.match(await said(), /^sieve #3: sleeping, 40 ms, 1 of 3$/);
    assert.match(await panel.section('span'), /sleeping · sieve/);
    await panel.press('l');
    assert.match(await said(), /^main: Atomics\.wait .*, 36 ms, 2 of 3$/);
    await panel.press('Shift+L');
    assert.match(await said(), /1 of 3$/);
    await panel.page.getByRole('button', { name: /^Longest wait/ }).click();
    await panel.drawn();
    assert.match(await said(), /2 of 3$/);
    assert.equal(
      await panel.page.evaluate(
        () =>
          window.scriptedHost
            .questions('range')
            .filter(({ argument }) => 'mostWaits' in argument && argument.mostWaits === 50).length,
      ),
      1,
    );
  });

  it('says so when there is no error', async () => {
    await panel.show('pool', { reducedMotion: true });
    await panel.press('e');
    assert.equal(await said(), 'No thread failed.');
  });

  it('holds the picture while the run is recorded on, and goes on following', async () => {
    await panel.open();
    await panel.page.evaluate(() => window.scriptedHost.play('pool', { everyMs: 30, speed: 0.02 }));
    await panel.page.locator('.row', { hasText: 'hasher' }).waitFor();
    await panel.press('k');
    const pause = panel.page.locator('vscode-button.pause');
    assert.equal(await pause.getAttribute('aria-pressed'), 'true');
    await panel.page.locator('.legend', { hasText: /Held at \d.* ms; the run is recorded on/ }).waitFor();
    const state = () =>
      panel.page.evaluate(() => ({
        lanes: window.paints.filter(paint => paint.canvas === 'lanes-canvas').length,
        status: document.querySelector('.run-status')?.textContent ?? '',
        nowNs: window.scriptedHost.nowNs,
      }));
    // What was asked before may still come.
    await panel.page.waitForTimeout(300);
    const before = await state();
    await panel.page.waitForFunction(ns => window.scriptedHost.nowNs > ns + 5e6, before.nowNs);
    const after = await state();
    assert.equal(after.lanes, before.lanes, 'the picture stands still');
    assert.notEqual(after.status, before.status, 'the run goes on');
    await panel.press('k');
    await panel.page.waitForFunction(
      lanes => window.paints.filter(paint => paint.canvas === 'lanes-canvas').length > lanes,
      after.lanes,
    );
    assert.equal(await pause.getAttribute('aria-pressed'), 'false');
    assert.equal(
      await panel.page.locator('vscode-button[title^="Follow"]').getAttribute('aria-pressed'),
      'true',
    );
    await panel.page.evaluate(() => window.scriptedHost.pause());
  });

  it('is looked about in while it is held: nothing later is asked for', async () => {
    await panel.open();
    await panel.page.evaluate(() => window.scriptedHost.play('pool', { everyMs: 30, speed: 0.02 }));
    await panel.page.locator('.row', { hasText: 'hasher' }).waitFor();
    await panel.press('k');
    await panel.page.waitForTimeout(300);
    const heldNs = await panel.page.evaluate(() => {
      window.scriptedHost.received.length = 0;
      return (window.savedState as { paused: { atNs: number } }).paused.atNs;
    });
    await panel.press('w', 'w', 'd', 'd', 'd');
    await panel.page.waitForTimeout(200);
    const asked = await panel.sent('window');
    assert.ok(asked.length > 0);
    assert.ok(asked.every(window => window.toNs <= Math.max(heldNs, window.fromNs + 1)));
    await panel.page.evaluate(() => window.scriptedHost.pause());
  });
});
