import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeTestArguments, nodeTests } from './nodeTests.ts';

/** One file of a suite, run as a program of its own so that a difference has an address. */
export interface SuiteTest {
  readonly name: string;
  /** What `node` is given. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly limitMs?: number;
}

/** A library (or Node itself) whose own tests are run. */
export interface Suite {
  readonly name: string;
  /** Where to clone it from, as `owner/name`. */
  readonly repository: string;
  /** How to make a clone ready, in the folder of the clone. */
  readonly preparation: string;
  /** The folder of the checkout, below the folder of all checkouts. */
  readonly folder: (nodeMajor: number) => string;
  /** What is missing if the checkout is not ready to run, else nothing. */
  readonly missing: (checkout: string) => string | undefined;
  readonly tests: (checkout: string) => SuiteTest[];
}

function library(
  name: string,
  repository: string,
  preparation: string,
  needs: readonly string[],
  tests: Suite['tests'],
): Suite {
  return {
    name,
    repository,
    preparation,
    folder: () => name,
    missing: checkout => needs.find(each => !fs.existsSync(path.join(checkout, each))),
    tests,
  };
}

function filesIn(checkout: string, folder: string, pattern: RegExp): string[] {
  return fs
    .readdirSync(path.join(checkout, folder))
    .filter(name => pattern.test(name))
    .sort()
    .map(name => `${folder}/${name}`);
}

const minutes = 60_000;
const browserPaths = pathToFileURL(path.join(__dirname, 'browserPaths.mjs')).href;
const comlinkMocha = ['node_modules/mocha/bin/mocha.js', '--exit'];

export const suites: readonly Suite[] = [
  library(
    'piscina',
    'piscinajs/piscina',
    'npm install --ignore-scripts && npm run build',
    ['node_modules/ts-node', 'dist/main.js'],
    checkout =>
      filesIn(checkout, 'test', /\.ts$/).map(name => ({
        name,
        args: ['--require', 'ts-node/register', name],
        env: { TS_NODE_PROJECT: 'test/tsconfig.json' },
        limitMs: 3 * minutes,
      })),
  ),
  library(
    'workerpool',
    'josdejong/workerpool',
    'npm install --ignore-scripts && npm run build',
    ['node_modules/mocha', 'dist/workerpool.js'],
    checkout =>
      filesIn(checkout, 'test', /[.-]test\.js$/).map(name => ({
        name,
        args: ['node_modules/mocha/bin/mocha.js', '--exit', name],
        limitMs: 5 * minutes,
      })),
  ),
  library(
    'tinypool',
    'tinylibs/tinypool',
    'npm install --ignore-scripts --legacy-peer-deps && npm run build',
    ['node_modules/vitest', 'dist/index.js'],
    checkout =>
      filesIn(checkout, 'test', /\.test\.ts$/).map(name => ({
        name,
        args: ['node_modules/vitest/vitest.mjs', 'run', '--reporter=verbose', name],
        limitMs: 3 * minutes,
      })),
  ),
  library(
    'comlink',
    'GoogleChromeLabs/comlink',
    'npm install --ignore-scripts && npm run build',
    ['node_modules/mocha', 'dist/esm/comlink.mjs'],
    checkout => [
      ...filesIn(checkout, 'tests/node', /^main\.mjs$/).map(name => ({
        name,
        args: [...comlinkMocha, name],
      })),
      // The others need iframes; this one no more of a browser than a MessageChannel.
      ...filesIn(checkout, 'tests', /^same_window.*\.test\.js$/).map(name => ({
        name,
        args: ['--import', browserPaths, ...comlinkMocha, '--require', 'chai/register-expect.js', name],
      })),
    ],
  ),
  {
    name: 'node',
    repository: 'nodejs/node',
    preparation: 'check out the tag of the Node under test, as node-20, node-22, …; only test/ is needed',
    folder: nodeMajor => `node-${nodeMajor}`,
    missing: checkout =>
      ['test/parallel', 'test/common', 'test/fixtures'].find(
        each => !fs.existsSync(path.join(checkout, each)),
      ),
    tests: checkout =>
      nodeTests(checkout).map(name => ({
        name,
        args: [...nodeTestArguments(fs.readFileSync(path.join(checkout, name), 'utf8')), name],
      })),
  },
];
