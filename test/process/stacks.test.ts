import * as assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { KeptTrace } from '../../src/engine/keptTrace.ts';
import type { Recorder } from '../../src/engine/recorder.ts';
import type { CapturedThread, StackCapture } from '../../src/protocol/stacks.ts';
import { answerFileName } from '../../src/protocol/stackRequests.ts';
import { programs, runPlain, runRecorded, threadNamed } from './harness.ts';
import type { Recorded, RecordOptions } from './harness.ts';
import { otherNodes, ownNode } from './nodes.ts';

const program = path.join(programs, 'stacks.mjs');

/** Names of the frames of the program, the innermost first. */
function names({ frames }: CapturedThread): string[] | null {
  return frames?.filter(({ origin }) => origin === 'program').map(({ name }) => name) ?? null;
}

/** The file's own line that has this text. */
function lineOf(text: string): number {
  return (
    fs
      .readFileSync(program, 'utf8')
      .split('\n')
      .findIndex(line => line.includes(text)) + 1
  );
}

interface Captured {
  readonly run: Recorded;
  readonly capture: StackCapture;
  /** That one, and those that followed. */
  readonly captures: readonly StackCapture[];
}

/** The program is held up for so long only, in which a thread without a core cannot answer: then all are asked again. */
async function captureInTime(recorder: Recorder): Promise<StackCapture> {
  for (let tries = 1; ; tries++) {
    const one = await recorder.captureStacks(null);
    if (tries === 5 || !one.threads.some(({ why }) => why?.includes('did not answer') === true)) return one;
  }
}

/** Runs the program, captures when all are where they are going to be, and lets it end. */
async function capture(
  node: string,
  args: readonly string[],
  options: RecordOptions & {
    readonly runs?: number;
    readonly beforeCapture?: (recorder: Recorder, pid: number) => void;
  } = {},
): Promise<Captured> {
  const captured: StackCapture[] = [];
  let hasBegun = false;
  let output = '';
  const act = async (child: ChildProcess, recorder: Recorder): Promise<void> => {
    if (child.pid !== undefined) options.beforeCapture?.(recorder, child.pid);
    for (let left = options.runs ?? 1; left > 0; left--) captured.push(await captureInTime(recorder));
    child.stdin?.end();
    // Busy, it does not see that.
    if (args[0] === 'spin' || args[0] === 'wait') child.kill('SIGKILL');
  };
  const run = await runRecorded(node, [program, ...args], {
    capturePatienceMs: 30_000,
    ...options,
    onStdout: stdout => (output = stdout),
    onUpdate: (_update, child, recorder) => {
      if (hasBegun || !output.includes('all are there')) return;
      hasBegun = true;
      act(child, recorder).catch((error: unknown) => {
        child.kill('SIGKILL');
        throw error;
      });
    },
  });
  const [first] = captured;
  assert.ok(first !== undefined, `captured nothing: ${run.stderr}`);
  return { run, capture: first, captures: captured };
}

function threadIn({ run, capture }: Captured, name: string): CapturedThread {
  const { key } = threadNamed(run.threads, name);
  const found = capture.threads.find(({ thread }) => thread === key);
  assert.ok(found !== undefined, `${name} is not in the capture`);
  return found;
}

const spinning = ['spinDeep', 'spinDeep', 'spinDeep', 'spinDeep', 'spin'];

