// @ts-check
// One running VS Code server (the npm one) with its own user data, on a free loopback port.
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { atExit } from './cleanup.mjs';
import { ensureCodeServer } from './install.mjs';

/**
 * @typedef {object} ServerOptions
 * @property {Record<string, unknown>} [settings] user settings, in addition to the quiet ones of the tests
 * @property {Record<string, unknown>} [machineSettings] remote machine settings: the place for settings of
 *   scope "machine", which a remote window does not take from the user's
 * @property {boolean} [disableWorkspaceTrust] true: every folder is trusted; false: the window starts restricted
 * @property {string} [vsix] a packaged extension to install before the start
 * @property {string} [userDataDir] an existing folder instead of a fresh one; it is not removed
 * @property {string} [extensionsDir] likewise
 * @property {Record<string, string>} [env] variables for the server and for everything it starts
 */

/**
 * @typedef {object} Server
 * @property {string} origin such as http://127.0.0.1:4711
 * @property {string} version VS Code's version
 * @property {string} userDataDir
 * @property {(page: PageOptions) => string} address of the page that opens a folder
 * @property {Promise<string>} ended resolves with the reason if the server ends without `stop`
 * @property {() => string} log the server's output up to now
 * @property {() => Promise<void>} stop ends the server and all it started, removes its folders
 */

/**
 * @typedef {object} PageOptions all paths are absolute
 * @property {string} [folder] the workspace
 * @property {string} [file] opened in an editor
 * @property {string} [development] the folder of an extension to load as it is (the web takes only one)
 * @property {string} [tests] a module whose `run` is called in the extension host
 */

/** Everything that would talk to the network, ask questions or cover the editor. */
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'git.enabled': false,
  'window.commandCenter': false,
  'chat.disableAIFeatures': true,
  'remote.autoForwardPorts': false,
};

/**
 * @param {string} purpose
 * @returns {string} a fresh folder
 */
export function temporaryFolder(purpose) {
  return mkdtempSync(path.join(os.tmpdir(), `thread-view-${purpose}-`));
}

/** @param {string} folder */
export function removeFolder(folder) {
  // A process that was killed a moment ago may still be writing its last log line.
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/**
 * @param {string} userDataDir
 * @param {{ settings?: Record<string, unknown> | undefined, machineSettings?: Record<string, unknown> | undefined }} options
 */
export function writeSettings(userDataDir, { settings, machineSettings }) {
  for (const [place, content] of /** @type {const} */ ([
    ['User', { ...quietSettings, ...settings }],
    ['Machine', machineSettings ?? {}],
  ])) {
    mkdirSync(path.join(userDataDir, place), { recursive: true });
    writeFileSync(path.join(userDataDir, place, 'settings.json'), JSON.stringify(content, null, 2));
  }
}

/** @param {Record<string, string> | undefined} extra */
function serverEnvironment(extra) {
  // An empty gallery: the tests must not wait for a marketplace.
  // Terminals inherit this. What npm, a test runner or an enclosing VS Code put there is no part of what a
  // user's terminal would hold.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(npm_|VSCODE_|ELECTRON_|MOCHA_|TSX_)/i.test(name) && !['NODE_OPTIONS', 'INIT_CWD'].includes(name),
    ),
  );
  return { ...env, EXTENSIONS_GALLERY: '{}', ...extra };
}

/**
 * @param {ServerOptions} [options]
 * @returns {Promise<Server>}
 */
