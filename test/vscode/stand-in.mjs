#!/usr/bin/env node
// @ts-check
// Stands in for the desktop program where that cannot be downloaded: takes the arguments with which
// `runTests` of @vscode/test-electron starts it, opens the npm VS Code in a headless Chromium, prints
// what the tests print and ends with their exit code.
//
// VSCODE_TIMEOUT_S  seconds until a run counts as hanging
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { launchChromium } from './chromium.mjs';
import { root } from './install.mjs';
import { startServer } from './server.mjs';

const timeoutSeconds = Number(process.env['VSCODE_TIMEOUT_S'] ?? 480);

/** @param {string[]} args */
function parse(args) {
  /** @type {Map<string, string>} */
  const options = new Map();
  /** @type {string[]} */
  const folders = [];
  for (const arg of args) {
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name) options.set(name, value ?? '');
    else folders.push(path.resolve(arg));
  }
  return { options, folder: folders.find(each => statSync(each, { throwIfNoEntry: false })?.isDirectory()) };
}

/** How the lines begin that the workbench itself logs without a network; the tests' lines come the same way. */
const workbenchNoise = [
  'Resolving connection token',
  'Resolved connection token',
  'Creating a socket',
  '[reconnection-grace-time]',
  '[AgentHost',
  '[AccountPolicyGate]',
  '[Service Worker]',
  'Ignoring fetching additional builtin',
  'Updating additional builtin',
  'No search provider registered',
  'Timed out waiting for authentication provider',
  'Canceled: Canceled',
  'Creation of workbench contribution',
];

const { options, folder } = parse(process.argv.slice(2));
const development = options.get('extensionDevelopmentPath');
const tests = options.get('extensionTestsPath');
if (!development || !tests) {
  console.error('Needed: --extensionDevelopmentPath=… --extensionTestsPath=… [folder]');
  process.exit(2);
}

const userDataDir = options.get('user-data-dir');
const extensionsDir = options.get('extensions-dir');
const server = await startServer({
  disableWorkspaceTrust: options.has('disable-workspace-trust'),
  ...(userDataDir && { userDataDir }),
  ...(extensionsDir && { extensionsDir }),
});
console.log(`VS Code ${server.version} (npm code-server) in a headless Chromium`);

/** @type {import('playwright-core').Browser | undefined} */
let browser;
let exitCode = 1;
try {
  browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  /** @type {Promise<number>} */
  const finished = new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ reason) => reject(new Error(reason));
    void page.exposeFunction(
      'codeAutomationLog',
      (/** @type {string} */ _type, /** @type {unknown[]} */ args) => {
        if (workbenchNoise.some(start => String(args[0]).startsWith(start))) return;
        // One stream for all, so that a failure stays beside the test that it belongs to.
        console.log(...args);
      },
    );
    void page.exposeFunction('codeAutomationExit', resolve);
    page.on('crash', () => fail("VS Code's page crashed"));
    page.on('close', () => fail("VS Code's page closed before the tests ended"));
    browser?.on('disconnected', () => fail('Chromium ended before the tests did'));
    void server.ended.then(fail);
    setTimeout(() => fail(`the tests did not end within ${timeoutSeconds} s`), timeoutSeconds * 1000).unref();
  });
  // Whatever goes wrong later is reported by the await below; until then it must not count as unhandled.
  finished.catch(() => undefined);
  await page.goto(server.address({ ...(folder && { folder }), development, tests }));
  try {
    exitCode = await finished;
  } catch (error) {
    if (!page.isClosed()) await keepPicture(page);
    throw error;
  }
} catch (error) {
  console.error(`The tests in VS Code broke off: ${error instanceof Error ? error.message : String(error)}`);
} finally {
  await browser?.close().catch(() => undefined);
  await server.stop();
}
process.exit(exitCode);

/** @param {import('playwright-core').Page} page */
async function keepPicture(page) {
  const file = path.join(root, 'out/screenshots/host-tests-broke-off.png');
  mkdirSync(path.dirname(file), { recursive: true });
  await page.screenshot({ path: file, timeout: 5000 }).then(
    () => console.error(`What VS Code showed then: ${path.relative(root, file)}`),
    () => undefined, // A crashed page has no picture.
  );
}
