// Real libraries' own tests, and Node's, once without and once with the probe. See `--help`.
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import * as fs from 'node:fs';
import { otherNodes, ownNode } from '../process/nodes.ts';
import type { NodeUnderTest } from '../process/nodes.ts';
import { suites } from './catalogue.ts';
import type { Suite, SuiteTest } from './catalogue.ts';
import { knownDifference } from './known.ts';
import { killAll, runBare, runProbed } from './program.ts';
import { pythonTests } from './pythonTests.ts';
import type { Program } from './program.ts';
import { judge } from './verdict.ts';
import type { Verdict } from './verdict.ts';

const usage = `npm run test:suites -- [--suites FOLDER] [--node MAJOR] [NAME…]

Runs the tests of real libraries, file by file, without the probe and with it, and tells what differs.

  --suites FOLDER   where the checkouts are; default: the variable THREAD_VIEW_SUITES
  --node MAJOR      the Node to run them with: ${[ownNode, ...otherNodes].map(node => node.major).join(', ')}
  NAME              a suite, or SUITE/PART: the files of a suite whose names contain PART;
                    python: the tests of the python3 on the PATH, or of THREAD_VIEW_TEST_PYTHON; Debian has them in
                    libpython3.N-testsuite. They take some twenty minutes, half of that python/multiprocessing:
                    parts can be run side by side

Into FOLDER belong, from GitHub, these checkouts, or those of them that you want:
${suites.map(each => `  ${each.name.padEnd(12)}${each.repository}; then: ${each.preparation}`).join('\n')}
`;

const pythonSuite = 'python';
const defaultLimitMs = 60_000;
const tally = { passed: 0, failed: 0, skipped: 0 };
const remarks: string[] = [];

function remark(kind: 'failed' | 'skipped', text: string): void {
  tally[kind]++;
  remarks.push(`${kind === 'failed' ? 'Failed' : 'Skipped'}: ${text}`);
}

async function runSuite(suite: Suite, folder: string, node: NodeUnderTest, part: string): Promise<void> {
  const checkout = path.join(folder, suite.folder(node.major));
  if (!fs.existsSync(checkout)) {
    remark('skipped', `${suite.name}: no checkout of ${suite.repository}`);
    return;
  }
  const missing = suite.missing(checkout);
  if (missing !== undefined) {
    remark('skipped', `${suite.name}: ${missing} is missing; ${suite.preparation}`);
    return;
  }
  console.log(`\n══ ${suite.name}, Node ${node.version} ══`);
  for (const test of suite.tests(checkout).filter(each => each.name.includes(part))) {
    const program: Program = {
      node: node.path,
      args: test.args,
      cwd: checkout,
      env: test.env ?? {},
      limitMs: test.limitMs ?? defaultLimitMs,
    };
    tell(
      suite,
      test,
      await judge(
        () => runBare(program),
        () => runProbed(program),
      ),
    );
  }
}

function tell(suite: Pick<Suite, 'name'>, test: Pick<SuiteTest, 'name'>, verdict: Verdict): void {
  const { judgement, bare, probed, lines } = verdict;
  const threads = probed.map(each => each.threads).join(', ');
  const notices = [...new Set(probed.flatMap(each => each.notices))];
  const end = bare[0]?.end ?? '';
  const label = judgement === 'same' && end !== 'exit code 0' ? 'same failure' : judgement;
  console.log(
    `${label.padEnd(20)}${test.name}  (${end}; threads seen: ${threads}${notices.map(each => `; ${each}`).join('')})`,
  );
  for (const line of lines) console.log(`    ${line}`);
  const title = `${suite.name}: ${test.name}`;
  if (judgement === 'same') tally.passed++;
  else if (judgement === 'unsteady')
    remark('skipped', `${title}: ends in several ways without the probe too`);
  else {
    const known = knownDifference(suite.name, test.name);
    if (known === undefined) remark('failed', `${title}: ${judgement}`);
    else remark('skipped', `${title}: ${known.reason}`);
  }
}

/** Python's own tests, which lie where Python lies. */
async function runPython(part: string): Promise<void> {
  console.log('\n══ python ══');
  for (const test of pythonTests(part)) {
    if (test.missing === null) tell({ name: pythonSuite }, test, await test.judge());
    else remark('skipped', `${pythonSuite}: ${test.name}: ${test.missing}`);
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      suites: { type: 'string' },
      node: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const folder = values.suites ?? process.env['THREAD_VIEW_SUITES'];
  if (values.help === true) {
    console.log(usage);
    return;
  }
  const isPythonOnly =
    positionals.length > 0 && positionals.every(name => name.split('/')[0] === pythonSuite);
  if (folder === undefined && !isPythonOnly) throw new Error(`Which folder has the checkouts?\n\n${usage}`);
  const node = [ownNode, ...otherNodes].find(
    each => values.node === undefined || each.major === Number(values.node),
  );
  if (node === undefined) throw new Error(`Node ${values.node} is not installed`);
  const wanted = positionals.length > 0 ? positionals : [...suites.map(each => each.name), pythonSuite];
  for (const name of wanted) {
    const [suiteName, ...part] = name.split('/');
    if (suiteName === pythonSuite) {
      await runPython(part.join('/'));
      continue;
    }
    const suite = suites.find(each => each.name === suiteName);
    if (suite === undefined) throw new Error(`There is no suite "${name}"\n\n${usage}`);
    await runSuite(suite, path.resolve(folder ?? '.'), node, part.join('/'));
  }
  console.log('');
  for (const text of remarks) console.log(text);
  console.log(`\n${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
  process.exitCode = tally.failed > 0 || tally.passed === 0 ? 1 : 0;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    killAll();
    process.exit(1);
  });
}
main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
