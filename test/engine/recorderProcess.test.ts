import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RecorderProcessClient } from '../../src/engine/recorderProcessClient.ts';
import { skip } from '../vscode/skip.ts';

const run = { title: 't', file: null, commandLine: 't', cwd: '/' };

describe('a recorder in a process of its own', () => {
  let folder: string;
  let before: string | undefined;
  beforeEach(function () {
    if (process.platform === 'win32') skip(this, 'folders are those of POSIX here');
    folder = mkdtempSync(path.join(os.tmpdir(), 'tv-'));
    before = process.env['XDG_RUNTIME_DIR'];
    process.env['XDG_RUNTIME_DIR'] = folder;
  });
  afterEach(() => {
    if (before === undefined) delete process.env['XDG_RUNTIME_DIR'];
    else process.env['XDG_RUNTIME_DIR'] = before;
    rmSync(folder, { recursive: true, force: true });
  });

  it('records, sums up, and leaves nothing behind', async () => {
    const reasons: string[] = [];
    const client = await RecorderProcessClient.open(run, {}, reason => reasons.push(reason));
    assert.ok(existsSync(client.endpoint.folder));
    client.rootStarted(process.pid);
    await client.rootEnded({ exitCode: 3, signal: null });
    const { exitCode, command } = await client.summary(['a', 'b']);
    assert.deepEqual([exitCode, command, reasons], [3, ['a', 'b'], []]);
    assert.deepEqual(readdirSync(path.join(folder, 'thread-view')), []);
    await client.dispose();
    await assert.rejects(client.summary([]), /closed/);
  });

  it('records also when it cannot be announced, and says why', async () => {
    let tell: (reason: string) => void = () => undefined;
    const told = new Promise<string>(resolve => (tell = resolve));
    const client = await RecorderProcessClient.open(run, {}, reason => tell(reason));
    rmSync(path.join(folder, 'thread-view'), { recursive: true });
    client.rootStarted(process.pid);
    assert.match(await told, /ENOENT/);
    await client.rootEnded({ exitCode: 0, signal: null });
    assert.equal((await client.summary([])).exitCode, 0);
    await client.dispose();
  });
});
