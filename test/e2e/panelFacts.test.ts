import assert from 'node:assert/strict';
import { PanelDriver, oneLine } from '../panel/support/panelDriver.ts';

/** The clock of a live run then stands where the last update left it. */
const still = { reducedMotion: true };
/** Rows of the scene `pool`, from the top. */
const rows = { process: 0, main: 1, hasher: 2, writer: 3, runtime: 4 } as const;

describe('what the panel knows of a thread beyond its lane, in Chromium', function () {
  this.timeout(60_000);
  const panel = new PanelDriver();

  before(() => panel.begin());
  afterEach(() => panel.close());

  describe('runtime threads', () => {
    it('are folded into one row, and count nowhere as threads of the program', async () => {
      await panel.show('pool', still);
      assert.deepEqual(await panel.rowTexts(), [
        'node 4121 pool.mjs',
        'main 23 % , waiting',
        'hasher #1 72 % , running',
        'writer #2 22 % , blocked: Atomics.wait, 0x2a0[1]',
        '9 runtime threads (2 busy)',
      ]);
      assert.match(await panel.page.locator('.run-status').innerText(), /3 of 3 threads alive/);
      assert.equal(
        await panel.page.locator('.corner').innerText().then(oneLine),
        'Threads 3 as created busiest first by name by state CPU',
      );
      const overview = (await panel.sent('window')).find(asked => asked.maxMessages === 0);
      assert.deepEqual(overview?.threads, [0, 1, 2]);
    });

    it('unfold by a click on their row, in the tree and in the timeline; that survives a reload', async () => {
      await panel.show('pool', still);
      const row = panel.page.locator('.row', { hasText: '9 runtime threads' });
      await row.locator('.name').click();
      await panel.page.locator('.row', { hasText: 'libuv pool 3' }).waitFor();
      assert.equal((await panel.rowTexts()).length, 14);
      const { x, y } = await panel.pointOf(rows.runtime, 100);
      await panel.page.mouse.click(x, y);
      await panel.page.locator('.row', { hasText: 'libuv pool 3' }).waitFor({ state: 'detached' });
      await panel.page.mouse.click(x, y);
      await panel.page.locator('.row', { hasText: 'libuv pool 3' }).waitFor();
      await panel.page.waitForTimeout(400);
      await panel.page.reload();
      await panel.page.evaluate(() => window.scriptedHost.show('pool'));
      await panel.page.locator('.row', { hasText: 'libuv pool 3' }).waitFor();
    });

    it('unfold and fold by Enter and by the arrows, and say what they are', async () => {
      await panel.show('pool', still);
      await panel.selectRow(rows.runtime);
      const row = panel.page.locator('.row', { hasText: '9 runtime threads' });
      await panel.press('Enter');
      assert.equal(await row.getAttribute('aria-expanded'), 'true');
      await panel.press('ArrowLeft');
      await panel.page.waitForFunction(() => document.querySelectorAll('.row').length === 5);
      await panel.press('ArrowRight');
      await panel.page.waitForFunction(() => document.querySelectorAll('.row').length === 14);
      assert.match(await panel.page.getByRole('status').innerText(), /9 runtime threads, 2 busy, unfolded/);
      assert.match(await panel.section('runtime'), /Only the OS tells of them.*libuv pool 1 4124/);
      await panel.press('ArrowDown');
      await panel.page.locator('.inspector h2', { hasText: 'libuv pool 1 4124' }).waitFor();
      assert.match(await panel.section('identity'), /kind runtime thread/);
      assert.match(await panel.section('anatomy'), /^Anatomy Identifiers OS thread id 4124 pid/);
    });

    it('show together what share of them is busy, and say it in a tooltip', async () => {
      await panel.show('pool', still);
      const { x, y } = await panel.pointOf(rows.runtime, 180);
      await panel.page.mouse.move(x, y);
      const text = await panel.tooltip();
      assert.match(text, /^9 runtime threads (running|blocked|ready) [\d.]+ of 9/);
      assert.match(text, /sampled from the OS/);
    });

    it('are left alone by a filter, unless they are unfolded', async () => {
      await panel.show('pool', still);
      await panel.press('/');
      await panel.page.keyboard.type('libuv');
      await panel.page.getByText('No thread matches the filter.').waitFor();
      await panel.press('Escape');
      await panel.page.locator('.row', { hasText: '9 runtime threads' }).click();
      await panel.press('/');
      await panel.page.keyboard.type('libuv');
      await panel.page.waitForFunction(() => document.querySelectorAll('.row').length === 6);
    });
  });

  describe('the kernel', () => {
    it('tells core and switches, and a thread’s anatomy the call with its arguments and where it stands', async () => {
      await panel.show('pool', still);
      await panel.selectRow(rows.writer);
      const text = await panel.section('kernel');
      assert.match(text, /state stopped in a call last core 1 voluntary/);
      const anatomy = await panel.section('anatomy');
      assert.match(anatomy, /Registers call futex argument 1 0x7f2c5c0a1f48 argument 2 0x189 /);
      assert.match(anatomy, /Program counter address 0x7f2c6a08f117 .*stack pointer 0x7f2c4e7fd6b0/);
      assert.match(text, /voluntary switches 20: .* involuntary switches 5: /);
      await panel.press('ArrowUp');
      await panel.page.locator('.facts-kernel', { hasText: 'on a core' }).waitFor();
    });

    it('is not known with the reason that the run gives, while the thread is alive', async () => {
      await panel.show('pool', still);
      await panel.page.evaluate(() => window.scriptedHost.change(1, { kernel: null }));
      await panel.selectRow(rows.hasher);
      await panel.page
        .locator('.facts-kernel', { hasText: 'not known here: OS data is not readable' })
        .waitFor();
    });
  });

  describe('vitals', () => {
    it('have heap, loop delay, turns, and the curves of the life so far with their words', async () => {
      await panel.show('pool', still);
      await panel.selectRow(rows.main);
      await panel.page.locator('.facts-vitals .sparkline').first().waitFor();
      const text = await panel.section('vitals');
      assert.match(text, /heap 41\.3 MB of 64 MB, 65 %/);
      assert.match(text, /loop delay mean 1\.24 ms, longest 48\.6 ms loop turns 1 284/);
      const curves = panel.page.locator('.facts-vitals').getByRole('img');
      assert.match(
        (await curves.nth(0).getAttribute('aria-label')) ?? '',
        /^CPU share .*least 0 %, mean \d+ %, most/,
      );
      assert.match((await curves.nth(1).getAttribute('aria-label')) ?? '', /^Heap .*least .* MB, mean .* MB/);
      const asked = await panel.page.evaluate(() => window.scriptedHost.questions('history'));
      assert.deepEqual(asked, [{ name: 'history', argument: { thread: 0, steps: 120 } }]);
    });

    it('are asked for at most every 500 ms while the thread lives, one question at a time', async () => {
      await panel.open();
      await panel.page.evaluate(() => {
        window.scriptedHost.answerDelayMs = 60;
        window.scriptedHost.play('pool', { everyMs: 20, speed: 0.15 });
      });
      await panel.page.locator('.row', { hasText: 'main' }).waitFor();
      await panel.selectRow(rows.main);
      await panel.page.waitForTimeout(1900);
      const { histories, most } = await panel.page.evaluate(() => ({
        histories: window.scriptedHost.questions('history').length,
        most: window.scriptedHost.mostHistoriesOutstanding,
      }));
      assert.ok(histories >= 3 && histories <= 5, `${histories} questions in 1.9 s`);
      assert.equal(most, 1);
      await panel.page.evaluate(() => window.scriptedHost.pause());
    });

    it('drop an answer to a question that is not the last', async () => {
      await panel.show('pool', still);
      await panel.selectRow(rows.main);
      await panel.page.locator('.facts-vitals .sparkline').first().waitFor();
      await panel.page.evaluate(() => {
        const values = { cpuShare: new Float32Array([0.5]), heapUsedBytes: new Float64Array([7 * 2 ** 40]) };
        const answer = { thread: 0, startNs: 0, stepNs: 1, ...values };
        window.scriptedHost.send({ type: 'answer', request: 99, name: 'history', answer });
      });
      await panel.settled();
      assert.doesNotMatch(await panel.section('vitals'), /TB/);
    });
  });

  describe('messages', () => {
    it('are selected by a click near their line: way, times, size, and what kept them', async () => {
      await panel.show('pool', still);
      const from = await panel.pointOf(rows.main, 49);
      const to = await panel.pointOf(rows.writer, 154.5);
      // Between the lanes, where only the line is.
      const part = 0.52;
      await panel.page.mouse.move(
        from.x + part * (to.x - from.x),
        from.y + 8 + part * (to.y - from.y - 16) + 2,
      );
      const tip = await panel.tooltip();
      assert.match(tip, /Message · main → writer in the queue 106 ms handled for 35\.5 ms/);
      await panel.page.mouse.down();
      await panel.page.mouse.up();
      await panel.page.locator('.facts-message', { hasText: 'While it waited' }).waitFor();
      const text = await panel.section('message');
      assert.match(text, /main → writer #2 sent at 49\.000 ms sending took 1\.9 ms size 3\.24 MB/);
      assert.match(text, /queued for 106 ms handled for 35\.5 ms/);
      assert.match(text, /writer was starting 25 ms waiting \(inferred\) 80 ms running/);
      await panel.screenshot('message');
      await panel.page.locator('.facts-message').getByRole('button', { name: 'writer #2' }).click();
      await panel.page.locator('.inspector h2', { hasText: 'writer' }).waitFor();
    });

    it('are stepped through with M and Shift+M, and given up with Esc', async () => {
      await panel.show('pool', still);
      await panel.selectRow(rows.writer);
      const way = panel.page.locator('.message-way');
      await panel.press('m');
      await way.filter({ hasText: 'main → writer #2' }).waitFor();
      await panel.press('m');
      await way.filter({ hasText: 'writer #2 → main' }).waitFor();
      assert.match(await panel.page.getByRole('status').innerText(), /writer → main, in the queue 30 ms/);
      await panel.press('m');
      assert.match(await panel.page.getByRole('status').innerText(), /No more messages/);
      await panel.press('Shift+M');
      await way.filter({ hasText: 'main → writer #2' }).waitFor();
      await panel.press('Escape');
      await way.waitFor({ state: 'hidden' });
      await panel.page.locator('.inspector h2', { hasText: 'writer' }).waitFor();
    });

    it('say so when nothing is known of one any more', async () => {
      await panel.show('pool', still);
      await panel.page.evaluate(() => (window.scriptedHost.forgetsMessages = true));
      await panel.selectRow(rows.writer);
      await panel.press('m');
      await panel.page.getByText('Nothing is known of it any more.').waitFor();
    });
  });

  describe('locks', () => {
    it('are listed with who is in front, since when and where; names lead to threads, places to lines', async () => {
      await panel.show('pool', still);
      await panel.selectRow(rows.writer);
      const text = await panel.section('locks');
      assert.match(
        text,
        /queues for database · exclusive behind hasher #1 asked for at 214\.000 ms · pool\.mjs:57/,
      );
      const locks = panel.page.locator('.facts-locks');
      await locks.getByRole('button', { name: 'pool.mjs:57' }).click();
      assert.deepEqual(
        (await panel.sent('open')).map(({ place }) => place.line),
        [57],
      );
      await locks.getByRole('button', { name: 'hasher #1' }).first().focus();
      await panel.press('Enter');
      await panel.page.locator('.inspector h2', { hasText: 'hasher' }).waitFor();
      assert.match(await panel.section('locks'), /holds database · exclusive since 96\.000 ms/);
    });

    it('stand beside what is awaited without blocking', async () => {
      await panel.show('pool', still);
      await panel.selectRow(rows.main);
      assert.match(
        await panel.section('locks'),
        /holds .*cache.* shared .* awaits Atomics\.waitAsync, 0x2a0\[7\]/,
      );
    });
  });

  it('says what observing costs, quietly, and explains it to pointer, keyboard and screen reader', async () => {
    await panel.show('pool', still);
    const cost = panel.page.locator('.observer');
    assert.match(await cost.innerText(), /^observer: 0\.4 %/);
    await cost.hover();
    assert.match(await panel.tooltip(), /probe 0\.4 % of the time .* recorder 1\.1 % of one core/);
    await panel.page.mouse.move(10, 300);
    await panel.page.getByRole('tooltip').waitFor({ state: 'hidden' });
    await cost.focus();
    assert.match(await panel.tooltip(), /What observing costs/);
    await panel.page.evaluate(() => {
      window.scriptedHost.observer = { programShare: null, recorderShare: null };
      window.scriptedHost.update();
    });
    await cost.waitFor({ state: 'hidden' });
  });

  it('lets one see how a span is known: in the legend, and of ready and runtime threads in tooltips', async () => {
    await panel.show('pool', still);
    const legend = oneLine(await panel.page.locator('.legend').innerText());
    assert.match(legend, /ready waiting 1 thread blocked 1 thread sleeping told sampled inferred/);
    const ready = await panel.pointOf(rows.hasher, 135);
    await panel.page.mouse.move(ready.x, ready.y);
    assert.match(await panel.tooltip(), /ready · hasher .* sampled from the OS/);
    await panel.page.locator('.row', { hasText: '9 runtime threads' }).click();
    await panel.settled();
    const pool = await panel.pointOf(rows.runtime + 2, 150);
    await panel.page.mouse.move(pool.x, pool.y);
    assert.match(await panel.tooltip(), /libuv pool 2 .* sampled from the OS/);
  });

  for (const { name, options } of [
    { name: 'facts-dark', options: { theme: 'dark' } },
    { name: 'facts-light', options: { theme: 'light', pixelRatio: 2 } },
    { name: 'facts-high-contrast', options: { theme: 'highContrast' } },
    { name: 'facts-high-contrast-light', options: { theme: 'highContrastLight' } },
    { name: 'facts-narrow', options: { width: 300, height: 700, pixelRatio: 2 } },
  ] as const) {
    it(`looks right and is accessible with all of it: ${name}`, async () => {
      await panel.show('pool', { height: 900, ...options });
      await panel.selectRow(rows.runtime);
      await panel.press('Enter', 'ArrowUp', 'm');
      await panel.page.locator('.facts-vitals .sparkline').first().waitFor();
      await panel.settled();
      await panel.screenshot(name);
      await panel.page.waitForTimeout(1100);
      assert.deepEqual(await panel.accessibilityProblems(), []);
      const overflow = await panel.page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      assert.equal(overflow, 0, 'nothing sticks out sideways');
    });
  }
});
