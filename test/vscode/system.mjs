// @ts-check
// What the tests need from the machine itself and npm cannot give: a Chromium, and the compiler and
// headers that code-server's native modules are built with.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Stands for "this machine lacks something that only its owner can install". Its message is complete:
 * whoever catches it prints it and stops.
 */
export class MissingPackagesError extends Error {}

/**
 * @param {string} program a name looked up in PATH, or an absolute path
 * @returns {string | undefined} its absolute path
 */
export function which(program) {
  const folders = path.isAbsolute(program) ? [''] : (process.env['PATH'] ?? '').split(path.delimiter);
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const folder of folders) {
    for (const ending of endings) {
      const candidate = path.join(folder, program + ending);
      try {
        accessSync(candidate, constants.X_OK);
        return path.resolve(candidate);
      } catch {
        // Not here; the next folder may have it.
      }
    }
  }
  return undefined;
}

/** @returns {string | undefined} a Chromium or Chrome; the variable CHROMIUM overrides the search */
export function findChromium() {
  const named = process.env['CHROMIUM'];
  const candidates = named
    ? [named]
    : [
        'chromium',
        'google-chrome',
        'google-chrome-stable',
        'chromium-browser',
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
      ];
  for (const candidate of candidates) {
    const found = which(candidate);
    if (found) return found;
  }
  return undefined;
}

/** What each Debian package is needed for, told by whether that thing is already there. */
const present = /** @type {const} */ ({
  chromium: () => findChromium() !== undefined,
  'libkrb5-dev': () => existsSync('/usr/include/gssapi/gssapi.h') || which('krb5-config') !== undefined,
  'g++': () => which('g++') !== undefined,
  make: () => which('make') !== undefined,
  python3: () => which('python3') !== undefined,
  'python3-debugpy': () => hasDebugpy(),
});

/** @typedef {keyof typeof present} Package */

/** The interpreter that Debian's packages of Python are for. The test-only debugger extension names it, too. */
export const systemPython = '/usr/bin/python3';

function hasDebugpy() {
  return spawnSync(systemPython, ['-c', 'import debugpy.adapter']).status === 0;
}

/** @returns {boolean} whether {@link systemPython} has a debugger, installed now if need be and if that is possible */
export function tryDebugpy() {
  try {
    ensurePackages(['python3-debugpy']);
    return true;
  } catch (error) {
    if (error instanceof MissingPackagesError) return false;
    throw error;
  }
}

/**
 * Installs the packages that are missing where that is possible without asking (Debian and root).
 * @param {Package[]} packages
 * @throws {MissingPackagesError} where it is not
 */
export function ensurePackages(packages) {
  const missing = packages.filter(name => !present[name]());
  if (missing.length === 0) return;
  const list = missing.join(' ');
  if (process.platform !== 'linux' || which('apt-get') === undefined || process.getuid?.() !== 0) {
    throw new MissingPackagesError(
      `The tests need these packages, which are missing here: ${list}\n` +
        `On Debian or Ubuntu: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${list}\n` +
        '(A Chromium or Chrome elsewhere can be named by the environment variable CHROMIUM.)',
    );
  }
  console.log(`Installing the Debian packages ${list} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...missing],
  ]) {
    const { status, stdout, stderr, error } = spawnSync('apt-get', args, { env, encoding: 'utf8' });
    // A failing `update` may concern one unrelated source only, so it is `install` that decides.
    if (status !== 0) console.log(`apt-get ${args[0]}: ${error?.message ?? stdout + stderr}`);
  }
  const still = missing.filter(name => !present[name]());
  if (still.length > 0) {
    throw new MissingPackagesError(`apt-get could not install: ${still.join(' ')}`);
  }
}

/** @returns {string} the path of a Chromium, installed now if need be */
export function ensureChromium() {
  ensurePackages(['chromium']);
  const found = findChromium();
  if (!found) throw new MissingPackagesError('No Chromium was found, not even after installing it.');
  return found;
}
