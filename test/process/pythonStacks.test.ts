import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Recorder } from '../../src/engine/recorder.ts';
import type { CapturedThread, FrameVariables, StackCapture } from '../../src/protocol/stacks.ts';
import type { AnsweredThread, StackAnswer } from '../../src/protocol/stackRequests.ts';
import { skip } from '../vscode/skip.ts';
import { programs, runPlain, runRecorded, threadNamed, type Recorded } from './harness.ts';
import { functionsIn, PythonAsker } from './pythonAsker.ts';
import { noPython, ownPython } from './pythons.ts';
import { differences } from './transparency.ts';

const file = path.join(programs, 'python', 'stands.py');
const source = fs.readFileSync(file, 'utf8').split('\n');

interface Stood {
  readonly recorder: Recorder;
  readonly asker: PythonAsker;
  readonly pid: number;
  /** What was printed before it was ready. */
  readonly stdout: string;
}

function python(): string {
  assert.ok(ownPython !== null);
  return ownPython.path;
}

/** Runs `args`, and `ask` once it has printed that it is ready; its input ends when that is done, or as it returns. */
async function whileItStands(
  args: readonly string[],
  ask: (stood: Stood) => Promise<unknown>,
): Promise<Recorded> {
  const asked: Promise<unknown>[] = [];
  let asker: PythonAsker | null = null;
  let recording: Recorder | null = null;
  let stdout = '';
  const begin = (child: { readonly pid?: number | undefined; stdin: NodeJS.WritableStream | null }): void => {
    if (
      asked.length > 0 ||
      asker === null ||
      recording === null ||
      !/^ready$/m.test(stdout) ||
      child.pid === undefined
    )
      return;
    const answered = ask({ recorder: recording, asker, pid: child.pid, stdout });
    asked.push(answered);
    void answered.then(
      input => child.stdin?.end(typeof input === 'string' ? input : ''),
      () => child.stdin?.end(),
    );
  };
  const run = await runRecorded(python(), args, {
    onUpdate: (_, child, recorder) => {
      recording = recorder;
      asker ??= new PythonAsker(recorder.endpoint);
      begin(child);
    },
    onStdout: (text, child) => {
      stdout = text;
      begin(child);
    },
  });
  assert.equal(asked.length, 1, `it was never ready: ${run.stdout}${run.stderr}`);
  await Promise.all(asked);
  return run;
}

function threadIn(answer: StackAnswer | null, name: string): AnsweredThread {
  const found = (answer?.threads ?? []).filter(thread => functionsIn(thread, file).includes(name));
  assert.equal(found.length, 1, `${found.length} threads are in ${name}: ${JSON.stringify(answer)}`);
  return found[0] as AnsweredThread;
}

/** The stacks once the main thread has got to that function: it says that it is ready just before. */
async function stacksIn(
  name: string,
  { asker, pid }: Pick<Stood, 'asker' | 'pid'>,
): Promise<StackAnswer | null> {
  for (;;) {
    const { answer } = await asker.stacks(pid);
    if (answer === null || functionsIn(mainOf(answer), file)[0] === name) return answer;
  }
}

function mainOf(answer: StackAnswer | null): AnsweredThread {
  const found = answer?.threads.find(thread => thread.threadId === 0);
  assert.ok(found !== undefined, JSON.stringify(answer));
  return found;
}

const modes = [
  'spins',
  'in_lock',
  'in_with',
  'in_condition',
  'in_queue',
  'in_sleep',
  'in_join',
  'in_receive',
];
const others = ['in_lock', 'in_with', 'in_condition', 'in_queue', 'in_simple_queue', 'in_sleep', 'in_join'];

