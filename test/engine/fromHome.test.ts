import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fromHome } from '../../src/engine/fromHome.ts';
import { skip } from '../vscode/skip.ts';

describe('a program whose terminal begins in the home', () => {
  it('runs in its own folder, with its own arguments, process and exit code', async function () {
    if (process.platform === 'win32') skip(this, 'Windows has no exec');
    const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "thread view's -")));
    try {
      const args = ['two words', '$HOME', '"', "'", '', '--', '-n'];
      const code =
        'console.log(JSON.stringify([process.cwd(), process.pid, process.argv.slice(1), process.env.X])); process.exit(7)';
      const launch = fromHome({
        command: process.execPath,
        args: ['-e', code, '--', ...args],
        cwd: folder,
        env: { X: 'y' },
      });
      const child = spawn(launch.command, launch.args, {
        cwd: launch.cwd,
        env: { ...process.env, ...launch.env },
      });
      let stdout = '';
      child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
      const exitCode = await new Promise(resolve => child.once('close', resolve));
      assert.deepEqual(JSON.parse(stdout), [folder, child.pid, args, 'y']);
      assert.equal(exitCode, 7);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is left as it is where it runs in the home anyway, and on Windows runs there', () => {
    const launch = { command: 'node', args: ['a.mjs'], cwd: '/home/ada', env: {} };
    assert.equal(fromHome(launch, 'linux', '/home/ada'), launch);
    assert.deepEqual(fromHome(launch, 'win32', 'C:\\Users\\ada'), { ...launch, cwd: 'C:\\Users\\ada' });
  });
});
