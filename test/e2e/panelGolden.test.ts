import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PanelDriver } from '../panel/support/panelDriver.ts';
import type { PageOptions } from '../panel/support/panelPage.ts';
import { difference, pictureOf, pngOf } from '../panel/support/pictures.ts';
import type { PictureUrl } from '../panel/support/pictures.ts';

/**
 * Pictures of what the canvases draw, without the words, compared with those that were looked at. After a change
 * that is meant: `npm run test:golden -- --update`, and look at what came out.
 */
const folder = path.join(import.meta.dirname, 'golden');
const output = path.resolve('out/golden');
const isUpdate = process.env['UPDATE_GOLDEN'] === '1';
/** Part of the pixels that may differ. A lane that is missing or a state with another texture is ten times that. */
const tolerance = 0.002;
const head = 'data:image/png;base64,';

const lanes = ['lanes-canvas', 'overlay-canvas'];

interface Scene {
  readonly show: Parameters<PanelDriver['show']>[0];
  readonly options?: PageOptions;
  readonly canvases?: readonly string[];
  readonly heightPx: number;
  readonly then?: (panel: PanelDriver) => Promise<void>;
}

const scenes: Readonly<Record<string, Scene>> = {
  run: { show: 'primes', heightPx: 186 },
  'spans at twice the pixels': {
    show: 'primes',
    options: { pixelRatio: 2, width: 420 },
    heightPx: 120,
    then: panel => panel.press('w', 'w'),
  },
  'selected thread': { show: 'primes', heightPx: 186, then: panel => panel.selectRow(2) },
  'selected span': {
    show: 'primes',
    heightPx: 186,
    then: async panel => {
      await panel.selectRow(2);
      await panel.press('ArrowRight', 'ArrowRight', 'ArrowRight');
    },
  },
  'selected message': {
    show: 'primes',
    heightPx: 186,
    then: async panel => {
      await panel.selectRow(2);
      await panel.press('m');
    },
  },
  range: {
    show: 'primes',
    heightPx: 186,
    then: async panel => {
      const from = await panel.pointOf(3, 50);
      const to = await panel.pointOf(3, 150);
      await panel.page.mouse.move(from.x, from.y);
      await panel.page.mouse.down();
      await panel.page.mouse.move(to.x, to.y, { steps: 5 });
      await panel.page.mouse.up();
      await panel.page.mouse.move(0, 0);
    },
  },
  folded: {
    show: 'primes',
    heightPx: 76,
    then: panel => panel.press('Home', 'x', 'Escape', 'Escape'),
  },
  pool: { show: 'pool', heightPx: 164 },
  'runtime threads': {
    show: 'pool',
    heightPx: 230,
    then: async panel => {
      await panel.page.locator('.row.runtime').first().click();
      await panel.press('Escape');
    },
  },
  'many threads': { show: 'busy', heightPx: 186 },
  'pinned threads': {
    show: 'busy',
    heightPx: 142,
    then: async panel => {
      for (const index of [4, 7]) {
        await panel.press('Home');
        for (let step = 0; step < index; step++) await panel.press('ArrowDown');
        await panel.press('p', 'Escape');
      }
      const { x, y } = await panel.pointOf(6, 2000);
      await panel.page.mouse.move(x, y);
      await panel.page.mouse.wheel(0, 300);
      await panel.settled();
      await panel.page.mouse.move(0, 0);
    },
  },
  'shares of states': { show: 'dense', heightPx: 142 },
  'spans out of shares': {
    show: 'dense',
    heightPx: 208,
    then: panel => panel.press(...Array<string>(12).fill('w')),
  },
  overview: {
    show: 'busy',
    canvases: ['overview-canvas'],
    heightPx: 35,
    then: panel => panel.press('w', 'w', 'w'),
  },
};

describe('pictures of the panel in Chromium', function () {
  this.timeout(60_000);
  const panel = new PanelDriver();

  before(async () => {
    await panel.begin();
    await mkdir(output, { recursive: true });
    await mkdir(folder, { recursive: true });
  });

  const names: string[] = [];
  for (const [name, scene] of Object.entries(scenes)) {
    for (const theme of ['dark', 'light', 'highContrast'] as const) {
      const file = `${name.replaceAll(' ', '-')}-${theme}.png`;
      names.push(file);
      it(`are as they were: ${name}, ${theme}`, async () => {
        const picture = await take({ ...scene, options: { ...scene.options, theme } });
        if (isUpdate) await writeFile(path.join(folder, file), await pngOf(panel.page, picture));
        const golden = head + (await readFile(path.join(folder, file))).toString('base64');
        const differs = await difference(panel.page, picture, golden);
        if (differs > tolerance) await writeFile(path.join(output, file), await pngOf(panel.page, picture));
        await panel.close();
        assert.ok(
          differs <= tolerance,
          `${(differs * 100).toFixed(2)} % of the pixels differ: see out/golden/${file}, and ` +
            '`npm run test:golden -- --update` when that is meant',
        );
      });
    }
  }

  async function take({ show, options, canvases = lanes, heightPx, then }: Scene): Promise<PictureUrl> {
    // High enough for all rows and the inspector, so that no scroll bar takes its part of the width.
    await panel.show(show, { width: 560, height: 900, wordless: true, ...options });
    await panel.page.mouse.move(0, 0);
    await then?.(panel);
    await panel.settled();
    return pictureOf(panel.page, canvases, heightPx);
  }

  it('are told apart when something is missing, or is another state', async () => {
    const { run } = scenes;
    assert.ok(run);
    const whole = await take(run);
    await panel.page.evaluate(() => {
      const host = window.scriptedHost;
      if (!host.trace) return;
      const spans = new Map(host.trace.spans);
      const own = spans.get(1) ?? [];
      spans.set(
        1,
        own.map(span => (span.state === 'running' ? { ...span, state: 'ready' as const } : span)),
      );
      host.trace = { ...host.trace, spans };
      host.snapshot();
    });
    await panel.settled();
    const other = await pictureOf(panel.page, lanes, run.heightPx);
    const differs = await difference(panel.page, whole, other);
    await panel.close();
    assert.ok(differs > 3 * tolerance, `only ${(differs * 100).toFixed(2)} % differ`);
  });

  it('are all of a scene, and small', async () => {
    const files = (await readdir(folder)).sort();
    assert.deepEqual(files, [...names].sort());
    let bytes = 0;
    for (const file of files) bytes += (await readFile(path.join(folder, file))).length;
    assert.ok(bytes < 500 * 1024, `${bytes} bytes`);
  });
});
