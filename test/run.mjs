// @ts-check
// What `npm test` does: the static checks, the build, and every suite. Ends with the line `N passed, N failed`.
//   node test/run.mjs [check] [unit] [host] [panel] [e2e]     only these (what they need is built in any case)
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import {
  ensureCodeServer,
  ensureLibraries,
  ensureNode,
  ensureSystemPackages,
  root,
} from './vscode/install.mjs';
import { runHost } from './vscode/run-host.mjs';
import { MissingPackagesError } from './vscode/system.mjs';

const output = path.join(root, 'out/test');
/** Relative, for it appears in the output; run from the root, as everything here is. */
const vsix = 'out/thread-view.vsix';
const vsixBudgetKb = 400;
/** Folders of test/ that hold no unit tests. */
const elsewhere = new Set(['host', 'e2e', 'vscode', 'programs', 'bench']);
const suiteTimeoutMs = 20 * 60_000;
/** What mocha gets to end by itself after its last test; longer means that something was left open. */
const goodbyeMs = 20_000;

/** @typedef {import('./vscode/reporter.ts').SuiteResult} SuiteResult */

/** @type {{ name: string, result: SuiteResult, seconds: number }[]} */
const finished = [];

/**
 * @param {string} failure
 * @returns {SuiteResult}
 */
function failed(failure) {
  return { passed: 0, failed: 1, skipped: 0, failures: [failure], skips: [] };
}

/** @returns {SuiteResult} */
function passedOnce() {
  return { passed: 1, failed: 0, skipped: 0, failures: [], skips: [] };
}

/**
 * Judges a suite by what its reporter wrote and by how its runner ended: neither is enough alone.
 * @param {string} name
 * @param {SuiteResult | undefined} result
 * @param {string | undefined} badEnd how the runner ended, if that was not as it should be
 */
function judge(name, result, badEnd) {
  if (!result) return failed(`${name}: ended before its tests did (${badEnd ?? 'no result'})`);
  const { passed, skipped } = result;
  const failures = [...result.failures];
  let count = result.failed;
  if (passed + skipped + count === 0) {
    failures.push(`${name}: there are no tests`);
    count++;
  }
  // A failed test explains the exit code; without one, something broke outside the tests.
  if (badEnd && count === 0) {
    failures.push(`${name}: all tests passed, but: ${badEnd}`);
    count++;
  }
  return { ...result, failed: count, failures };
}

/**
 * @param {string} name
 * @param {() => Promise<SuiteResult>} run
 */
async function step(name, run) {
  console.log(`\n══ ${name} ══`);
  const started = Date.now();
  /** @type {SuiteResult} */
  let result;
  try {
    result = await run();
  } catch (error) {
    if (error instanceof MissingPackagesError) throw error;
    console.error(error);
    result = failed(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  finished.push({ name, result, seconds: (Date.now() - started) / 1000 });
  return result.failed === 0;
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {(child: import('node:child_process').ChildProcess) => () => void} [watch] returns its own end
 * @returns {Promise<string | undefined>} nothing for exit code 0, else how it ended
 */
function run(program, args, watch) {
  const shell = process.platform === 'win32' && program === 'npm';
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell });
  const stopWatching = watch?.(child);
  /** @type {Promise<string | undefined>} */
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  });
  return ended.finally(() => stopWatching?.());
}

/**
 * @param {string} name
 * @param {string} program
 * @param {string[]} args
 */
async function mustSucceed(name, program, args) {
  const badEnd = await run(program, args);
  return badEnd ? failed(`${name} (${badEnd})`) : passedOnce();
}

/** @param {string} file whether it tests the panel alone, in a browser without VS Code */
function isOfPanel(file) {
  return path.basename(file).startsWith('panel');
}

/** @param {string} folder @returns {string[]} */
function testFiles(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.test.ts'))
    .sort()
    .map(name => path.join(folder, name));
}

function unitFiles() {
  const tests = path.join(root, 'test');
  return readdirSync(tests, { withFileTypes: true }).flatMap(entry => {
    if (entry.isDirectory()) return elsewhere.has(entry.name) ? [] : testFiles(path.join(tests, entry.name));
    return entry.name.endsWith('.test.ts') ? [path.join(tests, entry.name)] : [];
  });
}

/**
 * @param {string} name
 * @param {string[]} files
 */
async function runMocha(name, files) {
  if (files.length === 0) return failed(`${name}: there are no tests`);
  const resultFile = path.join(output, `${name}.json`);
  mkdirSync(output, { recursive: true });
  rmSync(resultFile, { force: true });
  /** @type {string | undefined} */
  let killedFor;
  const badEnd = await run(
    process.execPath,
    [
      'node_modules/mocha/bin/mocha.js',
      ...['--reporter', 'test/vscode/reporter.ts', '--reporter-option', `result=${resultFile}`],
      '--forbid-only',
      ...files.map(file => path.relative(root, file)),
    ],
    child => {
      const started = Date.now();
      let written = Infinity;
      const timer = setInterval(() => {
        if (written === Infinity && existsSync(resultFile)) written = Date.now();
        if (Date.now() - written > goodbyeMs)
          killedFor = 'mocha did not end, something that a test left open kept it alive';
        else if (Date.now() - started > suiteTimeoutMs)
          killedFor = `no end within ${suiteTimeoutMs / 60_000} minutes`;
        if (!killedFor) return;
        clearInterval(timer);
        // Politely first, so that it ends the programs that it started.
        child.kill('SIGTERM');
        setTimeout(() => child.kill('SIGKILL'), 5000).unref();
      }, 1000);
      return () => clearInterval(timer);
    },
  );
  const result = existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, 'utf8')) : undefined;
  return judge(name, result, killedFor ?? badEnd);
}

