import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { PanelMessage } from '../../../src/protocol/panel.ts';
import { PanelPages } from './panelPage.ts';
import type { PageOptions } from './panelPage.ts';
import type { SceneName } from './scriptedHost.ts';

const screenshots = path.resolve('out/screenshots');
const rowPx = 22;

/** One browser for all files that are run: a page of its own for each test is what keeps them apart. */
let shared: PanelPages | null = null;
after(() => shared?.close());

async function sharedPages(): Promise<PanelPages> {
  // After a crash, the tests that follow get another one.
  if (shared?.isOpen !== true) shared = await PanelPages.open();
  return shared;
}

type Violations = { violations: { id: string; impact: string | null; nodes: { html: string }[] }[] };

/** Works the panel in a real browser as a user would: one page at a time, with a scripted host. */
export class PanelDriver {
  #pages: PanelPages | null = null;
  #page: Page | null = null;

  get page(): Page {
    assert.ok(this.#page, 'no page is open');
    return this.#page;
  }

  async begin(): Promise<void> {
    await mkdir(screenshots, { recursive: true });
    this.#pages = await sharedPages();
  }

  async open(options: PageOptions = {}): Promise<void> {
    assert.ok(this.#pages);
    this.#page = await this.#pages.page(options);
  }

  /** Nothing may have gone wrong in it unseen. */
  async close(): Promise<void> {
    const { violations, problems } = await this.page.evaluate(() => ({
      violations: window.violations,
      problems: window.scriptedHost.take('problem'),
    }));
    await this.page.context().close();
    assert.deepEqual(violations, [], 'content security policy');
    assert.deepEqual(problems, [], 'errors inside the panel');
  }

  async show(scene: SceneName, options: PageOptions = {}): Promise<void> {
    await this.open(options);
    await this.page.evaluate(
      name => window.scriptedHost.show(name, { notices: ['OS data is not readable here.'] }),
      scene,
    );
    await this.settled();
  }

  /** Until nothing is asked and nothing is painted any more. */
  async settled(): Promise<void> {
    await this.page.waitForFunction(async () => {
      const before = window.paints.length + window.scriptedHost.received.length;
      await new Promise(resolve => setTimeout(resolve, 120));
      return window.paints.length + window.scriptedHost.received.length === before;
    });
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
    await this.drawn();
  }

  /** What was done is on screen. */
  async drawn(): Promise<void> {
    await this.page.evaluate(
      () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
  }

  /** Moves down to the n-th row, counted from 0. */
  async selectRow(index: number): Promise<void> {
    for (let i = 0; i <= index; i++) await this.press('ArrowDown');
  }

  sent<T extends PanelMessage['type']>(type: T): Promise<(PanelMessage & { type: T })[]> {
    return this.page.evaluate(kind => window.scriptedHost.take(kind), type) as Promise<
      (PanelMessage & { type: T })[]
    >;
  }

  /** The words of a section of the inspector, as one line. */
  async section(name: string): Promise<string> {
    return oneLine(await this.page.locator(`.facts-${name}`).innerText());
  }

  async tooltip(): Promise<string> {
    const tip = this.page.getByRole('tooltip');
    await tip.waitFor();
    return oneLine(await tip.innerText());
  }

  rowTexts(): Promise<string[]> {
    return this.page
      .getByRole('treeitem')
      .allInnerTexts()
      .then(texts => texts.map(oneLine));
  }

  async timelineBox() {
    const box = await this.page.locator('.timeline').boundingBox();
    assert.ok(box);
    return box;
  }

  /** Where a moment of a row is on screen; moments are those of the whole run, fitted. */
  async pointOf(row: number, momentMs: number) {
    const box = await this.timelineBox();
    const { fromNs, toNs } = await this.shownWindow();
    return {
      x: box.x + ((momentMs * 1e6 - fromNs) / (toNs - fromNs)) * box.width,
      y: box.y + (row + 0.5) * rowPx,
    };
  }

  /** What is on screen, from the latest question: it asks for half a width more on each side. */
  async shownWindow(): Promise<{ fromNs: number; toNs: number }> {
    await this.page.waitForTimeout(350);
    const saved = await this.page.evaluate(
      () => window.savedState as { window: { fromNs: number; toNs: number } | null } | undefined,
    );
    if (saved?.window) return saved.window;
    const { width } = await this.timelineBox();
    const endNs = await this.page.evaluate(() => window.scriptedHost.nowNs);
    return { fromNs: -0.005 * endNs, toNs: endNs * (1 + Math.min(0.6, 84 / (width - 84))) };
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(screenshots, `panel-${name}.png`) });
  }

  /** Runs axe-core as a user script would: the policy holds for the page, not for the test. */
  async accessibilityProblems(): Promise<string[]> {
    const axe = await readFile(
      createRequire(path.resolve('package.json')).resolve('axe-core/axe.min.js'),
      'utf8',
    );
    await this.page.evaluate(axe);
    const result = await this.page.evaluate<Violations>('axe.run(document)');
    return result.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 160)).join(' | ')}`);
  }
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
