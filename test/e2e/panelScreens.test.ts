import assert from 'node:assert/strict';
import { PanelDriver } from '../panel/support/panelDriver.ts';

describe('the panel on any screen, in Chromium', function () {
  this.timeout(60_000);
  const panel = new PanelDriver();

  before(() => panel.begin());
  afterEach(() => panel.close());

  /** Canvases whose resolution is not that of the screen. Layout knows 64ths of a pixel. */
  const unfit = () =>
    panel.page.evaluate(() =>
      [...document.querySelectorAll('canvas')]
        .filter(canvas => canvas.offsetParent !== null)
        .map(canvas => {
          const { width, height } = canvas.getBoundingClientRect();
          return {
            name: canvas.className,
            x: canvas.width - width * window.devicePixelRatio,
            y: canvas.height - height * window.devicePixelRatio,
          };
        })
        .filter(({ x, y }) => Math.abs(x) > 0.1 || Math.abs(y) > 0.1),
    );

  /**
   * Colours between two others, along lines through lanes without texture: what an edge leaves that does not lie
   * between two pixels of the screen.
   */
  const blurred = (lines: { row: number; along: 'x' | 'y' }[]) =>
    panel.page.evaluate(wanted => {
      const canvas = document.querySelector<HTMLCanvasElement>('.lanes-canvas');
      const context = canvas?.getContext('2d');
      if (!canvas || !context) return ['no canvas'];
      const ratio = window.devicePixelRatio;
      const found: string[] = [];
      for (const { row, along } of wanted) {
        const middle = Math.round((row + 0.5) * 22 * ratio);
        // Behind the textures, whose own slanted lines are smooth.
        const column = Math.round(canvas.width * 0.6);
        const { data } =
          along === 'x'
            ? context.getImageData(column, middle, canvas.width - column, 1)
            : context.getImageData(column, Math.round(row * 22 * ratio), 1, Math.round(22 * ratio));
        const at = (i: number) => [...data.slice(4 * i, 4 * i + 4)];
        for (let i = 1; i < data.length / 4 - 1; i++) {
          const [before, here, after] = [at(i - 1), at(i), at(i + 1)];
          const far = Math.max(...before.map((part, k) => Math.abs(part - (after[k] ?? 0))));
          // A blend lies between its neighbours in every part, and is neither of them.
          const isBetween = here.every((part, k) => {
            const [low, high] = [
              Math.min(before[k] ?? 0, after[k] ?? 0),
              Math.max(before[k] ?? 0, after[k] ?? 0),
            ];
            return part >= low && part <= high;
          });
          const differs = (other: number[]) => here.some((part, k) => Math.abs(part - (other[k] ?? 0)) > 12);
          if (far > 60 && isBetween && differs(before) && differs(after)) {
            found.push(`row ${row} ${along} ${i}: ${before.join()} ${here.join()} ${after.join()}`);
          }
        }
      }
      return found;
    }, lines);

  for (const pixelRatio of [1, 1.25, 1.5, 2, 2.5, 3]) {
    it(`is sharp at ${pixelRatio} pixels of the screen per pixel`, async () => {
      await panel.show('primes', { pixelRatio, width: 700, height: 420, wordless: true });
      assert.deepEqual(await unfit(), []);
      // Running, waiting, running and an exit; and a process's bracket.
      const lines = [
        { row: 7, along: 'x' },
        { row: 7, along: 'y' },
        { row: 0, along: 'y' },
        { row: 6, along: 'x' },
      ] as const;
      assert.deepEqual(await blurred([...lines]), []);
      await panel.screenshot(`ratio-${pixelRatio}`);
    });
  }

  it('is sharp where lanes share a row', async () => {
    for (const pixelRatio of [1, 1.5, 2]) {
      await panel.show('primes', { pixelRatio, width: 700, height: 420, wordless: true });
      await panel.press('Home', 'x');
      await panel.settled();
      assert.deepEqual(await blurred([{ row: 0, along: 'y' }]), [], `${pixelRatio}`);
      if (pixelRatio < 2) await panel.close();
    }
  });

  it('follows the zoom of the window', async () => {
    await panel.show('primes', { width: 900, height: 500 });
    const session = await panel.page.context().newCDPSession(panel.page);
    for (const ratio of [1.5, 0.8, 1]) {
      await session.send('Emulation.setDeviceMetricsOverride', {
        width: Math.round(900 / ratio),
        height: Math.round(500 / ratio),
        deviceScaleFactor: ratio,
        mobile: false,
      });
      await panel.page.waitForFunction(wanted => {
        const canvas = document.querySelector<HTMLCanvasElement>('.lanes-canvas');
        const width = canvas?.getBoundingClientRect().width ?? 0;
        const ratio = window.devicePixelRatio;
        return Math.abs(ratio - wanted) < 1e-3 && Math.abs((canvas?.width ?? 0) - width * ratio) < 0.1;
      }, ratio);
      await panel.settled();
      assert.deepEqual(await unfit(), []);
    }
  });

  for (const scene of ['primes', 'pool', 'dense'] as const) {
    it(`stays usable at 300 pixels: ${scene}`, async () => {
      await panel.show(scene, { width: 300, height: 640, pixelRatio: 2 });
      for (const state of ['', 'inspector']) {
        if (state === 'inspector') await panel.selectRow(2);
        await panel.settled();
        const stickingOut = await panel.page.evaluate(() => {
          const hides = (element: Element) =>
            element.closest('.visually-hidden, .row, .corner, [hidden]') !== null;
          return [...document.querySelectorAll('#app *')]
            .filter(
              element => !hides(element) && element.getBoundingClientRect().right > window.innerWidth + 1,
            )
            .map(element => `${element.tagName} ${element.getAttribute('class') ?? ''}`);
        });
        assert.deepEqual(stickingOut, []);
        const scrolls = await panel.page.evaluate(() =>
          [...document.querySelectorAll('#app, #app > *, .inspector')]
            .filter(element => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1)
            .map(element => element.className),
        );
        assert.deepEqual(scrolls, []);
        const { width, height } = await panel.timelineBox();
        assert.ok(width >= 120 && height >= 60, `the timeline is ${width} × ${height}`);
        await panel.screenshot(`narrow-${scene}${state}`);
      }
      // Wheel, pinch and keys zoom as well, and the list of keys says so.
      for (const name of ['Run again', 'Stop', 'Keys of this panel (?)']) {
        assert.ok(await panel.page.getByRole('button', { name }).isVisible(), name);
      }
      // Visible is also what something else is painted over.
      const covered = await panel.page.evaluate(() =>
        [...document.querySelectorAll('.toolbar > *')]
          .filter(
            element => element.getBoundingClientRect().width > 0 && !element.matches('.separator, .run'),
          )
          .filter(element => {
            const { left, right, top, bottom } = element.getBoundingClientRect();
            const points = [left + 2, (left + right) / 2, right - 2];
            return points.some(
              x => document.elementFromPoint(x, (top + bottom) / 2)?.closest('.toolbar > *') !== element,
            );
          })
          .map(element => element.getAttribute('aria-label') ?? element.tagName),
      );
      assert.deepEqual(covered, [], 'something lies over these');
    });
  }

  it('moves nothing by itself for people who want no motion', async () => {
    await panel.open({ reducedMotion: true });
    await panel.page.evaluate(() => window.scriptedHost.play('primes', { everyMs: 400, speed: 0.3 }));
    await panel.page.getByRole('treeitem').nth(2).waitFor();
    const { updates, frames } = await panel.page.evaluate(async () => {
      const count = () => window.paints.filter(paint => paint.canvas === 'lanes-canvas').length;
      const before = count();
      const received = window.scriptedHost.updates;
      await new Promise(resolve => setTimeout(resolve, 1300));
      return { updates: window.scriptedHost.updates - received, frames: count() - before };
    });
    // With each update once or twice, for the answer to a question comes after it; with motion it were some 75.
    assert.ok(updates > 0 && frames <= 3 * (updates + 1), `${frames} frames for ${updates} updates`);
    const moving = await panel.page.evaluate(
      () =>
        [...document.querySelectorAll('#app, #app *')]
          .map(element => getComputedStyle(element))
          .filter(
            ({ transitionDuration, animationName, scrollBehavior }) =>
              /[1-9]/.test(transitionDuration) || animationName !== 'none' || scrollBehavior === 'smooth',
          ).length,
    );
    assert.equal(moving, 0, 'elements with a transition or an animation');
  });
});
