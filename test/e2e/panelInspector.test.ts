import assert from 'node:assert/strict';
import { PanelDriver, oneLine } from '../panel/support/panelDriver.ts';

describe('the inspector of a thread, in Chromium', function () {
  this.timeout(60_000);
  const panel = new PanelDriver();

  before(() => panel.begin());
  afterEach(() => panel.close());

  const section = (name: string) => panel.page.locator(`.facts-${name}`);

  it('draws the lifecycle with the times of this thread', async () => {
    await panel.show('primes', { height: 900 });
    await panel.selectRow(4);
    const diagram = section('diagram').getByRole('img');
    assert.equal(
      await diagram.getAttribute('aria-label'),
      'Lifecycle: created 4 ms, starting 29 ms, running 83 ms, ready 12 ms, blocked 26 ms, failed after 154 ms (now)',
    );
    assert.equal(
      await diagram
        .locator('.node.current')
        .innerText()
        .catch(() => ''),
      '',
    );
    assert.match((await diagram.locator('.node.current').textContent()) ?? '', /failed/);
    await section('waits').waitFor();
    await panel.screenshot('inspector');
  });

  it('tells with whom the thread exchanged messages, how long they were queued and handled', async () => {
    await panel.show('primes', { height: 900 });
    await panel.selectRow(2);
    await section('peers').waitFor();
    const text = await panel.section('peers');
    assert.match(
      text,
      /^Messages by peer count queued handled main ⇄ sent 2 \S+ ms 1 µs received 1 22\.2 ms 1 µs/,
    );
    await section('peers').getByRole('button', { name: 'Only arrows between these two' }).first().click();
    await panel.settled();
    assert.deepEqual((await panel.sent('window')).at(-1)?.between, [1, 0]);
    await section('peers').getByRole('button', { name: 'main' }).click();
    await panel.page.locator('.inspector h2', { hasText: 'main' }).waitFor();
  });

  it('tells what kept the thread in its life and who ended that, and leads there', async () => {
    await panel.show('primes', { height: 900 });
    await panel.selectRow(4);
    await section('waits').waitFor();
    assert.match(
      await panel.section('waits'),
      /^Waits Atomics\.wait on shared buffer 1 \[3\]: ok 26 ms \(1×\) The longest .*woken by primes\/helper 26 ms$/,
    );
    await section('waits').getByRole('button').first().click();
    await section('span').waitFor();
    assert.match(await panel.section('span'), /blocked · primes.* duration 26 ms/);
  });

  it('tells on which lines a thread waited and was woken, and opens them', async () => {
    await panel.show('primes', { height: 900 });
    await panel.selectRow(1);
    await section('waits').waitFor();
    assert.match(
      await panel.section('waits'),
      / The longest .*woken by primes 36 ms waiting at primes\.mjs:31 woken from primes-worker\.mjs:27/,
    );
    await section('waits').getByRole('button', { name: 'waiting at primes.mjs:31' }).click();
    await section('waits').getByRole('button', { name: 'woken from primes-worker.mjs:27' }).click();
    await section('waits')
      .getByRole('button', { name: /woken by primes$/ })
      .click();
    await section('span').waitFor();
    assert.match(
      await panel.section('span'),
      /waiting at primes\.mjs:31 woken from primes-worker\.mjs:27 duration 36 ms/,
    );
    await section('span').getByRole('button', { name: 'primes.mjs:31' }).click();
    assert.deepEqual(
      (await panel.sent('open')).map(({ place }) => [place.file.replace(/^.*\//, ''), place.line]),
      [
        ['primes.mjs', 31],
        ['primes-worker.mjs', 27],
        ['primes.mjs', 31],
      ],
    );
    await panel.screenshot('wait-places');
    // Heard by whoever steps from span to span.
    await panel.page.locator('.timeline').focus();
    await panel.press('ArrowLeft', 'ArrowRight');
    const said = () => panel.page.getByRole('status').innerText();
    assert.match(
      oneLine(await said()),
      /^blocked · main, cause .*, waiting at primes\.mjs:31, woken from primes-worker\.mjs:27, duration 36 ms,/,
    );
  });

  it('asks about a live thread again, but not all the time', async () => {
    await panel.open({ reducedMotion: true });
    await panel.page.evaluate(() => window.scriptedHost.play('pool', { everyMs: 30, speed: 0.05 }));
    await panel.page.locator('.row', { hasText: 'main' }).waitFor();
    await panel.selectRow(1);
    await panel.page.waitForFunction(() => window.scriptedHost.questions('peers').length >= 2);
    const { peers, updates } = await panel.page.evaluate(() => ({
      peers: window.scriptedHost.questions('peers').length,
      updates: window.scriptedHost.questions('history').length,
    }));
    assert.ok(peers <= updates, `${peers} questions about peers, ${updates} about its curve`);
    await panel.page.evaluate(() => window.scriptedHost.pause());
  });

  for (const options of [{ theme: 'light', width: 300, height: 800 }, { theme: 'highContrast' }] as const) {
    it(`is accessible: ${options.theme}`, async () => {
      await panel.show('primes', options);
      await panel.selectRow(1);
      await section('peers').waitFor();
      await panel.settled();
      await panel.screenshot(`inspector-${options.theme}`);
      assert.deepEqual(await panel.accessibilityProblems(), []);
      const overflow = await panel.page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      assert.equal(overflow, 0, 'nothing sticks out sideways');
    });
  }
});