for (const node of [ownNode, ...otherNodes]) {
  describe(`stacks, with Node ${node.version}`, function () {
    this.timeout(120_000);

    it('are had of Workers that spin, wait and idle, of inner ones, and of an idle main thread', async () => {
      const captured = await capture(node.path, ['idle', 'spin', 'wait', 'idle', 'nested', 'deep']);
      assert.deepEqual(names(threadIn(captured, 'spin'))?.slice(0, 5), spinning);
      assert.deepEqual(names(threadIn(captured, 'inner'))?.slice(0, 5), spinning);
      assert.deepEqual(names(threadIn(captured, 'wait'))?.slice(0, 2), ['sitInWait', 'wait']);
      assert.deepEqual(threadIn(captured, 'idle').frames, []);
      assert.deepEqual(threadIn(captured, 'main').frames, []);
      const waits = threadIn(captured, 'wait');
      const [innermost] = waits.frames ?? [];
      assert.deepEqual([innermost?.place?.file, innermost?.place?.line], [program, lineOf('Atomics.wait(')]);
      assert.equal(waits.frames?.at(-1)?.origin, 'runtime');
      const deep = threadIn(captured, 'deep');
      assert.ok((deep.frames?.length ?? 0) > 150);
      assert.ok(deep.moreFrames > 0);
      const { run } = captured;
      assert.deepEqual([run.exitCode, run.stderr], [3, '']);
      assert.equal(run.stdout, 'all are there\nthe program ends\n');
    });

    it('are had of 20 threads', async () => {
      const kinds = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 'wait' : 'idle'));
      const { capture: made } = await capture(node.path, ['idle', ...kinds], { capturePatienceMs: 60_000 });
      assert.equal(made.threads.filter(({ native }) => native !== null).length >= 21, true);
      const answered = made.threads.filter(({ frames }) => frames !== null);
      // On a machine that is very busy, a thread may be too late, and says so.
      const late = made.threads.filter(({ why }) => why?.includes('did not answer') === true);
      assert.equal(answered.length + late.length, 21);
      assert.ok(answered.length > 0);
    });

    it('are had of a main thread that spins, with its Worker', async () => {
      const captured = await capture(node.path, ['spin', 'wait']);
      assert.deepEqual(names(threadIn(captured, 'main'))?.slice(0, 5), spinning);
      assert.deepEqual(names(threadIn(captured, 'wait'))?.slice(0, 2), ['sitInWait', 'wait']);
      assert.deepEqual([captured.run.signal, captured.run.stderr], ['SIGKILL', '']);
    });

    it('are had of child processes', async () => {
      const { run, capture: made } = await capture(node.path, ['idle', 'child']);
      const stacks = run.threads
        .filter(({ isMain }) => isMain)
        .map(({ key }) => made.threads.find(({ thread }) => thread === key));
      assert.deepEqual(
        stacks.map(stack => (stack === undefined ? null : names(stack)?.slice(0, 5))),
        [[], spinning],
      );
      assert.deepEqual([run.exitCode, run.stderr], [3, '']);
    });

    it('are had of a main thread in Atomics.wait, again and again', async () => {
      const captured = await capture(node.path, ['wait', 'spin'], { runs: 5 });
      assert.deepEqual(names(threadIn(captured, 'main'))?.slice(0, 2), ['sitInWait', 'wait']);
      assert.deepEqual([captured.run.signal, captured.run.stderr], ['SIGKILL', '']);
    });

    it('are had again and again, without a pause, and no signal is taken for one of the user', async () => {
      const { run, captures } = await capture(node.path, ['idle', 'idle'], { runs: 12 });
      const missing = captures.flatMap(({ threads }) =>
        threads.filter(({ frames, why }) => frames === null && !/runtime's own/.test(why ?? '')),
      );
      assert.deepEqual(missing, []);
      assert.deepEqual([run.exitCode, run.signal, run.stderr], [3, null, '']);
    });

    it('say so where a thread is in a call of the system, which goes on and ends as it would', async () => {
      const busy = await capture(node.path, ['io', 'idle'], { capturePatienceMs: 200 });
      const main = threadIn(busy, 'main');
      assert.equal(main.frames, null);
      assert.match(main.why ?? '', /did not answer within 200 ms/);
      assert.notEqual(main.native, null);
      assert.deepEqual([busy.run.exitCode, busy.run.stderr], [3, '']);
      const worker = await capture(node.path, ['idle', 'io']);
      assert.match(threadIn(worker, 'io').why ?? '', /did not answer/);
      assert.deepEqual([worker.run.exitCode, worker.run.stderr], [3, '']);
    });

    it('are had of a program that listens to SIGUSR1 itself, and does not hear it', async () => {
      const captured = await capture(node.path, ['listen', 'spin']);
      assert.deepEqual(threadIn(captured, 'main').frames, []);
      assert.deepEqual(names(threadIn(captured, 'spin'))?.slice(0, 5), spinning);
      assert.deepEqual([captured.run.exitCode, captured.run.stderr], [3, '']);
      assert.equal(captured.run.stdout, 'all are there\nthe program ends\n');
    });

    it('are refused, with the reason, where a debugger may be attached', async () => {
      const captured = await capture(node.path, ['idle'], { env: { NODE_OPTIONS: '--inspect=127.0.0.1:0' } });
      const main = threadIn(captured, 'main');
      assert.equal(main.frames, null);
      assert.match(main.why ?? '', /started with a debugger/);
      assert.match(captured.run.stderr, /^Debugger listening on ws:\S+\nFor help, see: \S+\n$/);
    });

    it("leave SIGUSR1 to who sends it: the inspector's start is said as without the probe", async () => {
      const normal = (stderr: string): string => stderr.replace(/[0-9a-f-]{36}/g, 'ID');
      const seen: string[] = [];
      const signal = (stdout: string, child: ChildProcess): void => {
        if (stdout.endsWith('listens\n')) child.kill('SIGUSR1');
      };
      const code = `
        console.log('listens');
        const timer = setInterval(() => {
          if (require('inspector').url() === undefined) return;
          console.log(new URL(require('inspector').url()).host);
          require('inspector').close();
          clearInterval(timer);
        }, 20);`;
      // One after the other, for they have the same port.
      const alone = await runPlain(node.path, ['-e', code], { onStdout: signal });
      seen.push(normal(alone.stderr));
      const run = await runRecorded(node.path, ['-e', code], { onStdout: signal });
      assert.deepEqual([run.stdout, normal(run.stderr)], [alone.stdout, seen[0]]);
      assert.equal(run.exitCode, alone.exitCode);
    });
  });
}