describe('stacks of Python', function () {
  this.timeout(120_000);

  before(function () {
    if (ownPython === null) skip(this, noPython);
    if (process.platform !== 'linux') skip(this, 'stacks of Python are asked for on Linux');
  });

  for (const mode of modes) {
    it(`are told of every thread while the main thread is in ${mode}`, async () => {
      let answer: StackAnswer | null = null;
      const run = await whileItStands([file, mode], async ({ asker, pid }) => {
        answer = await stacksIn(mode, { asker, pid });
        // What is asked for twice in a row is there twice.
        for (let time = 0; time < 3; time++) ({ answer } = await asker.stacks(pid));
      });
      assert.equal(functionsIn(mainOf(answer), file).join(), `${mode},main,<module>`);
      for (const name of [...others, 'in_read', 'spins', 'looks_at_itself', 'ends_with_input']) {
        if (name === mode) continue;
        const thread = threadIn(answer, name);
        assert.equal(thread.threadId, threadNamed(run.threads, name).threadId, name);
        assert.equal(thread.moreFrames, 0);
        assert.ok(!thread.frames?.some(frame => frame.file.includes('thread_view')), JSON.stringify(thread));
        const frame = thread.frames?.find(each => each.file === file);
        const lines = source.slice(source.indexOf(`def ${name}():`) + 1);
        const end = lines.findIndex(line => /^\S/.test(line));
        const text = source[(frame?.line ?? 0) - 1] ?? '';
        assert.ok(text !== '' && lines.slice(0, end).includes(text), `${name}: ${text}`);
      }
      assert.deepEqual([run.exitCode, run.stderr, run.stdout], [0, '', 'ready\n']);
    });
  }

  it('are captured with what the kernel says, and where code comes from', async () => {
    const captures: StackCapture[] = [];
    const variables: (FrameVariables | null)[] = [];
    const of = (name: string): CapturedThread => {
      const found = captures.at(-1)?.threads.filter(({ frames }) => frames?.some(each => each.name === name));
      assert.equal(found?.length, 1, `${name}: ${JSON.stringify(captures.at(-1)?.threads)}`);
      return found[0] as CapturedThread;
    };
    const run = await whileItStands([file, 'in_sleep'], async ({ recorder }) => {
      // The main thread says that it is ready just before it sleeps.
      const main = (await recorder.snapshot()).threads.find(({ isMain }) => isMain)?.key;
      const where = () => captures.at(-1)?.threads.find(({ thread }) => thread === main)?.frames?.[0]?.name;
      do captures.push(await recorder.captureStacks(null));
      while (where() !== 'in_sleep');
      const computes = of('spins');
      const frame = computes.frames?.findIndex(each => each.name === 'spins') ?? -1;
      variables.push(await recorder.variables({ thread: computes.thread, frame }));
    });
    const queued = of('in_queue');
    const place = queued.frames?.find(({ name }) => name === 'in_queue');
    assert.deepEqual(
      [place?.place?.file, source[(place?.place?.line ?? 0) - 1]?.trim(), place?.origin],
      [file, 'queue.Queue().get()', 'program'],
    );
    assert.ok(
      queued.frames?.some(
        ({ origin, place: at }) => origin === 'runtime' && /queue\.py$/.test(at?.file ?? ''),
      ),
    );
    assert.equal(queued.native?.call, 'futex');
    assert.match(queued.native.module ?? '', /\//);
    const main = threadNamed(run.threads, 'main').key;
    assert.equal(
      captures.at(-1)?.threads.find(({ thread }) => thread === main)?.frames?.[0]?.name,
      'in_sleep',
    );
    const told = new Map(
      variables[0]?.scopes.flatMap(scope => scope.variables.map(each => [each.name, each.value])),
    );
    assert.equal(told.get('number'), '7');
  });

  it('are told of twenty threads of a pool that compute', async () => {
    await whileItStands([file, 'many_in_pool'], async stood => {
      const answer = await stacksIn('in_lock', stood);
      const spinning = answer?.threads.filter(thread => functionsIn(thread, file)[0] === 'spins');
      assert.equal(spinning?.length, 20);
      assert.deepEqual(functionsIn(mainOf(answer), file), ['in_lock', 'many_in_pool', 'main', '<module>']);
    });
  });

  for (const mode of ['in_loop', 'in_loop_with_signals']) {
    it(`are told while asyncio has nothing to do: ${mode}`, async () => {
      const run = await whileItStands([file, mode], async ({ asker, pid }) => {
        for (let time = 0; time < 3; time++) {
          const { answer, unsent } = await asker.stacks(pid);
          assert.equal(unsent, null);
          assert.ok(mainOf(answer).frames?.some(frame => frame.name.endsWith('run_forever')));
        }
      });
      assert.deepEqual([run.exitCode, run.stderr, run.stdout], [0, '', 'ready\n']);
    });
  }

  for (const mode of ['fork', 'spawn']) {
    it(`are told of the processes that multiprocessing makes by ${mode}`, async () => {
      await whileItStands([file, mode], async ({ asker, pid, stdout }) => {
        const child = Number(/^child (\d+)$/m.exec(stdout)?.[1]);
        threadIn(await stacksIn('in_sleep', { asker, pid: child }), 'in_lock');
        const parents = await asker.stacks(pid);
        threadIn(parents.answer, 'ends_with_input');
      });
    });
  }

  for (const mode of ['in_c', 'in_system']) {
    it(`are told by another thread that is awake where the main thread runs no handler: ${mode}`, async () => {
      await whileItStands([file, mode], async stood => {
        const answer = await stacksIn(mode, stood);
        assert.equal(functionsIn(mainOf(answer), file)[0], mode);
        threadIn(answer, 'wakes_often');
      });
    });
  }

  for (const [mode, words, ending] of [
    ['in_pause', /waits for a signal/, 'pause is over'],
    ['in_sigwait', /waits for a signal/, 'got 10'],
  ] as const) {
    it(`are not asked for when the program would take that for its own signal: ${mode}`, async () => {
      const run = await whileItStands([file, mode], async ({ asker, pid }) => {
        // It says that it is ready just before it is.
        while (!isInCall(pid)) await new Promise(resolve => setTimeout(resolve, 5));
        const { unsent } = await asker.stacks(pid, 200);
        assert.match(unsent ?? '', words);
        assert.ok(isInCall(pid));
        process.kill(pid, 'SIGUSR1');
        await new Promise(resolve => setTimeout(resolve, 300));
      });
      assert.equal(run.stdout, `ready\n${ending}\n`);
    });
  }

  for (const [mode, words] of [
    ['own_wakeup', /set_wakeup_fd/],
    ['own_handler', /handles the signal/],
  ] as const) {
    it(`are not asked for when the program listens itself: ${mode}`, async () => {
      const whys: (string | null | undefined)[] = [];
      const run = await whileItStands([file, mode], async ({ asker, pid, recorder }) => {
        const { unsent } = await asker.stacks(pid, 300);
        assert.match(unsent ?? '', words);
        whys.push(...(await recorder.captureStacks(null)).threads.map(({ why }) => why));
      });
      assert.deepEqual([run.exitCode, run.stderr, run.stdout], [0, '', 'ready\n']);
      assert.ok(
        whys.some(why => words.test(why ?? '')),
        whys.join('\n'),
      );
    });
  }

  it('are asked for again when the program has given the signal back, and it saw nothing', async () => {
    const run = await whileItStands([file, 'own_handler_given_back'], async stood => {
      assert.notEqual(await stacksIn('in_sleep', stood), null);
    });
    const plain = 'Handlers.SIG_DFL True\nTrue Handlers.SIG_DFL\nready\n';
    assert.equal(run.stdout.replace(/<Handlers.SIG_DFL: 0>/g, 'Handlers.SIG_DFL'), plain);
  });

  it('have what is outermost left out when there is too much', async () => {
    await whileItStands([file, 'deep'], async stood => {
      const { frames, moreFrames } = mainOf(await stacksIn('in_sleep', stood));
      assert.equal(frames?.length, 200);
      assert.equal(frames[0]?.name, 'in_sleep');
      assert.ok(moreFrames > 500 && moreFrames < 510, `${moreFrames}`);
    });
  });

  it('are not asked of what a process has become', async () => {
    const run = await whileItStands([file, 'becomes_another'], async ({ asker, pid }) => {
      while (!fs.readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('cat'))
        await new Promise(resolve => setTimeout(resolve, 5));
      const { unsent } = await asker.stacks(pid, 50);
      assert.match(unsent ?? '', /no probe any more/);
      return 'said by cat\n';
    });
    assert.equal(run.stdout, 'ready\nsaid by cat\n');
  });

  it('have variables, of which those of the program’s own classes say no more than that', async () => {
    await whileItStands([file, 'in_sleep'], async ({ asker, pid }) => {
      const answer = await stacksIn('in_sleep', { asker, pid });
      const { threadId } = threadIn(answer, 'spins');
      const frames = threadIn(answer, 'spins').frames ?? [];
      const index = frames.findIndex(frame => frame.name === 'spins');
      const asked = await asker.variables(pid, threadId, index);
      assert.deepEqual(asked.answer?.threads[0]?.scopes, [
        {
          kind: 'local',
          variables: [
            ['number', '7'],
            ['text', `'a "text"'`],
            ['things', `{'list': <list of 3>, 'own': <threading.Thread>}`],
          ],
        },
      ]);
      const own = threadIn(answer, 'looks_at_itself');
      const { answer: refused } = await asker.variables(pid, own.threadId, 0);
      assert.ok(refused !== null);
      assert.equal(refused.threads[0]?.scopes, null);
      assert.match(refused.why ?? '', /would notice/);
      const module = await asker.variables(pid, 0, (mainOf(answer).frames?.length ?? 0) - 1);
      const scope = module.answer?.threads[0]?.scopes?.at(0);
      assert.equal(scope?.kind, 'module');
      assert.ok(
        scope.variables.some(([name, value]) => name === 'in_lock' && value === '<function in_lock>'),
      );
      const gone = await asker.variables(pid, 0, 99);
      assert.match(gone.answer?.why ?? '', /no such frame/);
    });
  });

  it('can be asked for fifty times and more without the program noticing', async () => {
    const args = [path.join(programs, 'python', 'exercises.py')];
    const alone = await runPlain(python(), args);
    assert.equal(alone.exitCode, 0, alone.stderr);
    let answers = 0;
    let asking: Promise<void> | null = null;
    const watched = await runRecorded(python(), args, {
      onUpdate: (_, child, recorder) => {
        const asker = new PythonAsker(recorder.endpoint);
        asking ??= (async () => {
          for (let time = 0; time < 60; time++)
            if ((await asker.stacks(child.pid ?? 0, 5000)).answer !== null) answers++;
          child.stdin?.end();
        })();
      },
    });
    assert.equal(differences(alone, watched, false).join('\n'), '');
    assert.ok(answers >= 50, `${answers} answers`);
  });
});

/** Whether the main thread is in a call in which it waits for a signal. */
function isInCall(pid: number): boolean {
  const calls = process.arch === 'x64' ? ['34', '128'] : ['73', '137'];
  return calls.includes(fs.readFileSync(`/proc/${pid}/syscall`, 'utf8').split(' ')[0] ?? '');
}
