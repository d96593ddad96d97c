import assert from 'node:assert/strict';
import { PanelDriver } from '../panel/support/panelDriver.ts';
import type { ThemeName } from '../panel/support/themes.ts';

const themes: readonly ThemeName[] = ['dark', 'light', 'highContrast', 'highContrastLight'];

/** What the host says, and what must be read then. */
const screens = {
  connecting: { heading: 'Connecting…' },
  empty: { heading: 'Nothing has run yet', text: /run menu/ },
  starting: { heading: 'Starting primes.mjs…', text: /node primes\.mjs/ },
  unheard: { heading: 'primes.mjs is running', text: /told anything yet/ },
  unseen: { heading: 'primes.mjs has ended', text: /None of its threads was seen/ },
  failed: { heading: 'It could not run', text: /syntax error/ },
  gone: { heading: 'The run is gone', text: /window was reloaded/ },
} as const;

describe('the screens of the panel in Chromium', function () {
  this.timeout(90_000);
  const panel = new PanelDriver();

  before(() => panel.begin());
  afterEach(() => panel.close());

  async function show(name: keyof typeof screens): Promise<void> {
    await panel.page.evaluate(screen => {
      const host = window.scriptedHost;
      const failure = { detail: null, nextSteps: [{ label: 'Run Again', command: 'runAgain' as const }] };
      if (screen === 'empty') host.showRun(null);
      if (screen === 'starting') host.showRun({ status: 'starting', exitCode: null });
      if (screen === 'unheard') host.showRun({ status: 'running', exitCode: null });
      if (screen === 'unseen') host.showRun({ status: 'ended' });
      if (screen === 'failed') {
        const message = 'primes.mjs has a syntax error, so none of its threads began.';
        host.showRun({
          status: 'failed',
          exitCode: 1,
          failure: { ...failure, message, detail: 'at line 7' },
        });
      }
      if (screen === 'gone') {
        host.showRun({ status: 'gone', failure: { ...failure, message: 'The window was reloaded.' } });
      }
    }, name);
  }

  for (const theme of themes) {
    it(`say what there is to say, accessibly: ${theme}`, async () => {
      for (const [name, { heading, ...more }] of Object.entries(screens)) {
        await panel.open({ theme, height: 300, hostIsSilent: name === 'connecting' });
        await show(name as keyof typeof screens);
        await panel.page.getByRole('heading', { name: heading }).waitFor();
        if ('text' in more) await panel.page.locator('.stage', { hasText: more.text }).waitFor();
        assert.ok(await panel.page.locator('.lane-body').isHidden(), 'nothing is to be drawn');
        assert.deepEqual(await panel.accessibilityProblems(), [], name);
        await panel.screenshot(`screen-${name}-${theme}`);
        if (name !== 'gone') await panel.close();
      }
    });
  }

  it('say that the connection is lost while the run goes on, and that it is back', async () => {
    await panel.open({ height: 420 });
    await panel.page.evaluate(() => window.scriptedHost.play('primes', { everyMs: 40, speed: 0.02 }));
    await panel.page.getByRole('treeitem').nth(1).waitFor();
    const stage = panel.page.locator('.stage');
    assert.ok(await stage.isHidden());
    await panel.page.evaluate(() => window.scriptedHost.pause());
    await stage.getByRole('heading', { name: 'Connection lost' }).waitFor();
    assert.match(await stage.innerText(), /Nothing has been heard of this run since \d/);
    assert.ok(await panel.page.locator('.lane-body').isVisible(), 'what is known is still shown');
    assert.equal(await panel.page.getByRole('status').innerText(), 'Connection lost');
    await panel.screenshot('screen-lost');
    assert.deepEqual(await panel.accessibilityProblems(), []);
    await panel.page.evaluate(() => window.scriptedHost.update());
    await stage.waitFor({ state: 'hidden' });
  });

  it('offer to look away, and again, where the run is somebody else’s', async () => {
    await panel.open({ height: 420 });
    const button = (name: string) => panel.page.getByRole('button', { name, exact: true });
    await panel.page.evaluate(() =>
      window.scriptedHost.show('primes', { status: 'running', isAttached: true }),
    );
    await button('Detach; the program goes on').waitFor();
    await button('Attach again').waitFor();
    assert.equal(await button('Stop').count(), 0);
    assert.deepEqual(await panel.accessibilityProblems(), []);
    await panel.screenshot('screen-attached');
    await panel.page.evaluate(() => window.scriptedHost.showRun({ status: 'ended', isAttached: true }));
    await panel.page.locator('.next-steps', { hasText: 'Attach again' }).waitFor();
    await panel.page.evaluate(() => window.scriptedHost.showRun({ status: 'running' }));
    await button('Stop').waitFor();
    await button('Run again').waitFor();
  });

  it('tell nothing of a connection once the run has ended', async () => {
    await panel.show('primes');
    await panel.page.waitForTimeout(3500);
    assert.ok(await panel.page.locator('.stage').isHidden());
  });

  it('say that pixels show shares where there are too many spans to tell apart', async () => {
    await panel.show('dense');
    const note = panel.page.locator('.legend-note');
    assert.match(await note.innerText(), /Too many spans to tell apart/);
    assert.deepEqual(await panel.accessibilityProblems(), []);
    await panel.screenshot('screen-huge');
    for (let i = 0; i < 14; i++) await panel.press('w');
    await panel.settled();
    assert.doesNotMatch(await note.innerText(), /Too many spans to tell apart/);
  });
});