describe('a capture of stacks', function () {
  this.timeout(120_000);

  it('says where code was written, whose it is, and what runs', async () => {
    const folder = fs.realpathSync(fs.mkdtempSync(path.join(tmpdir(), 'stacks-')));
    try {
      const file = (name: string): string => path.join(folder, name);
      fs.mkdirSync(file('node_modules/waiter'), { recursive: true });
      fs.writeFileSync(
        file('node_modules/waiter/index.js'),
        'exports.call = function call(what) {\n  return [0].map(() => what());\n};\n',
      );
      // Line 5 of what runs was written on line 2, from its first column on.
      const map = { version: 3, sources: ['main.ts'], names: [], mappings: ';;;;AACA' };
      fs.writeFileSync(file('main.js.map'), JSON.stringify(map));
      fs.writeFileSync(
        file('main.js'),
        [
          "const { call } = require('waiter');",
          'function sit() {',
          "  require('fs').writeSync(1, 'sits\\n');",
          '  const cell = new Int32Array(new SharedArrayBuffer(4));',
          'Atomics.wait(cell, 0, 0);',
          '}',
          'call(sit);',
          '//# sourceMappingURL=main.js.map',
        ].join('\n'),
      );
      let sits = false;
      let made: StackCapture | null = null;
      await runRecorded(ownNode.path, [file('main.js')], {
        capturePatienceMs: 30_000,
        onStdout: stdout => (sits = stdout.includes('sits')),
        onUpdate: (_update, child, recorder) => {
          if (!sits || made !== null) return;
          sits = false;
          void recorder
            .captureStacks('a finding')
            .then(capture => (made = capture))
            .finally(() => child.kill('SIGKILL'));
        },
      });
      const { finding, threads } = made as unknown as StackCapture;
      assert.equal(finding, 'a finding');
      const frames = threads.find(each => each.frames !== null)?.frames ?? [];
      const [sit] = frames;
      assert.deepEqual(sit, {
        name: 'sit',
        place: { file: file('main.ts'), line: 2, column: 1 },
        generated: { file: file('main.js'), line: 5, column: 9 },
        origin: 'program',
      });
      assert.deepEqual(
        frames.slice(0, 4).map(({ name, origin }) => `${origin} ${name}`),
        ['program sit', 'library ', 'library call', 'program '],
      );
      assert.equal(frames.at(-1)?.origin, 'runtime');
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('is refused by a program that has started its inspector, which goes on listening', async () => {
    const code = `
      const inspector = require('inspector');
      inspector.open(0);
      require('fs').writeSync(1, 'listens\\n');
      process.stdin.once('end', () => process.exit(inspector.url() === undefined ? 1 : 0)).resume();`;
    let listens = false;
    let made: StackCapture | null = null;
    const run = await runRecorded(ownNode.path, ['-e', code], {
      onStdout: stdout => (listens = stdout.includes('listens')),
      onUpdate: (_update, child, recorder) => {
        if (!listens || made !== null) return;
        listens = false;
        void recorder
          .captureStacks(null)
          .then(capture => (made = capture))
          .finally(() => child.stdin?.end());
      },
    });
    const whys = (made as unknown as StackCapture).threads.map(({ why }) => why ?? '');
    assert.ok(whys.some(why => why.includes('its inspector was started')));
    assert.equal(run.exitCode, 0);
    assert.match(run.stderr, /^Debugger listening on ws:\S+\nFor help, see: \S+\n$/);
  });

  it('is in the trace, and in a recording that was kept', async () => {
    const folder = fs.mkdtempSync(path.join(tmpdir(), 'stacks-'));
    try {
      const file = path.join(folder, 'run.tvrec');
      let live: unknown;
      const { capture: made } = await capture(ownNode.path, ['idle', 'spin'], {
        keep: { file, maxBytes: 1e9, title: 'stacks', programFile: program, command: ['node'] },
        beforeDisposal: async recorder => {
          live = await recorder.ask({ name: 'captures', argument: { after: 0 } });
          assert.deepEqual(await recorder.ask({ name: 'captures', argument: { after: 1 } }), []);
        },
      });
      assert.deepEqual(live, [made]);
      const kept = await KeptTrace.open(file).ask({ name: 'captures', argument: { after: 0 } });
      assert.deepEqual(kept, [made]);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('takes no answer from others', async () => {
    for (const text of ['not an answer', `${'0'.repeat(32)}\n{"threadId":0,"frames":[]}\n{"end":true}\n`]) {
      let isThere = false;
      const captured = await capture(ownNode.path, ['io'], {
        capturePatienceMs: 300,
        beforeCapture: (recorder: Recorder, pid: number) => {
          fs.writeFileSync(path.join(recorder.endpoint.folder, answerFileName(pid, 1)), text);
          isThere = true;
        },
      });
      assert.ok(isThere);
      assert.equal(threadIn(captured, 'main').frames, null);
    }
  });
});
