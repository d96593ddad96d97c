import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { bundlePaths } from '../../src/engine/bundlePaths.ts';
import { endpointVariable, formatEndpoint } from '../../src/protocol/wire.ts';

const program = path.join(__dirname, '..', 'programs', 'files', 'old.js');

/** Runs a program that prints what it sees of itself. */
function run(
  node: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): { output: string; status: number | null } {
  const { stdout, stderr, status } = spawnSync(node, [...args, program], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
  });
  return { output: stdout + stderr, status };
}

describe('the Node probe', function () {
  this.timeout(300_000);
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'thread-view-test-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const endpoint = (): NodeJS.ProcessEnv => ({
    [endpointVariable]: formatEndpoint({
      token: '0123456789abcdef0123456789abcdef',
      maxLagBytes: 1e6,
      folder,
    }),
  });

  for (const major of [12, 16, 18]) {
    it(`does nothing at all on Node ${major}, which it does not support`, async () => {
      const install = await import('../vscode/install.mjs');
      const node = await install.ensureNode(major);
      assert.deepEqual(run(node, ['--require', bundlePaths.nodeProbe], endpoint()), run(node, [], {}));
      assert.deepEqual(readdirSync(folder), []);
    });
  }

  for (const [title, env] of [
    ['without an endpoint', {}],
    ['with an endpoint that makes no sense', { [endpointVariable]: 'nonsense' }],
    [
      'with an endpoint whose folder is gone',
      { [endpointVariable]: formatEndpoint({ token: 'a'.repeat(32), maxLagBytes: 1e6, folder: '/nowhere' }) },
    ],
  ] as const) {
    it(`does nothing at all ${title}`, () => {
      assert.deepEqual(
        run(process.execPath, ['--require', bundlePaths.nodeProbe], env),
        run(process.execPath, [], {}),
      );
    });
  }

  it('does tell with an endpoint, from the same program', () => {
    assert.equal(run(process.execPath, ['--require', bundlePaths.nodeProbe], endpoint()).status, 0);
    assert.equal(readdirSync(folder).length, 2);
  });
});
