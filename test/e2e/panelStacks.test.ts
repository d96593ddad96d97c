import assert from 'node:assert/strict';
import { PanelDriver, oneLine } from '../panel/support/panelDriver.ts';
import type { PageOptions } from '../panel/support/panelPage.ts';

describe('captured stacks in the panel, in Chromium', function () {
  this.timeout(60_000);
  const panel = new PanelDriver();

  before(() => panel.begin());
  afterEach(() => panel.close());

  const view = () => panel.page.getByRole('region', { name: 'Stacks' });
  const boxes = () => view().locator('.stack-box');
  const words = async () => (await boxes().allInnerTexts()).map(oneLine);
  const show = async (options: PageOptions = {}) => {
    await panel.show('primes', { height: 900, ...options });
    await panel.page.evaluate(() => window.scriptedHost.tell('primes', 'primes'));
    await panel.press('t');
    await boxes().first().waitFor();
    await panel.settled();
  };
  const anatomy = () => panel.page.locator('.facts-anatomy');

  it('stand once where they are equal, and part where they part', async () => {
    await show();
    assert.deepEqual(await words(), [
      '3 threads 2 waiting, 1 blocked 3 frames of node:internal',
      '2 threads 1 waiting, 1 blocked (anonymous) prime-worker.mjs:21 countPrimes prime-worker.mjs:9',
      '1 thread waiting run index.js:88 isPrime prime-worker.mjs:4 primes #1',
      '1 thread blocked await prime-worker.mjs:44 primes #2',
      '1 thread waiting (anonymous) sieve.mjs:12 sieve #3',
      '1 thread blocked 3 frames of node:internal (anonymous) primes.mjs:52 collect primes.mjs:31 main',
      '1 thread running in no call main',
      '1 thread without a stack running It is still starting: none of its code runs yet. primes/helper #4',
    ]);
    const { lines, branches } = await panel.page.evaluate(() => ({
      lines: document.querySelectorAll('.stack-links path').length,
      branches: document.querySelectorAll('.stack-branches > .stack-node').length,
    }));
    assert.equal(lines, branches);
    assert.equal(lines, 4);
  });

  it('join the boxes by lines that begin and end at them, also after one has grown', async () => {
    await show();
    const misses = () =>
      panel.page.evaluate(() => {
        const picture = document.querySelector('.stack-picture')?.getBoundingClientRect();
        const ends = [...document.querySelectorAll<SVGPathElement>('.stack-links path')].map(path => {
          const { x, y } = path.getPointAtLength(path.getTotalLength());
          return { x: x + (picture?.x ?? 0), y: y + (picture?.y ?? 0) };
        });
        const nodes = [...document.querySelectorAll('.stack-branches > .stack-node > .stack-box')];
        return ends.filter(({ x, y }) =>
          nodes.every(node => {
            const box = node.getBoundingClientRect();
            return Math.abs(box.left - x) > 1.5 || y < box.top || y > box.bottom;
          }),
        ).length;
      });
    assert.equal(await misses(), 0);
    await view().getByRole('button', { name: '3 frames of node:internal' }).first().click();
    await panel.settled();
    assert.match((await words())[0] ?? '', /kHybridDispatch/);
    assert.equal(await misses(), 0);
  });

  it('unfold by keys, one by one or all, and keep the focus', async () => {
    await show();
    const fold = view().getByRole('button', { name: '3 frames of node:internal' }).first();
    await fold.focus();
    await panel.press('Enter');
    assert.equal(await fold.getAttribute('aria-expanded'), 'true');
    assert.ok(await fold.evaluate(one => one === document.activeElement));
    await panel.press('Enter');
    assert.equal(await fold.getAttribute('aria-expanded'), 'false');
    await panel.press('ArrowDown');
    assert.match(
      (await panel.page.evaluate(() => document.activeElement?.textContent)) ?? '',
      /prime-worker/,
    );
    await view().getByRole('button', { name: 'Unfold all frames' }).click();
    await panel.drawn();
    assert.equal(await view().locator('.frame-fold[aria-expanded=false]').count(), 0);
    assert.match((await words())[5] ?? '', /runEntryPointWithESMLoader/);
  });

  it('lead to the source and to the lanes, and mark the way to the selected thread', async () => {
    await show();
    await view().getByRole('button', { name: 'countPrimes prime-worker.mjs:9' }).click();
    assert.deepEqual(
      (await panel.sent('open')).map(({ place }) => place.line),
      [9],
    );
    await view().getByRole('button', { name: 'primes #2' }).click();
    await panel.drawn();
    assert.match(await panel.page.locator('.row[aria-selected=true]').innerText(), /^primes/);
    assert.equal(await view().locator('.holds-selected').count(), 3);
    assert.equal(await view().locator('.stack-links path.to-selected').count(), 2);
  });

  it('are there of each capture, by its time and what it was made for', async () => {
    await show();
    const choice = view().getByLabel('Which capture');
    assert.deepEqual(await choice.locator('option').allInnerTexts(), ['at 140 ms: Deadlock', 'at 165 ms']);
    await choice.selectOption('1');
    await panel.settled();
    assert.match(oneLine(await view().locator('h2').innerText()), /4 threads · taken within 12 ms/);
    assert.match((await words())[0] ?? '', /^3 threads 3 running|^3 threads/);
  });

  it('are asked for by button and key while the run lives, and shown when they come', async () => {
    await panel.open({ reducedMotion: true });
    await panel.page.evaluate(() => {
      window.scriptedHost.play('primes', { everyMs: 30, speed: 0.02 });
    });
    await panel.page.getByRole('treeitem').nth(1).waitFor();
    const button = panel.page.getByRole('button', { name: 'Capture stacks of all threads (T)' }).first();
    await button.click();
    await view().getByText('“Capture stacks” looks at every thread once').waitFor();
    assert.equal((await panel.sent('captureStacks')).length, 1);
    assert.equal(oneLine(await panel.page.getByRole('status').innerText()), 'No stacks could be captured.');
    await panel.page.evaluate(() => {
      const { scriptedHost } = window;
      scriptedHost.pause();
      scriptedHost.show('primes', { status: 'running', exitCode: null });
      scriptedHost.tell(null, 'primes');
      // The second is still to come.
      scriptedHost.nextCapture = scriptedHost.captures[1] ?? null;
      scriptedHost.captures = scriptedHost.captures.slice(0, 1);
      scriptedHost.snapshot();
    });
    await panel.selectRow(1);
    await panel.page.locator('.inspector').getByRole('button', { name: 'stacks' }).click();
    await boxes().first().waitFor();
    assert.match(oneLine(await view().locator('h2').innerText()), /4 threads/);
    await panel.press('t');
    await view().locator('h2', { hasText: '6 threads' }).waitFor();
    assert.equal(
      oneLine(await panel.page.getByRole('status').innerText()),
      'Stacks of 6 threads: 5 different places',
    );
    assert.equal((await panel.sent('captureStacks')).length, 2);
    assert.equal(await view().getByLabel('Which capture').locator('option').count(), 2);
    await panel.press('Escape');
    await view().waitFor({ state: 'hidden' });
  });

  it('say what is left out, and cope with long names', async () => {
    await panel.show('primes', { height: 900 });
    await panel.page.evaluate(() => window.scriptedHost.tell(null, 'deep'));
    await panel.press('t');
    await boxes().first().waitFor();
    await panel.settled();
    await panel.screenshot('stacks-deep');
    assert.match(
      (await words()).join('\n'),
      /^1 thread .*976 outer calls are left out fibonacci, 24 times aName/m,
    );
  });

  for (const options of [
    { theme: 'dark' },
    { theme: 'light', width: 300 },
    { theme: 'highContrast' },
    { theme: 'highContrastLight' },
  ] as const) {
    it(`are accessible and fit: ${options.theme}`, async () => {
      await show(options);
      await panel.screenshot(`stacks-${options.theme}`);
      assert.deepEqual(await panel.accessibilityProblems(), []);
      const overflow = await panel.page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      assert.equal(overflow, 0, 'nothing sticks out sideways');
      if ('width' in options) {
        const stickingOut = await view().evaluate(element => element.scrollWidth - element.clientWidth);
        assert.equal(stickingOut, 0, 'at 300 pixels the boxes stand below each other');
      }
    });
  }

  it('stay readable with a hundred threads, whose names are folded', async () => {
    await panel.show('hundred', { height: 900 });
    await panel.page.evaluate(() => window.scriptedHost.tell('crowd', 'crowd'));
    await panel.press('t');
    await boxes().first().waitFor();
    await panel.settled();
    await panel.screenshot('stacks-many');
    assert.ok((await boxes().count()) < 12, `${await boxes().count()} boxes`);
    assert.match((await words())[2] ?? '', /^24 threads .* blur blur\.mjs:23 .* 18 more$/);
    await view().getByRole('button', { name: '18 more' }).click();
    await panel.drawn();
    assert.equal(await boxes().nth(2).locator('.stack-thread').count(), 24);
  });

  describe('in the inspector', () => {
    const inspect = async (row: number, live: boolean) => {
      await panel.show('primes', { height: 1100 });
      await panel.page.evaluate(isLive => {
        const { scriptedHost } = window;
        if (isLive) {
          scriptedHost.show('primes', { status: 'running', exitCode: null });
          scriptedHost.nowNs = 166e6;
          scriptedHost.snapshot();
        }
        scriptedHost.tell(null, 'primes');
      }, live);
      await panel.selectRow(row);
      await anatomy().waitFor();
      await panel.settled();
    };

    it('tell what a thread is made of: identifiers, program counter, stack, registers', async () => {
      await inspect(1, false);
      await panel.screenshot('anatomy');
      assert.equal(
        await panel.section('anatomy'),
        'Anatomy Identifiers thread id 0 OS thread id 4121 pid 4121 ' +
          'Program counter as of 165 ms line primes.mjs:31 address 0x7f2c6a08f117 ' +
          'in /usr/lib/x86_64-linux-gnu/libc.so.6+0x8f117 ' +
          'Stack as of 165 ms collect primes.mjs:31 (anonymous) primes.mjs:52 3 frames of node:internal ' +
          'Registers as of 165 ms call futex argument 1 0x7f2c5c0a1f48 argument 2 0x189 argument 3 0x0 ' +
          'argument 4 0x7f2c4e7fd720 argument 5 0x0 argument 6 0xffffffff stack pointer 0x7f2c4e7fd6b0',
      );
      await anatomy().getByRole('button', { name: 'collect primes.mjs:31' }).click();
      assert.deepEqual(
        (await panel.sent('open')).map(({ place }) => place.line),
        [31],
      );
      await anatomy().getByRole('button', { name: '3 frames of node:internal' }).focus();
      await panel.press('Enter');
      assert.match(await panel.section('anatomy'), /3 frames of node:internal run module_job:413/);
      await panel.press('Enter');
      assert.doesNotMatch(await panel.section('anatomy'), /module_job/);
    });

    it('say of a thread on a core that its registers change, and why there is no stack', async () => {
      await inspect(3, false);
      assert.match(await panel.section('anatomy'), /Registers as of 165 ms On a core: its registers change/);
      assert.match(await panel.section('anatomy'), /Stack as of 165 ms It is still starting/);
      assert.deepEqual(await panel.accessibilityProblems(), []);
    });

    it('have variables, asked for of one call and let go of when another thread is looked at', async () => {
      await inspect(4, true);
      assert.doesNotMatch(await panel.section('anatomy'), /Variables/, 'Node would have to stop it');
      await panel.page.evaluate(() => {
        const { scriptedHost } = window;
        scriptedHost.variables = [
          { kind: 'local', variables: [{ name: 'lock', value: 'Int32Array(4) [1, 0, 0, 0]' }] },
          { kind: 'closure', variables: [] },
        ];
        const { trace } = scriptedHost;
        const processes = (trace?.processes ?? []).map(one => ({ ...one, runtime: 'python' as const }));
        scriptedHost.trace = trace && { ...trace, processes };
        scriptedHost.snapshot();
      });
      await anatomy().getByRole('button', { name: 'Variables of await' }).click();
      await anatomy().getByText('Int32Array(4) [1, 0, 0, 0]').waitFor();
      assert.match(await panel.section('anatomy'), /local lock Int32Array.* Asked for now, and not kept\./);
      assert.deepEqual(
        (await panel.sent('variables')).map(({ thread, frame }) => [thread, frame]),
        [[2, 0]],
      );
      await panel.screenshot('variables');
      assert.deepEqual(await panel.accessibilityProblems(), []);
      await panel.press('ArrowUp', 'ArrowDown');
      await panel.settled();
      assert.doesNotMatch(await panel.section('anatomy'), /Int32Array/);
      await panel.page.evaluate(() => (window.scriptedHost.variables = null));
      await anatomy().getByRole('button', { name: 'Variables of countPrimes' }).click();
      await anatomy().getByText('They cannot be had any more').waitFor();
      // Nothing of it is remembered by the page.
      const saved = await panel.page.evaluate(() => JSON.stringify(window.savedState));
      assert.doesNotMatch(saved, /Int32Array/);
    });

    it('can be captured from there', async () => {
      await inspect(1, true);
      await panel.page.evaluate(() => {
        window.scriptedHost.tell(null, 'deep');
        window.scriptedHost.tell(null);
      });
      await panel.drawn();
      assert.match(await panel.section('anatomy'), /Stack Capture now Not captured yet\./);
      await anatomy().getByRole('button', { name: 'Capture now' }).click();
      assert.equal((await panel.sent('captureStacks')).length, 1);
      await anatomy().waitFor();
    });
  });
});
