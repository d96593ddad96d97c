import { build } from 'esbuild';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { panelHtml } from '../../../src/extension/panelHtml.ts';
import { pseudoBundle } from './pseudoLocale.ts';
import type { ThemeName } from './themes.ts';

/** The panel in a real browser, under the policy of the extension, with a scripted host. */

const root = path.join(import.meta.dirname, '../../..');

export interface PageOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly pixelRatio?: number;
  readonly reducedMotion?: boolean;
  /** The language of numbers and plurals; the texts are then those of the pseudo-locale, unless `bundle` is set. */
  readonly language?: string;
  /** Take the texts that the extension ships for the language. */
  readonly bundle?: boolean;
  /** Nothing is written on canvases, and words are as wide on every machine: fonts are not. */
  readonly wordless?: boolean;
  /** The host leaves every word unanswered. */
  readonly hostIsSilent?: boolean;
}

/** What stands behind the panel's page. */
export interface PageScripts {
  /** Plays the host; runs before the panel. */
  readonly host: string;
  /** A Worker of the page, `/worker.js`. */
  readonly worker?: string;
}

export class PanelPages {
  readonly #server: Server;
  readonly #browser: Browser;

  private constructor(server: Server, browser: Browser) {
    this.#server = server;
    this.#browser = browser;
  }

  static async open(
    { host, worker }: PageScripts = { host: 'test/panel/support/scriptedHost.ts' },
  ): Promise<PanelPages> {
    const files = new Map([
      ['/panel.js', { type: 'text/javascript', body: await bundle('src/panel/main.ts') }],
      ['/host.js', { type: 'text/javascript', body: await bundle(host) }],
      ['/panel.css', { type: 'text/css', body: await readFile(path.join(root, 'media/panel.css'), 'utf8') }],
    ]);
    if (worker !== undefined)
      files.set('/worker.js', { type: 'text/javascript', body: await bundle(worker) });
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`);
      const file = files.get(url.pathname);
      if (file) {
        response.setHeader('content-type', `${file.type}; charset=utf-8`);
        response.end(file.body);
        return;
      }
      response.setHeader('content-type', 'text/html; charset=utf-8');
      const language = url.searchParams.get('language');
      const bundle = path.join(root, `l10n/bundle.l10n.${language ?? ''}.json`);
      const texts = url.searchParams.has('bundle')
        ? (JSON.parse(readFileSync(bundle, 'utf8')) as Record<string, string>)
        : pseudoBundle();
      response.end(pageHtml(url.origin, language, texts));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { launchChromium } = await import('../../vscode/chromium.mjs');
    const browser = await launchChromium();
    return new PanelPages(server, browser);
  }

  get isOpen(): boolean {
    return this.#browser.isConnected();
  }

  async page({
    theme = 'dark',
    width = 1100,
    height = 640,
    pixelRatio = 1,
    reducedMotion = false,
    language,
    bundle = false,
    hostIsSilent = false,
    wordless = false,
  }: PageOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      viewport: { width, height },
      deviceScaleFactor: pixelRatio,
      reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    });
    const page = await context.newPage();
    const { port } = this.#server.address() as AddressInfo;
    const query = new URLSearchParams({ theme });
    if (language !== undefined) query.set('language', language);
    if (bundle) query.set('bundle', '');
    if (wordless) query.set('wordless', '');
    if (hostIsSilent) query.set('silent', '');
    await page.goto(`http://127.0.0.1:${port}/?${query.toString()}`);
    return page;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await new Promise(resolve => this.#server.close(resolve));
  }
}

/** The extension's own page, with the script that plays the host before the panel. */
function pageHtml(origin: string, language: string | null, texts: Record<string, string>): string {
  const nonce = randomBytes(16).toString('base64');
  const html = panelHtml({
    language: language ?? 'en',
    texts: language === null ? undefined : texts,
    title: 'Thread View',
    scriptUri: '/panel.js',
    styleUri: '/panel.css',
    cspSource: origin,
    nonce,
  });
  // The toolkit tries out `:focus-visible` with a style element that carries the page's nonce.
  return html
    .replace(/style-src (?!'nonce)/, `worker-src 'self'; style-src 'nonce-${nonce}' `)
    .replace('<script', `<script nonce="${nonce}" src="/host.js"></script><script`);
}

async function bundle(entry: string): Promise<string> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'chrome128',
    logLevel: 'warning',
  });
  return result.outputFiles[0]?.text ?? '';
}
