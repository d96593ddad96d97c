import * as assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseEndpoint } from '../../src/protocol/wire.ts';
import type { RunSummary } from '../../src/trace/summary.ts';
import { dumpThreads } from '../process/dump.ts';
import { sampleExpectations } from '../process/expectations.ts';
import { samples } from '../process/harness.ts';
import { ownNode } from '../process/nodes.ts';
import { skip } from '../vscode/skip.ts';

const root = path.join(__dirname, '..', '..');
const cli = path.join(root, 'dist', 'cli.cjs');
const onPosix = process.platform !== 'win32';

interface Result {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called whenever the program has written something more. */
  readonly onStdout?: (stdout: string, child: ChildProcess) => void;
}

/** A folder of this test file's own: the only `node` on the PATH, a folder for temporary files, and room. */
let folder = '';
let temporary = '';

function environment(own: Readonly<Record<string, string>> = {}): Record<string, string> {
  const systemPath = onPosix ? '/usr/bin:/bin' : (process.env['PATH'] ?? '');
  return {
    PATH: [folder, systemPath].join(path.delimiter),
    HOME: os.homedir(),
    TMPDIR: temporary,
    TEMP: temporary,
    ...own,
  };
}

function start(command: string, args: readonly string[], options: Options): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { cwd: folder, env: environment(options.env), stdio: 'pipe' });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      options.onStdout?.(stdout, child);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    if (options.stdin !== undefined || options.onStdout === undefined) child.stdin.end(options.stdin ?? '');
    const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      clearTimeout(timer);
      resolve({ exitCode, signal, stdout, stderr });
    });
  });
}

function threadView(args: readonly string[], options: Options = {}): Promise<Result> {
  return start(ownNode.path, [cli, ...args], options);
}

function write(name: string, text: string, mode = 0o644): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text, { mode });
  return file;
}

function readSummary(name: string): RunSummary {
  return JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')) as RunSummary;
}

const sampleFile = path.join(__dirname, '..', '..', 'media', 'samples', 'ping-pong.mjs');

