// @ts-check
// What `npm start` does after the build: VS Code with the extension under development, the samples as its
// workspace, primes.mjs open and running under Thread View. VS Code from PATH, else a downloaded one, else
// the npm one, which the user opens in a browser. Stays until Ctrl+C or until VS Code is closed.
import { spawn } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chooseVSCode } from './choose.mjs';
import { atExit } from './cleanup.mjs';
import { root } from './install.mjs';
import { removeFolder, startServer, temporaryFolder, writeSettings } from './server.mjs';
import { MissingPackagesError, which } from './system.mjs';

const samples = path.join(root, 'media/samples');
const starter = path.join(root, 'test/vscode/starter');
/** Tells one start from the next; the starter extension reads it. */
const env = { THREAD_VIEW_START: `${process.pid}-${Date.now()}` };

/**
 * The starter is installed, not loaded for development like Thread View: the web takes one of those only.
 * @param {string} home
 */
function extensionsFolder(home) {
  const folder = path.join(home, 'extensions');
  cpSync(starter, path.join(folder, 'thread-view.thread-view-starter-0.0.0'), { recursive: true });
  return folder;
}

/** @returns {string | undefined} the `code` of PATH, where it can open a window of its own */
function codeOnPath() {
  if (process.env['VSCODE_KIND'] === 'npm') return undefined;
  // In a terminal of a remote window `code` only talks to that window.
  if (process.env['VSCODE_IPC_HOOK_CLI']) return undefined;
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return undefined;
  return which('code');
}

/**
 * @param {string} home
 * @param {string} executable
 * @param {string} description
 */
async function startDesktop(home, executable, description) {
  const userDataDir = path.join(home, 'user-data');
  writeSettings(userDataDir, {});
  console.log(`Opening ${description} …`);
  const child = spawn(
    executable,
    [
      samples,
      `--extensionDevelopmentPath=${root}`,
      `--user-data-dir=${userDataDir}`,
      `--extensions-dir=${extensionsFolder(home)}`,
      '--new-window',
      '--wait',
      '--disable-workspace-trust',
      '--skip-welcome',
      '--skip-release-notes',
      // VS Code refuses to be root with a sandbox.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
    { env: { ...process.env, ...env }, stdio: 'inherit', shell: process.platform === 'win32' },
  );
  console.log('Close its window or press Ctrl+C to end.');
  const reason = await Promise.race([
    interrupted(),
    new Promise((resolve, reject) => child.on('error', reject).on('exit', () => resolve('closed'))),
  ]);
  if (reason === 'interrupted') await endDesktop(userDataDir);
}

/**
 * `code` is only a messenger: the program itself runs apart from it, and leaves its process id in its folder.
 * @param {string} userDataDir
 */
async function endDesktop(userDataDir) {
  try {
    const pid = Number(readFileSync(path.join(userDataDir, 'code.lock'), 'utf8'));
    if (!pid) return;
    process.kill(pid, 'SIGTERM');
    for (let waited = 0; waited < 5000; waited += 100) {
      process.kill(pid, 0);
      await delay(100);
    }
  } catch {
    // No lock file or no such process: it has ended.
  }
}

/** @param {string} home */
async function startNpmOne(home) {
  const server = await startServer({
    env,
    extensionsDir: extensionsFolder(home),
    disableWorkspaceTrust: true,
    // The user's own browser shows it, so its theme follows the user's system.
    settings: { 'window.autoDetectColorScheme': true },
  });
  console.log(`\nVS Code ${server.version} is ready. Open this address in a browser:\n`);
  console.log(`  ${server.address({ folder: samples, development: root })}\n`);
  console.log('Press Ctrl+C to end.');
  const reason = await Promise.race([interrupted(), server.ended]);
  await server.stop();
  if (reason !== 'interrupted') throw new Error(reason);
}

/** @returns {Promise<'interrupted'>} */
function interrupted() {
  return new Promise(resolve => {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.once(signal, () => resolve('interrupted'));
    }
  });
}

const home = temporaryFolder('start');
const forget = atExit(() => removeFolder(home));
try {
  const code = codeOnPath();
  if (code) {
    await startDesktop(home, code, `VS Code from PATH (${code})`);
  } else {
    const vscode = await chooseVSCode();
    console.log(`Using ${vscode.description}.`);
    if (vscode.kind === 'desktop') await startDesktop(home, vscode.executable, 'it');
    else await startNpmOne(home);
  }
} catch (error) {
  console.error(error instanceof MissingPackagesError ? error.message : error);
  process.exitCode = 1;
} finally {
  forget();
  removeFolder(home);
}