export async function startServer(options = {}) {
  const { node, serverMain, version } = await ensureCodeServer();
  const home = temporaryFolder('vscode');
  const userDataDir = options.userDataDir ?? path.join(home, 'user-data');
  const extensionsDir = options.extensionsDir ?? path.join(home, 'extensions');
  mkdirSync(extensionsDir, { recursive: true });
  if (!options.userDataDir) writeSettings(userDataDir, options);

  // Its sockets go where XDG_RUNTIME_DIR says, else into /tmp, and it leaves them there.
  const env = serverEnvironment({ XDG_RUNTIME_DIR: home, ...options.env });
  const folders = ['--user-data-dir', userDataDir, '--extensions-dir', extensionsDir];
  const common = [
    ...folders,
    '--server-data-dir',
    userDataDir,
    '--accept-server-license-terms',
    '--disable-telemetry',
  ];
  if (options.vsix) {
    try {
      await promisify(execFile)(node, [serverMain, ...common, '--install-extension', options.vsix], { env });
    } catch (error) {
      removeFolder(home);
      const { stdout, stderr } = /** @type {{ stdout?: string, stderr?: string }} */ (error);
      throw new Error(`VS Code did not install ${options.vsix}:\n${stdout ?? ''}${stderr ?? String(error)}`, {
        cause: error,
      });
    }
  }

  const args = [serverMain, '--host', '127.0.0.1', '--port', '0', '--without-connection-token', ...common];
  args.push('--enable-smoke-test-driver');
  if (options.disableWorkspaceTrust) args.push('--disable-workspace-trust');
  // Detached: a process group of its own, which can be ended as one without touching anybody else's.
  const child = spawn(node, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let stopping = false;
  /** @type {Promise<string>} */
  const gone = new Promise(resolve => {
    child.on('error', error => resolve(`VS Code's server did not start: ${error.message}`));
    child.on('exit', (code, signal) => resolve(`VS Code's server ended with ${signal ?? `code ${code}`}`));
  });
  const forget = atExit(() => {
    signalGroup(child.pid, 'SIGKILL');
    removeFolder(home);
  });

  async function stop() {
    stopping = true;
    const family = child.pid ? descendants(child.pid) : new Map();
    signalGroup(child.pid, 'SIGTERM');
    const inTime = await Promise.race([
      gone.then(() => true),
      new Promise(r => setTimeout(r, 3000, false).unref()),
    ]);
    if (!inTime) {
      signalGroup(child.pid, 'SIGKILL');
      await gone;
    }
    signalGroup(child.pid, 'SIGKILL');
    // Terminals have sessions of their own, so the group's end is not theirs where they ignore SIGHUP.
    for (const [pid, birth] of family) if (birthOf(pid) === birth) kill(pid, 'SIGKILL');
    forget();
    removeFolder(home);
  }

  /** @type {Promise<string>} */
  const listening = new Promise(resolve => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', text => {
        output += text;
        const port = /agent listening on (\d+)/.exec(output)?.[1];
        if (port) resolve(port);
      });
    }
  });
  const slow = new Promise(resolve => setTimeout(resolve, 60_000, undefined).unref());
  const port = await Promise.race([listening, slow, gone.then(() => undefined)]);
  if (!port) {
    await stop();
    throw new Error(`VS Code's server did not become ready. Its output:\n${output}`);
  }

  const authority = `127.0.0.1:${port}`;
  return {
    origin: `http://${authority}`,
    version,
    userDataDir,
    address({ folder, file, development, tests }) {
      const url = new URL(`http://${authority}/`);
      if (folder) url.searchParams.set('folder', folder);
      // The way in which VS Code for the web takes what the desktop takes from its command line.
      const payload = [
        ...(file ? [['openFile', file]] : []),
        ...(development ? [['extensionDevelopmentPath', development]] : []),
        ...(tests ? [['extensionTestsPath', tests]] : []),
      ].map(([key, value]) => [key, `vscode-remote://${authority}${value}`]);
      if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
      return url.href;
    },
    ended: gone.then(reason =>
      stopping ? new Promise(() => undefined) : `${reason}. Its output:\n${output}`,
    ),
    log: () => output,
    stop,
  };
}

/** @param {number | undefined} leader @param {NodeJS.Signals} signal */
function signalGroup(leader, signal) {
  if (leader) kill(-leader, signal);
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function kill(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // Already gone, which is what was wanted.
  }
}

/**
 * @param {number} pid
 * @returns {string | undefined} when the process began, which tells it from a later owner of its number
 */
function birthOf(pid) {
  return statOf(pid)?.birth;
}

/** @param {number | string} pid */
function statOf(pid) {
  try {
    // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { parent: Number(fields[1]), birth: fields[19] };
  } catch {
    return undefined;
  }
}

/**
 * @param {number} ancestor
 * @returns {Map<number, string | undefined>} the processes below it, by id; known on Linux only
 */
function descendants(ancestor) {
  /** @type {Map<number, string | undefined>} */
  const found = new Map();
  if (process.platform !== 'linux') return found;
  const all = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  const stats = new Map(all.map(name => [Number(name), statOf(name)]));
  for (let grew = true; grew;) {
    grew = false;
    for (const [pid, stat] of stats) {
      if (!stat || found.has(pid) || !(stat.parent === ancestor || found.has(stat.parent))) continue;
      found.set(pid, stat.birth);
      grew = true;
    }
  }
  return found;
}
