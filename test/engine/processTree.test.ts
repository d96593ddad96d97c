import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseProcStat, parsePs, readProcessTable } from '../../src/engine/processTable.ts';
import { ProcessTree } from '../../src/engine/processTree.ts';

/** Starts `depth` generations of itself; the deepest may refuse to end, the middle ones may leave early. */
const program = `
const { spawn } = require('node:child_process'), { appendFileSync } = require('node:fs');
const [depth, stubborn, leave, pids] = [Number(process.argv[1]), process.argv[2] === 'true', process.argv[3] === 'true', process.argv[4]];
if (stubborn) process.on('SIGTERM', () => undefined);
if (depth > 0) spawn(process.execPath, ['-e', process.env.PROGRAM, depth - 1, stubborn, leave, pids], { stdio: 'ignore' });
appendFileSync(pids, process.pid + '\\n');
setInterval(() => undefined, 1000);
// The generation in the middle goes, and its child belongs to nobody any more.
if (leave && depth === 1) setTimeout(() => process.exit(), 400);
`;

describe('ending a process tree', function () {
  this.timeout(20_000);
  let folder: string;
  const started: ChildProcess[] = [];

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'thread-view-tree-'));
  });
  afterEach(() => {
    for (const pid of pids()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // As it should be.
      }
    }
    rmSync(folder, { recursive: true });
  });

  async function family(options: { stubborn?: boolean; leave?: boolean } = {}): Promise<ChildProcess> {
    const { stubborn = false, leave = false } = options;
    const child = spawn(
      process.execPath,
      ['-e', program, '2', String(stubborn), String(leave), path.join(folder, 'pids')],
      {
        stdio: 'ignore',
        // Leads a session, as the first process of a terminal does.
        detached: true,
        env: { ...process.env, PROGRAM: program },
      },
    );
    started.push(child);
    while (pids().length < 3) await delay(20);
    return child;
  }

  function pids(): number[] {
    const file = path.join(folder, 'pids');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : [];
  }

  async function living(): Promise<number[]> {
    const table = await readProcessTable();
    return pids().filter(pid => table.get(pid)?.isZombie === false);
  }

  it('ends all generations politely', async () => {
    const root = await family();
    const ended = once(root, 'exit');
    const tree = await ProcessTree.of(root.pid ?? 0);
    assert.deepEqual(await tree.end(), { rootSignal: 'SIGTERM', left: [] });
    assert.deepEqual(await ended, [null, 'SIGTERM']);
    assert.deepEqual(await living(), []);
  });

  it('kills what does not want to end, after the grace time', async () => {
    const root = await family({ stubborn: true });
    const tree = await ProcessTree.of(root.pid ?? 0);
    const began = performance.now();
    assert.deepEqual(await tree.end({ graceMs: 300 }), { rootSignal: 'SIGKILL', left: [] });
    assert.ok(performance.now() - began >= 300);
    assert.deepEqual(await living(), []);
  });

  it('finds those whose parent has gone', async () => {
    const root = await family({ leave: true });
    const tree = await ProcessTree.of(root.pid ?? 0);
    await delay(800);
    assert.equal((await living()).length, 2);
    await tree.end();
    assert.deepEqual(await living(), []);
  });

  it('leaves everybody else alone', async () => {
    const other = await family();
    const root = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
    const tree = await ProcessTree.of(root.pid ?? 0);
    await tree.end();
    assert.equal((await living()).length, 3);
    await (await ProcessTree.of(other.pid ?? 0)).end();
  });

  it('does nothing when the root has gone', async () => {
    const root = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
    const tree = await ProcessTree.of(root.pid ?? 0);
    await once(root, 'exit');
    assert.deepEqual(await tree.end(), { rootSignal: null, left: [] });
    assert.deepEqual(await (await ProcessTree.of(root.pid ?? 0)).end(), { rootSignal: null, left: [] });
  });

  it('refuses what can be no program of a user', async () => {
    for (const pid of [0, 1, -5, Number.NaN, 1.5]) await assert.rejects(ProcessTree.of(pid), RangeError);
  });
});

describe('reading the process table', () => {
  it('reads names with spaces and parentheses', () => {
    const rest = Array.from({ length: 30 }, (_, index) => index).join(' ');
    assert.deepEqual(parseProcStat(`42 (a ) S (b) Z 7 8 9 ${rest}`), {
      pid: 42,
      parent: 7,
      leader: 9,
      birth: '15',
      isZombie: true,
    });
    assert.equal(parseProcStat('nonsense'), null);
  });

  it('agrees with ps', async () => {
    const child = spawn('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat=,lstart='], {
      env: { ...process.env, LC_ALL: 'C' },
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
    await once(child, 'close');
    const own = parsePs(text).get(process.pid);
    assert.equal(own?.parent, process.ppid);
    assert.equal((await readProcessTable()).get(process.pid)?.parent, process.ppid);
    assert.equal(own.isZombie, false);
  });
});
