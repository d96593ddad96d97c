// @ts-check
// Fills `.vscode-test/`, the ignored cache folder, with what is too large to be a dependency: Node
// runtimes (npm packages `node-<platform>-<arch>`), the VS Code server inside `code-server`, and the
// libraries whose behaviour under the probe is tested.
// Each thing is installed into a temporary folder and renamed when it is whole, so a folder that
// exists under its final name and holds the marker is complete, whatever was interrupted before.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureChromium, ensurePackages, MissingPackagesError } from './system.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
export const cache = path.join(root, '.vscode-test');

export const codeServerVersion = '4.139.1';
/** The Node line that code-server 4.139 demands; its native modules are built for exactly this one. */
const codeServerNode = 24;

const marker = 'complete.json';

/** @param {string} folder @param {string} version */
function isComplete(folder, version) {
  try {
    return JSON.parse(readFileSync(path.join(folder, marker), 'utf8')).version === version;
  } catch {
    return false;
  }
}

/**
 * Runs `npm install` in a folder of its own and shows its output only if it fails.
 * @param {string} folder
 * @param {string[]} packages
 * @param {string} [nodeFolder] run npm, and whatever it runs, by the Node package in this folder
 */
async function npmInstall(folder, packages, nodeFolder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  // Started by `npm test`, this process carries npm's own variables. They name the wrong project and the
  // wrong Node (code-server's install script believes npm_config_user_agent), so only those about the
  // way to the registry are passed on.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^npm_/i.test(name) ||
        /^npm_config_(registry|cache|userconfig|cafile|strict_ssl|.*proxy)$/i.test(name),
    ),
  );
  if (nodeFolder) {
    env['PATH'] = path.join(nodeFolder, 'bin') + path.delimiter + (process.env['PATH'] ?? '');
    env['npm_config_nodedir'] = nodeFolder;
  }
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', ...packages];
  const npm = spawn('npm', args, {
    cwd: folder,
    env,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.setEncoding('utf8').on('data', text => {
      output += text;
    });
  }
  const started = Date.now();
  const progress = setInterval(
    () =>
      console.log(
        `  … still installing ${packages.join(' ')} (${Math.round((Date.now() - started) / 1000)} s)`,
      ),
    20_000,
  );
  /** @type {number | null} */
  const code = await new Promise((resolve, reject) => npm.on('error', reject).on('close', resolve)).finally(
    () => clearInterval(progress),
  );
  if (code !== 0) throw new Error(`npm install ${packages.join(' ')} ended with code ${code}:\n${output}`);
}

/**
 * Holds a lock file while `work` runs, so that two test runs do not both compile the same thing. It saves
 * time only: correctness comes from the rename.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 */
