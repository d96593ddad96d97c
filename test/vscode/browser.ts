import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { launchChromium } from './chromium.mjs';
import { root } from './install.mjs';
import { startServer } from './server.mjs';
import type { Server } from './server.mjs';

/** VS Code's own themes, one of each kind. */
const themes = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  'hc-dark': 'Default High Contrast',
  'hc-light': 'Default High Contrast Light',
} as const;

export type Theme = keyof typeof themes;

export interface OpenOptions {
  /** The packaged extension, installed as a user would. */
  vsix?: string;
  /** The workspace, an absolute path. Tests that write into it pass a copy. */
  folder: string;
  /** Opened in an editor at the start, an absolute path. */
  file?: string;
  settings?: Record<string, unknown>;
  /** For settings of scope "machine", which a remote window takes from here only. */
  machineSettings?: Record<string, unknown>;
  theme?: Theme;
  viewport?: { width: number; height: number };
  /** False: the window starts in restricted mode. */
  trusted?: boolean;
  /** Variables for the extension host and the terminals. */
  env?: Record<string, string>;
}

const webviewTimeoutMs = 20_000;

/**
 * One VS Code window in a headless browser, driven as a user would. Made by {@link openVSCode}; whoever
 * opened it closes it.
 */
export class VSCodeWindow {
  readonly page: Page;
  readonly server: Server;
  readonly #browser: Browser;

  constructor(page: Page, server: Server, browser: Browser) {
    this.page = page;
    this.server = server;
    this.#browser = browser;
  }

  /** Runs the command with exactly this title (category included) from the command palette. */
  async runCommand(title: string): Promise<void> {
    await this.#pick(`>${title}`, title);
  }

  /** The button in the title of the editor that has the focus, or of the first one that has it. */
  async pressRun(): Promise<void> {
    await this.page
      .locator('.editor-actions')
      .getByRole('button', { name: 'Run Current File' })
      .first()
      .click();
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.#pick(name, name);
    await this.page.getByRole('tab', { name, selected: true }).first().waitFor();
  }

  /** Whether the command palette offers the command: tells whether its `when` clause holds. */
  async offersCommand(title: string): Promise<boolean> {
    await this.#typeQuickInput(`>${title}`);
    // "No matching commands" is a row too, so this waits for the filter, not for the command.
    await this.#rows.first().waitFor();
    const offered = await this.#row(title).count();
    await this.page.keyboard.press('Escape');
    return offered > 0;
  }

  get #rows(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-list .monaco-list-row');
  }

  /** The row with exactly this label; a keybinding, a path or "recently used" may stand beside it. */
  #row(label: string): Locator {
    return this.#rows.filter({ has: this.page.getByText(label, { exact: true }) });
  }

  /**
   * Whatever takes the focus meanwhile, such as an editor that has just opened, closes the quick input. A
   * user would try again, and so does this.
   */
  async #pick(text: string, label: string): Promise<void> {
    let offered: string[] = [];
    for (let attempt = 1; attempt <= 5; attempt++) {
      await this.#typeQuickInput(text);
      try {
        await this.#row(label).first().click({ timeout: 3000 });
        return;
      } catch {
        offered = await this.#rows.allInnerTexts();
        await this.page.keyboard.press('Escape');
      }
    }
    const list = offered.map(row => row.replaceAll('\n', ' ')).join(' | ');
    throw new Error(`The quick input has no "${label}", it offers: ${list || 'nothing'}`);
  }

  async #typeQuickInput(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type=text]');
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press('F1');
      try {
        await input.fill(text, { timeout: 2000 });
        return;
      } catch (error) {
        if (attempt === 5) throw error;
      }
    }
  }

  /**
   * The document of a visible webview: VS Code puts it two frames below its own page, and puts a new one
   * there whenever the HTML is set or the panel moves, so ask again after such a change.
   * @param options.extensionId whose webview; that of Thread View unless told otherwise
   */
  async webviewFrame({
    extensionId = 'thread-view.thread-view',
    timeoutMs = webviewTimeoutMs,
  } = {}): Promise<Frame> {
    const deadline = Date.now() + timeoutMs;
    do {
      for (const outer of this.page.frames()) {
        if (!outer.url().includes(`extensionId=${extensionId}`)) continue;
        if (!(await isShown(outer))) continue;
        for (const inner of outer.childFrames()) if (await isActive(inner)) return inner;
      }
      await this.page.waitForTimeout(50);
    } while (Date.now() < deadline);
    throw new Error(`No visible webview of ${extensionId} within ${timeoutMs} ms`);
  }

  /** Keeps a picture as out/screenshots/<name>.png. */
  async screenshot(name: string): Promise<string> {
    const file = path.join(root, 'out/screenshots', `${name}.png`);
    mkdirSync(path.dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
    return file;
  }

  /** Reloads the window by its own command: it keeps what was open, which a page that is just thrown away may not. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await workbenchReady(this.page);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.server.stop();
  }
}

/** Starts a VS Code of its own with fresh user data and opens a window on the folder. */
export async function openVSCode(options: OpenOptions): Promise<VSCodeWindow> {
  const { vsix, folder, file, machineSettings, env, theme = 'dark', trusted = true } = options;
  const server = await startServer({
    settings: { 'workbench.colorTheme': themes[theme], ...options.settings },
    ...(machineSettings && { machineSettings }),
    ...(vsix !== undefined && { vsix }),
    ...(env && { env }),
    disableWorkspaceTrust: trusted,
  });
  let browser: Browser | undefined;
  try {
    browser = await launchChromium();
    const page = await browser.newPage({ viewport: options.viewport ?? { width: 1400, height: 900 } });
    await page.goto(server.address({ folder, ...(file !== undefined && { file }) }));
    await workbenchReady(page);
    if (file !== undefined)
      await page
        .getByRole('tab', { name: path.basename(file), selected: true })
        .first()
        .waitFor();
    return new VSCodeWindow(page, server, browser);
  } catch (error) {
    await browser?.close();
    await server.stop();
    throw error;
  }
}

/** The parts are laid out long before the extensions' commands and menus are known. */
async function workbenchReady(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.editor').waitFor({ timeout: 60_000 });
  await page.waitForFunction(
    () => performance.getEntriesByName('code/didLoadExtensions', 'mark').length > 0,
    undefined,
    { timeout: 60_000 },
  );
}

async function isShown(frame: Frame): Promise<boolean> {
  try {
    const element = await frame.frameElement();
    return await element.isVisible();
  } catch {
    return false; // Removed while we were looking.
  }
}

/** The next document loads in a "pending" frame, which is renamed when it takes over; its first name sticks. */
async function isActive(frame: Frame): Promise<boolean> {
  try {
    const element = await frame.frameElement();
    if ((await element.getAttribute('id')) !== 'active-frame') return false;
    return await frame.evaluate(
      () => document.readyState !== 'loading' && document.body.childElementCount > 0,
    );
  } catch {
    return false; // Replaced while we were looking.
  }
}
