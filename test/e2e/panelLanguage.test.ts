import assert from 'node:assert/strict';
import { PanelDriver } from '../panel/support/panelDriver.ts';

/** Fields whose words are the panel's to say. */
const ours = new Set(['state', 'outcome', 'known', 'cpuKnown', 'kind', 'status', 'env', 'mode', 'type']);

function gather(value: unknown, into: Set<string>): void {
  if (typeof value === 'string') for (const word of value.match(/[A-Za-z]{2,}/g) ?? []) into.add(word);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, one] of Object.entries(value)) {
    if (ours.has(key)) continue;
    // Limits are called what the program calls them.
    if (key === 'resourceLimits' && one) for (const name of Object.keys(one as object)) into.add(name);
    gather(one, into);
  }
}

describe('the language of the panel in Chromium', function () {
  this.timeout(60_000);
  const panel = new PanelDriver();
  /** All words that any screen below has shown, spoken or drawn. */
  const words = new Set<string>();

  before(() => panel.begin());
  afterEach(() => panel.close());

  /** Gathers what the panel says now, hidden and spoken words included. */
  async function listen(): Promise<void> {
    const texts = await panel.page.evaluate(() => {
      const found = [...window.drawnTexts];
      const spoken = ['title', 'aria-label', 'placeholder', 'aria-roledescription', 'aria-valuetext'];
      for (const element of document.querySelectorAll('#app *')) {
        for (const child of element.childNodes) {
          if (child.nodeType === Node.TEXT_NODE) found.push(child.textContent ?? '');
        }
        for (const name of spoken) found.push(element.getAttribute(name) ?? '');
      }
      return found;
    });
    for (const text of texts) for (const word of text.match(/[A-Za-z]{2,}/g) ?? []) words.add(word);
  }

  /** Words that belong to the program that is shown, not to the panel. */
  async function programWords(): Promise<ReadonlySet<string>> {
    const json = await panel.page.evaluate(() => {
      const { trace, findings, captures } = window.scriptedHost;
      // What a finding is about has names, too; what kind it is has none.
      const facts = findings?.map(({ facts, places }) => [facts, places]);
      return JSON.stringify([trace, facts, captures], (_, value: unknown) =>
        value instanceof Map ? [...value.values()] : value,
      );
    });
    const found = new Set<string>();
    gather(JSON.parse(json), found);
    // The engine puts causes into words, as it has told them to the command line.
    for (const word of 'Atomics.wait on shared buffer: ok, woken by'.match(/[A-Za-z]{2,}/g) ?? [])
      found.add(word);
    return found;
  }

  async function assertTranslated(): Promise<void> {
    const program = await programWords();
    assert.deepEqual(
      [...words].filter(word => !program.has(word)),
      [],
      'words that are neither translated nor of the program',
    );
  }

  for (const scene of ['primes', 'pool'] as const) {
    it(`leaves no word of its own in English: ${scene}`, async () => {
      words.clear();
      await panel.show(scene, { language: 'de', height: 900 });
      await listen();
      const rows = await panel.page.getByRole('treeitem').count();
      for (let row = 0; row < rows; row++) {
        await panel.press('ArrowDown', 'ArrowRight', 'ArrowRight', 'm');
        await panel.settled();
        await listen();
        const at = await panel.pointOf(row, 100);
        await panel.page.mouse.move(at.x, Math.min(at.y, 600));
        await panel.page
          .getByRole('tooltip')
          .waitFor({ timeout: 1500 })
          .catch(() => undefined);
        await listen();
      }
      await panel.press('Enter');
      await panel.page.getByRole('table').getByRole('row').nth(1).waitFor({ state: 'attached' });
      await listen();
      assert.ok(words.size > 20, `only ${words.size} words were seen`);
      await assertTranslated();
    });
  }

  it('leaves no word of its own in English: findings, stacks and anatomy', async () => {
    words.clear();
    await panel.show('primes', { language: 'de', height: 900 });
    await panel.page.evaluate(() => window.scriptedHost.tell('primes', 'primes'));
    await panel.drawn();
    for (let i = 0; i < 3; i++) {
      await panel.press('i');
      await panel.settled();
      await listen();
    }
    await panel.press('t');
    await panel.page.locator('.stack-box').first().waitFor();
    await panel.settled();
    await listen();
    await panel.press('Escape', 'Home', 'ArrowDown');
    await panel.page.locator('.facts-anatomy .frame').first().waitFor();
    await listen();
    for (const word of ['node', 'internal']) words.delete(word);
    await assertTranslated();
  });

  it('leaves no word of its own in English: before, while and after a run', async () => {
    words.clear();
    await panel.open({ language: 'de' });
    await listen();
    for (const run of [
      null,
      { status: 'starting' },
      { status: 'failed', exitCode: 1 },
      { status: 'gone' },
    ] as const) {
      await panel.page.evaluate(change => window.scriptedHost.showRun(change), run);
      await panel.settled();
      await listen();
    }
    await panel.page.evaluate(() => window.scriptedHost.play('primes', { everyMs: 20, speed: 0.1 }));
    await panel.page.getByRole('treeitem').nth(4).waitFor();
    await listen();
    await assertTranslated();
  });

  it('writes numbers as the language does', async () => {
    await panel.show('primes', { language: 'de' });
    await panel.selectRow(2);
    const life = await panel.section('lifecycle');
    assert.match(life, /\d,\d{3} ɱš/);
    assert.doesNotMatch(life, /\d\.\d/);
  });

  it('is German with the texts that the extension ships', async () => {
    await panel.show('primes', { language: 'de', bundle: true, width: 1200 });
    await panel.selectRow(4);
    assert.match(
      await panel.page.locator('.run-status').innerText(),
      /^zu Ende · Exit 0 · 6 Threads · 261 ms$/,
    );
    assert.match(await panel.section('time'), /^Zeit je Zustand .*läuft \d/);
    assert.match(await panel.section('lifecycle'), /\d,\d{3} ms/);
    await panel.screenshot('german');
    assert.deepEqual(await panel.accessibilityProblems(), []);
  });

  it('is English where there are no texts of another', async () => {
    await panel.show('primes');
    await panel.selectRow(2);
    assert.match(await panel.section('time'), /^Time per state .*running \d/);
  });
});
