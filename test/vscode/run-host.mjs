// @ts-check
// Runs the tests that live inside VS Code's extension host (test/host), each suite in a VS Code of its own:
// "trusted" as developers know it, "untrusted" in a window in restricted mode. Started by hand, it takes a suite and
// parts of the names of the test files that are wanted: `node test/vscode/run-host.mjs trusted panel`.
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseVSCode } from './choose.mjs';
import { atExit } from './cleanup.mjs';
import { root } from './install.mjs';
import { removeFolder, temporaryFolder, writeSettings } from './server.mjs';
import { tryDebugpy } from './system.mjs';

const sources = path.join(root, 'test/host');
const output = path.join(root, 'out/test/host');
const entries = { trusted: 'index', untrusted: 'untrusted' };

/** @typedef {keyof typeof entries} HostSuite */
/** @typedef {import('./reporter.ts').SuiteResult} SuiteResult */

/** @param {string[]} wanted parts of the names of test files; none stands for all */
async function bundleTests(wanted) {
  rmSync(output, { recursive: true, force: true });
  const names = readdirSync(sources).filter(
    name => name.endsWith('.test.ts') && (wanted.length === 0 || wanted.some(part => name.includes(part))),
  );
  await build({
    entryPoints: [...Object.values(entries).map(name => `${name}.ts`), ...names].map(name =>
      path.join(sources, name),
    ),
    outdir: output,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // mocha, so that the runner's and the tests' are the same one; both it and vscode are there at run time.
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}

/**
 * The extension Python Debugger cannot be downloaded everywhere; one of the tests stands in for it, where there is a
 * debugger that it can start.
 * @param {string} extensions
 */
function addPythonDebugger(extensions) {
  if (!tryDebugpy()) return;
  const folder = path.join(extensions, 'thread-view-tests.python-debugger-of-the-tests-0.0.0');
  cpSync(path.join(root, 'test/vscode/python-debugger'), folder, { recursive: true });
}

/**
 * Starts VS Code as `runTests` does. That function always disables workspace trust, which is exactly what a
 * test of restricted mode must not have.
 * @param {string} executable
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
function runRestricted(executable, args) {
  const child = spawn(executable, ['--no-sandbox', '--disable-updates', '--skip-welcome', ...args], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  const forget = atExit(() => child.kill());
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', code => resolve(code ?? 1));
  }).finally(forget);
}

/**
 * @param {HostSuite} suite
 * @param {string} executable
 * @returns {Promise<number>} the exit code of VS Code
 */
async function runSuite(suite, executable) {
  const home = temporaryFolder('host');
  const forget = atExit(() => removeFolder(home));
  try {
    const userDataDir = path.join(home, 'user-data');
    writeSettings(userDataDir, {});
    const samples = path.join(root, 'media/samples');
    const workspace = path.join(home, 'samples');
    mkdirSync(workspace);
    if (existsSync(samples)) cpSync(samples, workspace, { recursive: true });
    const extensions = path.join(home, 'extensions');
    if (suite === 'trusted') addPythonDebugger(extensions);
    const extensionTestsPath = path.join(output, `${entries[suite]}.js`);
    const launchArgs = [workspace, `--user-data-dir=${userDataDir}`, `--extensions-dir=${extensions}`];
    if (suite === 'untrusted') {
      const tests = [`--extensionDevelopmentPath=${root}`, `--extensionTestsPath=${extensionTestsPath}`];
      return await runRestricted(executable, [...launchArgs, ...tests]);
    }
    return await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: root,
      extensionTestsPath,
      launchArgs,
    });
  } catch (error) {
    if (error instanceof TestRunFailedError) return error.code ?? 1;
    throw error;
  } finally {
    forget();
    removeFolder(home);
  }
}

/**
 * @param {HostSuite[]} [suites]
 * @param {string[]} [wanted] see {@link bundleTests}
 * @returns {Promise<{ suite: HostSuite, code: number, result: SuiteResult | undefined }[]>} `result` is missing
 *   where VS Code or the test runner ended before the tests did
 */
export async function runHost(suites = ['trusted', 'untrusted'], wanted = []) {
  await bundleTests(wanted);
  const vscode = await chooseVSCode();
  console.log(`Tests in the extension host run in ${vscode.description}.`);
  const results = [];
  for (const suite of suites) {
    console.log(`\n— extension host, ${suite} window —`);
    const code = await runSuite(suite, vscode.executable);
    const file = path.join(output, `${suite}.json`);
    const result = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    results.push({ suite, code, result });
  }
  return results;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const suites = /** @type {HostSuite[]} */ (process.argv.slice(2).filter(name => name in entries));
  const wanted = process.argv.slice(2).filter(name => !(name in entries));
  const results = await runHost(suites.length > 0 ? suites : undefined, wanted);
  process.exitCode = results.every(({ code, result }) => code === 0 && result && result.passed > 0) ? 0 : 1;
}