async function locked(file, work) {
  const tooOldMs = 15 * 60_000; // after a crash and a restart the process id may belong to someone else
  for (let waiting = false; ;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    if (isStale(file, tooOldMs)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!waiting) console.log(`Waiting for another process that holds ${path.relative(root, file)} …`);
    waiting = true;
    await delay(500);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** @param {string} file @param {number} tooOldMs */
function isStale(file, tooOldMs) {
  try {
    if (Date.now() - statSync(file).mtimeMs > tooOldMs) return true;
    const owner = Number(readFileSync(file, 'utf8'));
    // Empty for the moment between creation and writing, and then not stale yet.
    if (!owner) return false;
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
}

/**
 * @param {string} name the folder in the cache
 * @param {string} version what the marker must hold
 * @param {(folder: string) => Promise<void>} install
 * @returns {Promise<string>} the complete folder
 */
async function cached(name, version, install) {
  const folder = path.join(cache, name);
  if (isComplete(folder, version)) return folder;
  mkdirSync(cache, { recursive: true });
  return locked(path.join(cache, `${name}.lock`), async () => {
    if (isComplete(folder, version)) return folder;
    console.log(`Installing ${name} into ${path.relative(root, cache)} …`);
    const started = Date.now();
    for (const entry of readdirSync(cache)) {
      // Left by an installation that was killed: whoever holds the lock is the only one at work.
      if (entry.startsWith(`${name}.partial-`))
        rmSync(path.join(cache, entry), { recursive: true, force: true });
    }
    const temporary = path.join(cache, `${name}.partial-${process.pid}`);
    try {
      await install(temporary);
      writeFileSync(path.join(temporary, marker), JSON.stringify({ version }) + '\n');
      if (!isComplete(folder, version)) {
        rmSync(folder, { recursive: true, force: true });
        renameSync(temporary, folder);
      }
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
    console.log(`Installed ${name} in ${Math.round((Date.now() - started) / 1000)} s.`);
    return folder;
  });
}

/** @param {number} major */
async function nodePackageFolder(major) {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const folder = await cached(`node-${major}`, `${name}@${major}`, temporary =>
    npmInstall(temporary, [`${name}@${major}`]),
  );
  return path.join(folder, 'node_modules', name);
}

/**
 * A Node of another line than the one that runs this, for tests over several versions.
 * @param {number} major
 * @returns {Promise<string>} the path of its executable
 */
export async function ensureNode(major) {
  return nodeExecutable(await nodePackageFolder(major));
}

/** @param {string} nodeFolder */
function nodeExecutable(nodeFolder) {
  return path.join(nodeFolder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * @typedef {object} CodeServer
 * @property {string} node the Node that must run it
 * @property {string} serverMain VS Code's server (`server-main.js`)
 * @property {string} version VS Code's version
 */

const codeServerFolder = `code-server-${codeServerVersion}`;
/** What its native modules are built with. */
const buildPackages = /** @type {const} */ (['libkrb5-dev', 'g++', 'make', 'python3']);

/**
 * Everything that npm cannot give, at once, so that who must install it by hand is told once.
 * @returns {string} the path of Chromium
 */
export function ensureSystemPackages() {
  const built = isComplete(path.join(cache, codeServerFolder), codeServerVersion);
  ensurePackages(['chromium', ...(built ? [] : buildPackages)]);
  return ensureChromium();
}

/** @returns {Promise<CodeServer>} */
export async function ensureCodeServer() {
  const nodeFolder = await nodePackageFolder(codeServerNode);
  const folder = await cached(codeServerFolder, codeServerVersion, async temporary => {
    ensurePackages([...buildPackages]);
    await npmInstall(temporary, [`code-server@${codeServerVersion}`], nodeFolder);
  });
  const home = path.join(folder, 'node_modules', 'code-server');
  const { version } = JSON.parse(readFileSync(path.join(home, 'lib/vscode/package.json'), 'utf8'));
  return {
    node: nodeExecutable(nodeFolder),
    serverMain: path.join(home, 'lib/vscode/out/server-main.js'),
    version,
  };
}

/** The libraries that make threads for others, as far as the tests run programs that use them. */
const libraries = ['piscina@5.3.2', 'workerpool@10.0.3', 'tinypool@2.2.0', 'comlink@4.4.2'];

/** @returns {Promise<string>} the `node_modules` that has them */
export async function ensureLibraries() {
  const folder = await cached('libraries', libraries.join(' '), temporary =>
    npmInstall(temporary, libraries),
  );
  return path.join(folder, 'node_modules');
}

/** Fills the cache with everything, for instance to prepare a machine before it loses its network. */
export async function installAll() {
  console.log(`Chromium: ${ensureSystemPackages()}`);
  for (const major of /** @type {const} */ ([22, 24, 26]))
    console.log(`Node ${major}: ${await ensureNode(major)}`);
  console.log(`Libraries: ${await ensureLibraries()}`);
  console.log(`VS Code ${(await ensureCodeServer()).version}`);
}

// No top-level await: the tests load this file by `require`.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  installAll().catch((/** @type {unknown} */ error) => {
    console.error(error instanceof MissingPackagesError ? error.message : error);
    process.exitCode = 1;
  });
}
