import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  readFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { LaunchProblem } from '../../src/engine/launchProblem.ts';
import { NodeFinder } from '../../src/engine/nodeRuntime.ts';
import type { NodeWishes } from '../../src/engine/nodeRuntime.ts';
import { findOnPath } from '../../src/engine/pathLookup.ts';
import { ensureNode } from '../vscode/install.mjs';

describe('finding a Node', () => {
  let folder: string;
  const finder = new NodeFinder();

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'thread-view-node-')));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function wishes(more: Partial<NodeWishes> = {}): NodeWishes {
    return { configured: null, base: folder, env: { ...process.env }, cwd: folder, ...more };
  }

  /** A shell script that answers as a Node of this version would, and counts how often it was asked. */
  function fakeNode(name: string, answer: Record<string, unknown>): string {
    const file = path.join(folder, name);
    const json = JSON.stringify({ execPath: file, ts: false, flag: false, ...answer });
    writeFileSync(file, `#!/bin/sh\necho asked >> "${folder}/asked"\necho 'thread-view-abilities:${json}'\n`);
    chmodSync(file, 0o755);
    return file;
  }

  async function problem(promise: Promise<unknown>): Promise<LaunchProblem> {
    const error = await promise.then(
      () => assert.fail('it was found'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof LaunchProblem, String(error));
    return error;
  }

  it('takes the one from PATH', async () => {
    const bin = path.join(folder, 'bin');
    mkdirSync(bin);
    symlinkSync(process.execPath, path.join(bin, 'node'));
    const found = await finder.find(wishes({ env: { PATH: `${folder}${path.delimiter}${bin}` } }));
    assert.equal(found.source, 'path');
    assert.equal(found.command, path.join(bin, 'node'));
    assert.equal(found.version, process.versions.node);
    assert.equal(found.canBeProbed, true);
    assert.deepEqual(found.env, {});
  });

  it('prefers the configured one, absolute, relative, from PATH or below home', async () => {
    const env = { PATH: '', HOME: os.homedir() };
    symlinkSync(process.execPath, path.join(folder, 'mynode'));
    for (const configured of [process.execPath, './mynode']) {
      const found = await finder.find(wishes({ configured, env }));
      assert.equal(found.source, 'setting');
      assert.equal(found.version, process.versions.node);
    }
    const bare = await finder.find(wishes({ configured: 'mynode', env: { PATH: folder } }));
    assert.equal(bare.command, path.join(folder, 'mynode'));
  });

  it("falls back on VS Code's own", async () => {
    const found = await finder.find(wishes({ env: { PATH: folder } }));
    assert.equal(found.source, 'vscode');
    assert.equal(found.command, process.execPath);
  });

  it('tells Electron to be a Node', async () => {
    const electron = fakeNode('electron', { version: '22.15.0', electron: true });
    const found = await new NodeFinder(electron).find(wishes({ env: { PATH: '' } }));
    assert.equal(found.isElectron, true);
    assert.deepEqual(found.env, { ELECTRON_RUN_AS_NODE: '1' });
  });

  it('takes the Node behind a script that chooses one', async () => {
    const script = path.join(folder, 'node');
    writeFileSync(script, `#!/bin/sh\nexec "${process.execPath}" "$@"\n`);
    chmodSync(script, 0o755);
    const found = await finder.find(wishes({ env: { PATH: folder } }));
    assert.equal(found.command, process.execPath);
  });

  it('asks once, and again when the file changes', async () => {
    const file = fakeNode('node', { version: '24.1.0', ts: 'strip' });
    const asked = () => readFileSync(path.join(folder, 'asked'), 'utf8').trim().split('\n').length;
    const own = new NodeFinder();
    assert.equal((await own.find(wishes({ configured: file }))).typescript, 'always');
    await own.find(wishes({ configured: file }));
    assert.equal(asked(), 1);
    utimesSync(file, 1, 1);
    await own.find(wishes({ configured: file }));
    assert.equal(asked(), 2);
  });

  it('knows an old Node as one that cannot be probed', async () => {
    const found = await finder.find(wishes({ configured: fakeNode('old', { version: '18.20.4' }) }));
    assert.equal(found.canBeProbed, false);
    assert.equal(found.typescript, 'none');
  });

  it('is not misled by NODE_OPTIONS', async () => {
    const env = { ...process.env, NODE_OPTIONS: '--require /no/such/file.cjs' };
    assert.equal(
      (await finder.find(wishes({ configured: process.execPath, env }))).version,
      process.versions.node,
    );
  });

  it('names the setting when what it names is no Node', async () => {
    writeFileSync(path.join(folder, 'plain'), 'text');
    mkdirSync(path.join(folder, 'folder'));
    fakeNode('bun', { version: '24.3.0', other: 'Bun' });
    for (const [configured, reason] of [
      ['/no/such/node', /does not exist/],
      ['no-such-program', /not on the PATH/],
      ['./plain', /cannot be executed/],
      ['./folder', /not a file/],
      ['/bin/true', /not a Node\.js/],
      ['./bun', /not a Node\.js/],
    ] as const) {
      const { message, setting, nextSteps } = await problem(finder.find(wishes({ configured })));
      assert.match(message, reason);
      assert.match(message, /threadView\.node\.path/);
      assert.equal(setting, 'threadView.node.path');
      assert.deepEqual(nextSteps, ['openSettings']);
    }
  });

  it('says so when there is none at all', async () => {
    const { kind, message } = await problem(
      new NodeFinder('/no/such/own').find(wishes({ env: { PATH: '' } })),
    );
    assert.equal(kind, 'no-node');
    assert.match(message, /No Node\.js was found/);
  });

  for (const [major, typescript] of [
    [22, 'always'],
    [24, 'always'],
    [26, 'always'],
  ] as const) {
    it(`knows what Node ${major} can do`, async function () {
      this.timeout(120_000);
      const found = await finder.find(wishes({ configured: await ensureNode(major) }));
      assert.equal(found.major, major);
      assert.equal(found.typescript, typescript);
    });
  }
});

describe('looking up a program on Windows', () => {
  it('adds the endings of PATHEXT that can be started, in any spelling of the variables', async () => {
    const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'thread-view-path-')));
    try {
      for (const name of ['node.CMD', 'node.EXE']) writeFileSync(path.join(folder, name), '');
      const env = { Path: `"${folder}";;`, PathExt: '.CMD;.EXE' };
      const place = { env, platform: 'win32', cwd: '/' } as const;
      assert.equal(await findOnPath('node', place), path.join(folder, 'node.EXE'));
      assert.equal(await findOnPath('node.EXE', place), path.join(folder, 'node.EXE'));
      assert.equal(await findOnPath('deno', place), null);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
