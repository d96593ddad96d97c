import * as assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { announcementFolders } from '../../src/engine/announcementFolder.ts';
import { AttachedRecording, AttachProblem } from '../../src/engine/attachedRecording.ts';
import { listAttachable } from '../../src/engine/attachable.ts';
import { KeptTrace } from '../../src/engine/keptTrace.ts';
import { isAlive } from '../../src/engine/liveness.ts';
import type { TraceUpdate } from '../../src/engine/recording.ts';
import { ownNode } from '../process/nodes.ts';
import { skip } from '../vscode/skip.ts';
import {
  announcedIn,
  announcedRun,
  cli,
  Command,
  filesIn,
  program,
  RawGuest,
  recorderPid,
  until,
} from './support/attachable.ts';

describe('thread-view run --attachable', function () {
  this.timeout(90_000);

  let folder: string;
  let file: string;
  const commands: Command[] = [];
  const guests: AttachedRecording[] = [];

  before(function () {
    if (process.platform === 'win32') skip(this, 'folders and sockets are those of POSIX here');
  });
  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'tv-')));
    file = path.join(folder, 'program.cjs');
    fs.writeFileSync(file, program);
  });
  afterEach(async () => {
    for (const guest of guests.splice(0)) await guest.dispose();
    for (const command of commands.splice(0)) {
      command.child.kill('SIGKILL');
      command.child.stdin?.destroy();
    }
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function start(...args: readonly string[]): Command {
    const command = new Command([cli, 'run', ...args], folder);
    commands.push(command);
    return command;
  }

  async function attach(): Promise<AttachedRecording> {
    const guest = await AttachedRecording.attach(await announcedRun(folder));
    guests.push(guest);
    return guest;
  }

  /** The names of the program's threads, once there are so many. */
  async function threadsOf(guest: AttachedRecording, count: number): Promise<readonly string[]> {
    let names: readonly string[] = [];
    await until(`${count} threads are known`, async () => {
      const { threads } = await guest.snapshot();
      names = threads.filter(each => each.kind === 'program').map(each => each.name);
      return names.length === count;
    });
    return names;
  }

  it('announces the run where only its user can see it', async () => {
    const command = start('--attachable', file, 'two words');
    await command.hasWritten('up');
    const run = await announcedRun(folder);
    assert.equal(run.title, 'program.cjs');
    assert.equal(run.file, file);
    assert.equal(run.commandLine, `${file} "two words"`);
    assert.equal(run.cwd, folder);
    assert.ok(isAlive(run.pid) && run.pid !== command.child.pid);
    const modes = [
      announcedIn(folder),
      ...filesIn(announcedIn(folder)).map(name => path.join(announcedIn(folder), name)),
    ];
    assert.equal(modes.length, 3);
    for (const name of modes) assert.equal(fs.lstatSync(name).mode & 0o077, 0, name);
    command.say('0');
    await command.ended;
    assert.deepEqual(filesIn(announcedIn(folder)), []);
    await until("the recorder's process has ended", () => !isAlive(recorderPid(run)));
  });

  it('names a command by what is typed, but for what is secret', async () => {
    const command = ['--', ownNode.path, file, 'and', '--token=abc', 'more', 'than a title has room for'];
    start('--attachable', ...command);
    const run = await announcedRun(folder);
    assert.match(run.title, /^node .{34}…$/);
    assert.equal(run.file, null);
    assert.ok(run.commandLine.endsWith(' and --token=*** more "than a title has room for"'), run.commandLine);
    for (const name of filesIn(announcedIn(folder)).filter(each => each.endsWith('.json')))
      assert.ok(!fs.readFileSync(path.join(announcedIn(folder), name), 'utf8').includes('abc'));
  });

  it('lets a guest see what was, what comes, and how it ends, and ask also after that', async () => {
    const command = start('--attachable', '--quiet', file);
    command.say('more');
    await command.hasWritten('made');
    const guest = await attach();
    const updates: TraceUpdate[] = [];
    guest.onUpdate(update => updates.push(update));
    assert.deepEqual(await threadsOf(guest, 2), ['main', 'program #1']);
    command.say('more');
    const told = () => new Set(updates.flatMap(each => each.threads.map(({ name }) => name)));
    await until('a thread that is made later is told', () => told().has('program #2'));
    assert.equal(updates[0]?.snapshot, true);
    assert.deepEqual(
      updates.map(each => each.number),
      updates.map((_, index) => index + 1),
    );
    await command.hasWritten('made\nmade');
    command.say('7');
    const { exitCode, stdout, stderr } = await command.ended;
    assert.deepEqual(
      { exitCode, stdout, stderr },
      { exitCode: 7, stdout: 'up\nmade\nmade\n', stderr: 'bye\n' },
    );
    assert.deepEqual(await guest.ended, { exitCode: 7, signal: null });
    const { threads, nowNs } = await guest.snapshot();
    assert.deepEqual(
      threads.filter(each => each.kind === 'program').map(each => each.outcome),
      ['failed', 'killed', 'killed'],
    );
    const query = {
      fromNs: 0,
      toNs: nowNs,
      widthPx: 1000,
      threads: threads.map(each => each.key),
      maxMessages: 10,
    };
    const { lanes } = await guest.window(query);
    assert.equal(lanes.length, threads.length);
    const [main] = lanes;
    assert.ok(
      main?.kind === 'spans' ? main.startNs instanceof Float64Array : main?.share instanceof Uint16Array,
    );
    const history = await guest.ask({ name: 'history', argument: { thread: 0, steps: 10 } });
    assert.ok(history !== null && 'cpuShare' in history && history.cpuShare.length > 0);
    assert.equal((await guest.summary(['x'])).exitCode, 7);
    const recorder = recorderPid(guest.run);
    assert.ok(isAlive(recorder));
    await guest.dispose();
    await until('nobody looks any more', () => !isAlive(recorder));
  });

  it('gives output and exit code as without', async () => {
    const plain = new Command([file], folder);
    const watched = start('--attachable', '--quiet', file);
    for (const each of [plain, watched]) each.say('more 5');
    assert.deepEqual(await watched.ended, await plain.ended);
  });

  it('is kept in a file, too, named from where it was typed', async () => {
    const command = start('--attachable', '--record', 'run.threadview', file);
    command.say('more 5');
    assert.equal((await command.ended).exitCode, 5);
    const { exitCode, processes } = await KeptTrace.open(path.join(folder, 'run.threadview')).summary();
    assert.deepEqual([exitCode, processes[0]?.threads.length], [5, 2]);
  });

  it('ends by the signal that ends the program, also while a guest is there', async () => {
    const command = start('--attachable', file);
    await command.hasWritten('up');
    const guest = await attach();
    command.child.kill('SIGTERM');
    assert.equal((await command.ended).signal, 'SIGTERM');
    assert.deepEqual(await guest.ended, { exitCode: null, signal: 'SIGTERM' });
  });

  it('has several guests, and does not care how one goes', async () => {
    const command = start('--attachable', file);
    await command.hasWritten('up');
    const [one, other] = [await attach(), await attach()];
    // One that reads and is killed in the middle of that.
    const { address, token } = one.run;
    const killed = spawn(
      ownNode.path,
      [
        '-e',
        `const say = (b) => { const head = Buffer.alloc(4); head.writeUInt32LE(b.length); socket.write(Buffer.concat([head, b])); };
         const socket = require('node:net').connect(${JSON.stringify(address)}, () => {
           say(Buffer.from(${JSON.stringify(token)}));
           say(require('node:v8').serialize({ type: 'follow', isWanted: true }));
         });
         let seen = 0;
         socket.on('data', bytes => { if (seen < 500 && (seen += bytes.length) >= 500) console.log('seen'); });`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await new Promise(resolve => killed.stdout.once('data', resolve));
    killed.kill('SIGKILL');
    await one.dispose();
    command.say('more');
    assert.deepEqual(await threadsOf(other, 2), ['main', 'program #1']);
    command.say('0');
    assert.equal((await command.ended).exitCode, 0);
    assert.deepEqual(await other.ended, { exitCode: 0, signal: null });
  });

  it('turns strangers away, and those who talk nonsense', async () => {
    const command = start('--attachable', file);
    await command.hasWritten('up');
    const guest = await attach();
    const { run } = guest;
    const wrong = `${run.token.slice(0, -1)}${run.token.endsWith('0') ? '1' : '0'}`;
    const strangers = [
      new RawGuest(run).showToken(wrong),
      new RawGuest(run).showToken(''),
      new RawGuest(run).showToken(run.token.repeat(2)),
      new RawGuest(run).showToken(run.token.slice(1)),
      new RawGuest(run).say({ type: 'follow', isWanted: true }),
    ];
    strangers.push(new RawGuest(run), new RawGuest(run));
    strangers.at(-1)?.socket.write('GET / HTTP/1.1\r\n\r\n');
    strangers.at(-2)?.socket.write(Buffer.alloc(1_000_000, 0xff));
    for (const stranger of strangers) assert.equal(await stranger.closed, 0);

    const oversized = Buffer.alloc(4);
    oversized.writeUInt32LE(0xffffffff);
    const nonsense = [
      (each: RawGuest) => each.socket.write(oversized),
      (each: RawGuest) => each.showToken('no message'),
      (each: RawGuest) => each.say(null),
      (each: RawGuest) => each.say({ type: 'rootStarted', pid: 1 }),
      (each: RawGuest) => each.say({ type: 'ask', id: 1, name: 'dispose', argument: null }),
      (each: RawGuest) =>
        each.say({ type: 'ask', id: 1, name: 'rootEnded', argument: { exitCode: 1, signal: null } }),
    ];
    for (const say of nonsense) {
      const rude = new RawGuest(run).showToken(run.token);
      await until('it is let in', () => rude.bytes > 0);
      say(rude);
      await rude.closed;
    }
    // A question without sense is refused, and nothing else happens.
    await assert.rejects(guest.window(null as never));
    assert.deepEqual(await threadsOf(guest, 1), ['main']);
    command.say('4');
    assert.equal((await command.ended).exitCode, 4);
  });

  it('says so where the recorder does not let one in', async () => {
    const command = start('--attachable', file);
    await command.hasWritten('up');
    const run = await announcedRun(folder);
    await assert.rejects(AttachedRecording.attach({ ...run, token: 'x' }), AttachProblem);
    await assert.rejects(AttachedRecording.attach({ ...run, version: 99 }), /another version/);
    command.say('0');
    await command.ended;
    await assert.rejects(AttachedRecording.attach(run), /program\.cjs has ended meanwhile/);
  });

  it('is not held up by a guest that does not read', async () => {
    const command = start('--attachable', file);
    command.say('more more more');
    await command.hasWritten('made');
    const guest = await attach();
    const slow = new RawGuest(guest.run).showToken(guest.run.token);
    await until('it is let in', () => slow.bytes > 0);
    slow.socket.pause();
    slow.say({ type: 'follow', isWanted: true });
    for (let id = 0; id < 2000; id++) slow.say({ type: 'ask', id, name: 'snapshot', argument: null });
    assert.equal((await threadsOf(guest, 4)).length, 4);
    command.say('more');
    assert.equal((await threadsOf(guest, 5)).length, 5);
    command.say('6');
    assert.equal((await command.ended).exitCode, 6);
    slow.socket.destroy();
  });

  it('goes on when its recorder is killed, whose announcement is swept then', async () => {
    const command = start('--attachable', '--quiet', file);
    await command.hasWritten('up');
    const guest = await attach();
    const notices: string[] = [];
    guest.onNotices(all => notices.splice(0, notices.length, ...all));
    process.kill(recorderPid(guest.run), 'SIGKILL');
    assert.equal(await guest.ended, null);
    assert.match(notices.at(-1) ?? '', /Nothing more can be asked/);
    await assert.rejects(guest.snapshot(), /its recorder has gone/);
    assert.equal(filesIn(announcedIn(folder)).length, 2);
    // Its sockets are closed one after the other.
    const list = () => listAttachable([announcedIn(folder)]);
    await until('it is listed no more', async () => (await list()).length === 0);
    assert.deepEqual(filesIn(announcedIn(folder)), []);
    command.say('3');
    const { exitCode, stdout, stderr } = await command.ended;
    assert.deepEqual({ exitCode, stdout }, { exitCode: 3, stdout: 'up\n' });
    assert.match(stderr, /^bye\nthread-view: the run could not be summed up: The recorder's process ended\./);
  });

  it('shows a program to its end whose command line was killed', async () => {
    // One that does not hear of the end of its input, which comes with that of the command line.
    fs.writeFileSync(file, `console.log('up'); setInterval(() => undefined, 1000);`);
    const command = start('--attachable', file);
    await command.hasWritten('up');
    const guest = await attach();
    const recorder = recorderPid(guest.run);
    command.child.kill('SIGKILL');
    await until('it is announced no more', () => filesIn(announcedIn(folder)).length === 0);
    assert.deepEqual(await threadsOf(guest, 1), ['main']);
    process.kill(guest.run.pid, 'SIGKILL');
    assert.deepEqual(await guest.ended, { exitCode: null, signal: null });
    assert.equal((await guest.snapshot()).threads[0]?.outcome, 'killed');
    await guest.dispose();
    await until('nobody looks any more', () => !isAlive(recorder));
  });

  it('is announced elsewhere when others can look into the first folder', async () => {
    fs.mkdirSync(announcedIn(folder));
    fs.chmodSync(announcedIn(folder), 0o755);
    const command = start('--attachable', file);
    await command.hasWritten('up');
    const all = [announcedIn(folder), ...announcementFolders()];
    const found = async () => (await listAttachable(all)).find(each => each.file === file);
    await until('it is announced', async () => (await found()) !== undefined);
    assert.deepEqual(filesIn(announcedIn(folder)), []);
    command.say('0');
    await command.ended;
    assert.equal(await found(), undefined);
  });
});
