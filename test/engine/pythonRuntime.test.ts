import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { launchCommand, planLaunch, defaultLaunchSettings } from '../../src/engine/launchPlan.ts';
import type { LaunchSettings } from '../../src/engine/launchPlan.ts';
import { LaunchProblem } from '../../src/engine/launchProblem.ts';
import { NodeFinder } from '../../src/engine/nodeRuntime.ts';
import { PythonFinder } from '../../src/engine/pythonRuntime.ts';
import { noPython, ownPython } from '../process/pythons.ts';
import { skip } from '../vscode/skip.ts';

const endpoint = { token: 'ab'.repeat(16), maxLagBytes: 1e6, folder: '/run folder' };

describe('planning how a Python file is run', () => {
  let folder: string;
  let file: string;
  before(function () {
    if (ownPython === null) skip(this, noPython);
  });
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'python plan ')));
    file = path.join(folder, 'a b.py');
    writeFileSync(file, 'print(1)\n');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const plan = (settings: Partial<LaunchSettings>, env: Record<string, string>, activePython?: string) =>
    planLaunch(
      {
        file,
        workspaceFolder: null,
        settings: { ...defaultLaunchSettings, ...settings },
        env,
        activePython: activePython ?? null,
      },
      new NodeFinder(),
      new PythonFinder(),
    );
  const own = (): string => ownPython?.path ?? assert.fail();
  /** A folder for PATH in which the Python under test has that name. */
  const folderWith = (name: string): string => {
    const bin = path.join(folder, `bin of ${name}`);
    mkdirSync(bin);
    symlinkSync(own(), path.join(bin, name));
    return bin;
  };

  for (const name of ['python3', 'python']) {
    it(`takes ${name} from the PATH`, async () => {
      const bin = folderWith(name);
      const { runtime } = await plan({}, { PATH: bin });
      assert.equal(runtime.command, path.join(bin, name));
      assert.equal(runtime.version, ownPython?.version);
      assert.equal(runtime.canBeProbed, true);
    });
  }

  it('takes the configured one before that, and the active environment before both', async () => {
    const env = { PATH: folderWith('python3') };
    const configured = path.join(folderWith('other'), 'other');
    assert.equal((await plan({ pythonPath: configured }, env)).runtime.command, configured);
    assert.equal((await plan({ pythonPath: '/no/such' }, env, own())).runtime.command, own());
  });

  it('goes on to the next where the active environment is gone', async () => {
    const bin = folderWith('python3');
    const { runtime } = await plan({}, { PATH: bin }, path.join(folder, 'gone', 'python'));
    assert.equal(runtime.command, path.join(bin, 'python3'));
  });

  it('says what to do when there is none, and names the setting that is wrong', async () => {
    const none = path.join(folder, 'python3');
    writeFileSync(none, '#!/bin/sh\necho "Python is not here, install it"\n');
    chmodSync(none, 0o755);
    for (const [settings, env, text] of [
      [{}, { PATH: '' }, /^No Python was found\. Install one/],
      // A stub that is there and is no Python.
      [{}, { PATH: folder }, /^No Python was found\./],
      [{ pythonPath: '/no/such' }, { PATH: '' }, /threadView\.python\.path names "\/no\/such"/],
      [{ pythonPath: none }, { PATH: '' }, /which is not a Python/],
      [{ pythonPath: folder }, { PATH: '' }, /which is not a file/],
    ] as const) {
      await assert.rejects(plan(settings, env), (error: unknown) => {
        assert.ok(error instanceof LaunchProblem);
        assert.match(error.message, text);
        assert.equal(error.setting, 'threadView.python.path');
        assert.deepEqual(error.nextSteps, ['openSettings']);
        return true;
      });
    }
  });

  it("puts the probe on PYTHONPATH, with the program's own behind it, and its arguments where they belong", async () => {
    const env = { PATH: folderWith('python3'), PYTHONPATH: `/own${path.delimiter}/other` };
    const planned = await plan({ pythonArguments: ['-X', 'dev'], arguments: ['x y'] }, env);
    const bare = launchCommand(planned, null);
    assert.deepEqual(bare.args, ['-X', 'dev', file, 'x y']);
    assert.equal(bare.env['PYTHONPATH'], undefined);
    const probed = launchCommand(planned, endpoint);
    assert.deepEqual(probed.args, bare.args);
    assert.match(probed.env['PYTHONPATH'] ?? '', /probe-python[:;]\/own[:;]\/other$/);
  });

  it('finds another way in where Python is told not to look at PYTHONPATH', async () => {
    const env = { PATH: folderWith('python3') };
    for (const isolating of ['-I', '-E', '-S', '-sE', '-BI']) {
      const { args } = launchCommand(await plan({ pythonArguments: [isolating] }, env), endpoint);
      assert.match(args[1] ?? '', /launch\.py$/, isolating);
      assert.equal(args[2], file);
    }
    for (const pythonArguments of [['-X', 'importtime'], ['-W', 'Error'], ['-B']]) {
      const { args } = launchCommand(await plan({ pythonArguments }, env), endpoint);
      assert.deepEqual(args, [...pythonArguments, file]);
    }
  });
});
