import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { defaultLaunchSettings, launchCommand, planLaunch } from '../../src/engine/launchPlan.ts';
import type { LaunchPlan, LaunchSettings } from '../../src/engine/launchPlan.ts';
import { inEnglish, LaunchProblem } from '../../src/engine/launchProblem.ts';
import { NodeFinder } from '../../src/engine/nodeRuntime.ts';
import { ensureNode } from '../vscode/install.mjs';

const endpoint = { token: '0123456789abcdef0123456789abcdef', maxLagBytes: 1000, folder: '/tmp/run' };

describe('planning how a file is run', () => {
  let folder: string;
  let source: string;
  const finder = new NodeFinder();

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'thread-view-plan-')));
    source = path.join(folder, 'src');
    mkdirSync(source);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function file(name: string, text = ''): string {
    const result = path.join(source, name);
    writeFileSync(result, text);
    return result;
  }

  function plan(
    name: string,
    settings: Partial<LaunchSettings> = {},
    workspaceFolder: string | null = folder,
  ) {
    const all = { ...defaultLaunchSettings, ...settings };
    return planLaunch({ file: name, workspaceFolder, settings: all, env: process.env }, finder);
  }

  async function problem(promise: Promise<LaunchPlan>): Promise<LaunchProblem> {
    const error = await promise.then(
      () => assert.fail('it can be run'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof LaunchProblem, String(error));
    return error;
  }

  it('runs in the workspace folder, or where the file lies', async () => {
    const a = file('a.mjs');
    assert.equal((await plan(a)).cwd, folder);
    assert.equal((await plan(a, {}, null)).cwd, source);
    assert.equal((await plan(a, { cwd: 'src' })).cwd, source);
    assert.equal((await plan(a, { cwd: '${fileDirname}' })).cwd, source);
    assert.equal((await plan(a, { cwd: '/' })).cwd, '/');
  });

  it('puts everything into its place on the command line', async () => {
    const a = file('a.mjs');
    const planned = await plan(a, {
      nodeArguments: ['--no-warnings'],
      arguments: ['-v', '${fileBasename}', '${workspaceFolder}/x', '${env:NO_SUCH_VARIABLE}'],
      environment: { WHERE: '${fileDirname}', NODE_OPTIONS: '--no-deprecation' },
    });
    const bare = launchCommand(planned, null);
    assert.deepEqual(bare.args, ['--no-warnings', a, '-v', 'a.mjs', `${folder}/x`, '']);
    assert.deepEqual(bare.env, { WHERE: source, NODE_OPTIONS: '--no-deprecation' });

    const probed = launchCommand(planned, endpoint);
    assert.equal(probed.args[0], '--require');
    assert.deepEqual(probed.args.slice(2), bare.args);
    assert.match(
      probed.env['NODE_OPTIONS'] ?? '',
      /^--require ".*probe-node\.cjs" "--in\\spect-publish-uid=http" --no-deprecation$/,
    );
    assert.ok(probed.env['THREAD_VIEW_ENDPOINT']);
  });

  it('names what is wrong with the file', async () => {
    assert.equal((await problem(plan(path.join(source, 'none.mjs')))).kind, 'missing-file');
    mkdirSync(path.join(source, 'folder.mjs'));
    assert.equal((await problem(plan(path.join(source, 'folder.mjs')))).kind, 'missing-file');
    for (const name of ['a.rb', 'a.jsx', 'a.tsx', 'Makefile']) {
      const { kind, message } = await problem(plan(file(name)));
      assert.equal(kind, 'unsupported-file');
      assert.ok(message.startsWith(name));
    }
  });

  it('names the setting that is wrong', async () => {
    const a = file('a.mjs');
    for (const [settings, setting] of [
      [{ cwd: 'no/such' }, 'threadView.cwd'],
      [{ arguments: ['${nonsense}'] }, 'threadView.arguments'],
      [{ environment: { A: '${command:evil}' } }, 'threadView.environment'],
      [{ nodeArguments: ['${}'] }, 'threadView.node.arguments'],
      [{ nodePath: '${x}' }, 'threadView.node.path'],
    ] as const) {
      const found = await problem(plan(a, settings));
      assert.equal(found.setting, setting);
      assert.match(found.message, new RegExp(setting.replaceAll('.', '\\.')));
      assert.deepEqual(found.nextSteps, ['openSettings']);
    }
  });

  it('runs an old Node without the probe, and says so', async () => {
    const old = file(
      'old-node',
      '#!/bin/sh\necho \'thread-view-abilities:{"version":"18.2.0","execPath":"/x"}\'\n',
    );
    chmodSync(old, 0o755);
    const planned = await plan(file('a.js'), { nodePath: old });
    assert.match(planned.notices.map(inEnglish).join(), /18\.2\.0 is too old/);
    assert.deepEqual(launchCommand(planned, endpoint).env, {});
  });

  it('says which Node runs TypeScript when the chosen one does not', async () => {
    const old = file(
      'old-node',
      '#!/bin/sh\necho \'thread-view-abilities:{"version":"20.9.0","execPath":"/x"}\'\n',
    );
    chmodSync(old, 0o755);
    const found = await problem(plan(file('a.mts'), { nodePath: old }));
    assert.equal(found.kind, 'unsupported-typescript');
    assert.match(found.message, /20\.9\.0 cannot.*a\.mts.*22\.18 or newer/);
  });

  it('adds the flag for a Node that needs one', async () => {
    const middle = file(
      'node',
      '#!/bin/sh\necho \'thread-view-abilities:{"version":"22.7.0","execPath":"/x","ts":false,"flag":true}\'\n',
    );
    chmodSync(middle, 0o755);
    assert.deepEqual((await plan(file('a.cts'), { nodePath: middle })).runtimeArguments, [
      '--experimental-strip-types',
    ]);
    assert.deepEqual((await plan(file('a.cjs'), { nodePath: middle })).runtimeArguments, []);
  });

  for (const major of [22, 24, 26] as const) {
    it(`runs .ts, .mts and .cts with Node ${major}`, async function () {
      this.timeout(120_000);
      const nodePath = await ensureNode(major);
      for (const name of ['a.ts', 'a.mts', 'a.cts']) {
        const planned = await plan(file(name, "const word: string = 'typed';\nconsole.log(word);\n"), {
          nodePath,
        });
        const { command, args, cwd } = launchCommand(planned, null);
        const out = execFileSync(command, [...args], {
          cwd,
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        assert.equal(out, 'typed\n');
      }
    });
  }
});