describe('thread-view, as a process', function () {
  this.timeout(90_000);

  before(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'thread-view cli-')));
    temporary = path.join(folder, 'temporary');
    fs.mkdirSync(temporary);
    fs.symlinkSync(fs.realpathSync(ownNode.path), path.join(folder, onPosix ? 'node' : 'node.exe'));
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  for (const sample of sampleExpectations) {
    it(`sums up ${sample.name} as one expects from reading it`, async () => {
      const file = sample.args[0] as string;
      const { exitCode, stderr } = await threadView(['run', '--json', 'summary.json', file]);
      const summary = readSummary('summary.json');
      assert.equal(exitCode, sample.exitCode, stderr);
      assert.equal(dumpThreads(summary), sample.threads(ownNode.major));
      assert.equal(summary.version, 1);
      assert.equal(summary.exitCode, sample.exitCode);
      assert.equal(summary.signal, null);
      assert.deepEqual(summary.command, [file]);
      assert.equal(summary.lostEvents, 0);
      assert.equal(summary.processes.length, 1);
      assert.equal(summary.processes[0]?.runtimeVersion, ownNode.version);
      const sent = summary.processes[0].threads.reduce((sum, thread) => sum + thread.messages.sent, 0);
      assert.equal(
        summary.messages.reduce((sum, row) => sum + row.count, 0),
        sent,
      );
      for (const { name } of summary.processes[0].threads)
        assert.ok(stderr.includes(name), `the table lacks ${name}`);
    });
  }

  it('keeps stdout for the program, and stderr too when it is to be quiet', async () => {
    const program = write('both.cjs', `console.log('out'); console.error('err');`);
    const loud = await threadView(['run', program]);
    assert.equal(loud.stdout, 'out\n');
    assert.match(loud.stderr, /^err\n\nThread View: ended with exit code 0 .*\n\nthread +parent +outcome/);
    const quiet = await threadView(['run', '--quiet', program]);
    assert.deepEqual(quiet, { exitCode: 0, signal: null, stdout: 'out\n', stderr: 'err\n' });
  });

  it('keeps a run in a file, and sums it up from there as it did then', async () => {
    const ran = await threadView(['run', '--record', 'kept.threadview', '--json', 'ran.json', sampleFile]);
    assert.equal(ran.exitCode, 0, ran.stderr);
    assert.equal(fs.statSync(path.join(folder, 'kept.threadview')).mode & 0o777, onPosix ? 0o600 : 0o666);
    const opened = await threadView(['open', 'kept.threadview', '--json', '-']);
    assert.equal(opened.exitCode, 0, opened.stderr);
    assert.deepEqual(JSON.parse(opened.stdout), readSummary('ran.json'));
    const table = await threadView(['open', 'kept.threadview']);
    assert.equal(`\n${table.stdout}`, ran.stderr);
  });

  it('replaces a recording, and nothing else', async () => {
    const program = write('short.cjs', '');
    for (let time = 0; time < 2; time++) {
      const { exitCode, stderr } = await threadView(['run', '--record=again.threadview', '--quiet', program]);
      assert.deepEqual([exitCode, stderr], [0, '']);
    }
    const notes = write('notes.txt', 'mine');
    const refused = await threadView(['run', '--record', 'notes.txt', program]);
    assert.equal(refused.exitCode, 125);
    assert.match(refused.stderr, /notes\.txt is there already and is not a recording/);
    assert.equal(fs.readFileSync(notes, 'utf8'), 'mine');
    const nowhere = await threadView(['run', '--record', 'no/such/folder/x', program]);
    assert.equal(nowhere.exitCode, 125);
    assert.match(nowhere.stderr, /program was not started: .*no\/such\/folder\/x could not be written/);
  });

  it('says what is wrong with what it cannot open', async () => {
    write('notes.txt', 'mine');
    const foreign = await threadView(['open', 'notes.txt']);
    assert.deepEqual([foreign.exitCode, foreign.stdout], [1, '']);
    assert.match(foreign.stderr, /notes\.txt is not a recording of Thread View/);
    const missing = await threadView(['open', 'nothing.threadview']);
    assert.equal(missing.exitCode, 1);
    assert.match(missing.stderr, /nothing\.threadview could not be read/);
  });

  it('gives the program its arguments and its stdin as they are', async () => {
    const program = write(
      'echo.cjs',
      `console.log(JSON.stringify(process.argv.slice(2))); process.stdin.pipe(process.stdout);`,
    );
    const args = ['--json', 'x', '$HOME', '${file}', 'two words', '', '--', '"'];
    for (const command of [[program], ['--', 'node', program]]) {
      const result = await threadView(['run', '--quiet', ...command, ...args], { stdin: 'typed in\n' });
      assert.equal(result.stdout, `${JSON.stringify(args)}\ntyped in\n`);
      assert.equal(result.exitCode, 0);
    }
  });

  it('leaves nothing behind', async () => {
    const program = write('where.cjs', 'console.log(process.env.THREAD_VIEW_ENDPOINT)');
    const { stdout } = await threadView(['run', program]);
    const endpoint = parseEndpoint(stdout.trim());
    assert.ok(endpoint !== null, stdout);
    assert.ok(path.isAbsolute(endpoint.folder));
    assert.equal(fs.existsSync(endpoint.folder), false);
    assert.deepEqual(fs.readdirSync(temporary), []);
  });

  it("keeps the user's own NODE_OPTIONS", async () => {
    const env = { NODE_OPTIONS: '--stack-trace-limit=3' };
    const result = await threadView(['run', '--', 'node', '-p', 'Error.stackTraceLimit'], { env });
    assert.equal(result.stdout, '3\n');
    assert.match(result.stderr, /1 thread in 1 process/);
  });

  it('sees a Node that some other command starts', async function () {
    if (!onPosix) skip(this, 'needs a shell');
    const file = path.join(samples, 'hello.mjs');
    const result = await threadView(['run', '--', 'sh', '-c', `node '${file}'; node '${file}'; exit 3`]);
    assert.equal(result.exitCode, 3);
    assert.match(result.stderr, /ended with exit code 3 .*; 4 threads in 2 processes/);
  });

  it('says so when there was nothing to see', async function () {
    if (!onPosix) skip(this, 'needs a shell');
    const result = await threadView(['run', '--json', 'empty.json', '--', 'sh', '-c', 'exit 4']);
    assert.equal(result.exitCode, 4);
    assert.match(result.stderr, /ended with exit code 4 .*no thread was seen/);
    const { processes, exitCode, command } = readSummary('empty.json');
    assert.deepEqual(
      { processes, exitCode, command },
      { processes: [], exitCode: 4, command: ['sh', '-c', 'exit 4'] },
    );
  });

  describe('ends like the program', () => {
    before(function () {
      if (!onPosix) skip(this, 'signals and shells are different on Windows');
    });
    for (const signal of ['SIGTERM', 'SIGKILL', 'SIGINT', 'SIGHUP']) {
      it(`by ${signal}`, async () => {
        const result = await threadView([
          'run',
          '--json',
          'signal.json',
          '--',
          'sh',
          '-c',
          `kill -${signal.slice(3)} $$`,
        ]);
        assert.deepEqual([result.exitCode, result.signal], [null, signal], result.stderr);
        assert.match(result.stderr, new RegExp(`ended by ${signal}`));
        const { exitCode, signal: told } = readSummary('signal.json');
        assert.deepEqual([exitCode, told], [null, signal]);
      });
    }
    it('by SIGSEGV, without a crash of its own', async () => {
      const result = await threadView(['run', '--', 'sh', '-c', 'ulimit -c 0; kill -SEGV $$']);
      assert.deepEqual([result.exitCode, result.signal], [139, null], result.stderr);
    });

    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'] as const) {
      it(`and passes ${signal} on to it, once`, async () => {
        const program = write(
          'signalled.cjs',
          `let count = 0;
           process.on('${signal}', () => { if (++count === 1) setTimeout(() => { console.log(count); process.exit(5); }, 300); });
           setInterval(() => {}, 1000);
           console.log('ready');`,
        );
        let sent = false;
        const result = await threadView(['run', program], {
          onStdout: (stdout, child) => {
            if (!sent && stdout.includes('ready')) sent = child.kill(signal);
          },
        });
        assert.equal(result.stdout, 'ready\n1\n');
        assert.equal(result.exitCode, 5);
        assert.match(result.stderr, /ended with exit code 5/);
      });
    }

    it('when Ctrl+C is typed, which the program gets once', async function () {
      if (process.platform !== 'linux' || !fs.existsSync('/usr/bin/script'))
        skip(this, 'needs script(1) of util-linux');
      const program = write(
        'typed.cjs',
        `let count = 0;
         process.on('SIGINT', () => { if (++count === 1) setTimeout(() => { console.log('got ' + count); process.exit(6); }, 300); });
         setInterval(() => {}, 1000);
         console.log('ready', process.stdin.isTTY, process.stdout.isTTY);`,
      );
      let typed = false;
      const command = [ownNode.path, cli, 'run', '--quiet', program].map(word => `'${word}'`).join(' ');
      const result = await start('script', ['-qec', `exec ${command}`, '/dev/null'], {
        onStdout: (stdout, child) => {
          if (typed || !stdout.includes('ready')) return;
          typed = true;
          child.stdin?.write('\u0003');
        },
      });
      assert.match(result.stdout, /ready true true/);
      assert.match(result.stdout, /got 1\r?\n/);
      assert.equal(result.exitCode, 6);
    });
  });

  describe('when it cannot do what it was asked for', () => {
    it('says what was wrong with the command line', async () => {
      const result = await threadView(['run', '--nonsense', 'x.mjs']);
      assert.equal(result.exitCode, 2);
      assert.equal(result.stdout, '');
      assert.match(result.stderr, /"--nonsense"[^]*--help/);
    });

    const problems: readonly (readonly [string, readonly string[], number, RegExp])[] = [
      [
        'a command that does not exist',
        ['--', 'no-such-command'],
        127,
        /cannot find the command "no-such-command".*PATH/,
      ],
      ['a command that is no program', ['--', './plain.txt'], 126, /"\.\/plain\.txt" is not executable/],
      ['a folder as command', ['--', './temporary'], 126, /"\.\/temporary" is not executable/],
      ['a script without an interpreter', ['--', './lost.sh'], 126, /interpreter/],
      ['a file that does not exist', ['no-such-file.mjs'], 127, /no-such-file\.mjs does not exist/],
      [
        'a file of another kind',
        ['plain.txt'],
        126,
        /plain\.txt cannot be run.*\.mjs.*thread-view run -- COMMAND/,
      ],
    ];
    for (const [title, args, exitCode, message] of problems) {
      it(`says why: ${title}`, async function () {
        if (!onPosix && title !== 'a command that does not exist')
          skip(this, 'files have no execute permission on Windows');
        write('plain.txt', 'text');
        write('lost.sh', '#!/no/such/interpreter\n', 0o755);
        const result = await threadView(['run', ...args]);
        assert.deepEqual([result.exitCode, result.stdout], [exitCode, ''], result.stderr);
        assert.match(result.stderr, message);
        assert.doesNotMatch(result.stderr, /\n {4}at /, 'a stack trace is no explanation');
      });
    }

    it('says which Node runs TypeScript', async function () {
      const result = await threadView(['run', path.join(__dirname, '..', 'programs', 'numbers.ts')]);
      if (ownNode.major >= 24) {
        assert.deepEqual([result.exitCode, result.stdout], [0, '42\n'], result.stderr);
      } else if (ownNode.major < 22) {
        assert.equal(result.exitCode, 126);
        assert.match(result.stderr, new RegExp(`Node\\.js ${ownNode.version}.*22\\.18.*thread-view run --`));
      } else skip(this, 'whether Node 22 runs TypeScript depends on its minor version');
    });

    it('keeps the exit code of the program, and says that the summary was not written', async () => {
      const program = write('three.cjs', 'process.exitCode = 3');
      const result = await threadView(['run', '--quiet', '--json', 'no/such/folder/summary.json', program]);
      assert.equal(result.exitCode, 3);
      assert.match(result.stderr, /summary was not written.*no\/such\/folder\/summary\.json.*folder exists/);
    });

    it('keeps the exit code of the program when nobody reads what it says', async () => {
      const program = write(
        'closing.cjs',
        `console.log('ready'); process.stdin.on('end', () => process.exit(3)).resume();`,
      );
      const result = await threadView(['run', program], {
        onStdout: (_stdout, child) => {
          child.stderr?.destroy();
          child.stdin?.end();
        },
      });
      assert.deepEqual([result.exitCode, result.signal], [3, null]);
    });
  });

  it('tells of itself', async () => {
    const help = await threadView(['--help']);
    assert.equal(help.exitCode, 0);
    assert.match(help.stdout, /^Thread View/);
    const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    assert.deepEqual(await threadView(['--version']), {
      exitCode: 0,
      signal: null,
      stdout: `${version}\n`,
      stderr: '',
    });
  });
});