async function packageExtension() {
  mkdirSync(path.join(root, 'out'), { recursive: true });
  rmSync(path.join(root, vsix), { force: true });
  const vsce = 'node_modules/@vscode/vsce/vsce';
  // Relative links of the README stay as they are: there is no repository to point them to.
  const args = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '-o', vsix];
  const { status, stdout, stderr } = spawnSync(process.execPath, [vsce, 'package', ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  console.log(stdout + stderr);
  if (status !== 0) return failed(`package (exit code ${status})`);
  // What it warns of, a marketplace's reader would see.
  const warnings = (stdout + stderr).split('\n').filter(line => /\bWARN/.test(line));
  if (warnings.length > 0) return failed(`package: ${warnings.join('; ')}`);
  const kilobytes = statSync(path.join(root, vsix)).size / 1024;
  return kilobytes > vsixBudgetKb
    ? failed(`${vsix} is ${kilobytes.toFixed(0)} KB, over its budget of ${vsixBudgetKb}`)
    : passedOnce();
}

/** @param {Set<string>} wanted */
async function main(wanted) {
  const all = wanted.size === 0;
  const wants = (/** @type {string} */ name) => all || wanted.has(name);
  const inVSCode = wants('host') || wants('e2e');
  const inBrowser = inVSCode || wants('panel');
  if (inBrowser || wants('unit')) {
    // First of all, and outside of any test's time limit: it may take minutes, and it may end everything.
    const ready = await step('preparation', async () => {
      if (inBrowser) console.log(`Chromium: ${ensureSystemPackages()}`);
      if (inVSCode) console.log(`VS Code for the web: ${(await ensureCodeServer()).version}`);
      if (wants('unit')) for (const major of /** @type {const} */ ([22, 24, 26])) await ensureNode(major);
      if (wants('unit')) await ensureLibraries();
      return { ...passedOnce(), passed: 0 };
    });
    if (!ready) return;
  }
  if (wants('check'))
    await step('check', () => mustSucceed('npm run check', 'npm', ['run', '--silent', 'check']));
  if (!(await step('build', () => mustSucceed('build', process.execPath, ['build.mjs'])))) return;
  if (wants('unit')) await step('unit', () => runMocha('unit', unitFiles()));
  if (wants('host')) {
    await step('host', async () => {
      const runs = (await runHost()).map(({ suite, code, result }) =>
        judge(`host, ${suite} window`, result, code === 0 ? undefined : `exit code ${code}`),
      );
      return runs.reduce(sum);
    });
  }
  const inBrowserFiles = testFiles(path.join(root, 'test/e2e'));
  if (wants('panel')) await step('panel', () => runMocha('panel', inBrowserFiles.filter(isOfPanel)));
  if (wants('e2e') && (await step('package', packageExtension))) {
    await step('e2e', () =>
      runMocha(
        'e2e',
        inBrowserFiles.filter(file => !isOfPanel(file)),
      ),
    );
  }
}

/**
 * @param {SuiteResult} a
 * @param {SuiteResult} b
 * @returns {SuiteResult}
 */
function sum(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    failures: [...a.failures, ...b.failures],
    skips: [...a.skips, ...b.skips],
  };
}

/** @returns {SuiteResult} */
function report() {
  const total = finished.map(({ result }) => result).reduce(sum, { ...passedOnce(), passed: 0 });
  console.log('');
  for (const { name, result, seconds } of finished) {
    const skipped = result.skipped > 0 ? `, ${result.skipped} skipped` : '';
    console.log(
      `${name.padEnd(12)} ${result.passed} passed, ${result.failed} failed${skipped} (${seconds.toFixed(0)} s)`,
    );
  }
  for (const { title, reason } of total.skips) console.log(`Skipped: ${title} — ${reason}`);
  for (const failure of total.failures) console.log(`Failed: ${failure}`);
  return total;
}

const known = ['check', 'unit', 'host', 'panel', 'e2e'];
const unknown = process.argv.slice(2).filter(name => !known.includes(name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(' ')}. Known: ${known.join(' ')}`);
  process.exit(2);
}
try {
  await main(new Set(process.argv.slice(2)));
} catch (error) {
  const text = error instanceof MissingPackagesError ? error.message : String(error);
  console.error(`\n${text}`);
  finished.push({ name: 'run', result: failed('stopped before the tests'), seconds: 0 });
}
const total = report();
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
