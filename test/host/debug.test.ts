import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import {
  breakAt,
  carryOn,
  debug,
  Heard,
  lineInMain,
  lineInWorker,
  program,
  stopsOf,
  until,
} from './debugging.ts';
import { api, currentRun, open, setSetting, tidyUp, writeProgram } from './support.ts';

describe('debugging', () => {
  let heard: Heard;
  beforeEach(() => {
    heard = new Heard(['pwa-node', 'debugpy']);
  });
  afterEach(async function () {
    this.timeout(60_000);
    await vscode.debug.stopDebugging();
    await until('no session is left', () => heard.isOver);
    heard.dispose();
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await setSetting('debug.always', undefined);
    await tidyUp();
  });

  it('shows which thread stands at which breakpoint, and since when', async function () {
    this.timeout(120_000);
    const file = writeProgram('stops.mjs', program);
    breakAt(file, lineInMain, lineInWorker);
    await debug({ program: file, threadView: true });

    const inWorker = await heard.stop(0);
    const run = await currentRun();
    assert.equal(run.view.title, 'stops.mjs');
    assert.equal(run.view.status, 'running');
    const state = (name: string) => run.threads.find(each => each.name === name);
    await until('the Worker is blocked', () => state('helper')?.cause === 'breakpoint, stops.mjs:10');
    assert.equal(state('helper')?.state, 'blocked');
    assert.equal(state('main')?.cause?.startsWith('breakpoint') ?? false, false);
    // The OS is looked at meanwhile, and says that the thread stands.
    await delay(300);
    assert.equal(state('helper')?.cause, 'breakpoint, stops.mjs:10');
    await carryOn(inWorker);

    const inMain = await heard.stop(1);
    await until('the main thread is blocked', () => state('main')?.cause === 'breakpoint, stops.mjs:5');
    await carryOn(inMain);
    await run.over;
    assert.equal(run.view.status, 'ended');
    assert.equal(run.view.exitCode, 0);
    assert.deepEqual(
      run.threads.map(each => [each.name, each.outcome]),
      [
        ['main', 'finished'],
        ['helper', 'finished'],
      ],
    );
    assert.deepEqual(await stopsOf(run, 'helper', /breakpoint/), ['blocked told breakpoint, stops.mjs:10']);
    assert.deepEqual(await stopsOf(run, 'main', /breakpoint/), ['blocked told breakpoint, stops.mjs:5']);
    assert.equal(heard.output, 'sum 45\n');
  });

  it('changes nothing of what the program prints, or of how it ends', async function () {
    this.timeout(120_000);
    const file = writeProgram('alike.mjs', program);
    const outputs: string[] = [];
    for (const threadView of [false, true]) {
      heard.output = '';
      await debug({ program: file, threadView });
      await until('it is over', () => heard.output !== '' && heard.isOver);
      outputs.push(heard.output);
      const run = (await api()).runs().find(each => each.view.title === 'alike.mjs');
      // Only the second one is seen.
      assert.equal(run !== undefined, threadView);
      await run?.over;
      if (run !== undefined) assert.equal(run.view.exitCode, 0);
    }
    assert.deepEqual(outputs, ['sum 45\n', 'sum 45\n']);
    const [without, withIt] = heard.environments.filter(each => each !== undefined);
    assert.doesNotMatch(JSON.stringify(without), /probe-node/);
    assert.match(JSON.stringify(withIt), /probe-node/);
  });

  it('is watched without being asked where the setting says so, and not where a configuration says no', async function () {
    this.timeout(120_000);
    const file = writeProgram('always.mjs', program);
    await setSetting('debug.always', true);
    const count = async () => (await api()).runs().length;
    const before = await count();
    await debug({ program: file, threadView: false });
    await until('it is over', () => heard.output !== '' && heard.isOver);
    assert.equal(await count(), before);
    await debug({ program: file });
    const run = await currentRun();
    assert.equal(run.view.title, 'always.mjs');
    await run.over;
    assert.equal(run.threads.length, 2);
  });

  it('debugs the current file as it would be run, and again', async function () {
    this.timeout(120_000);
    const file = writeProgram(
      'current.mjs',
      `const text = process.argv.slice(2).join() + process.cwd() + process.env.FROM_SETTINGS;
console.log(text);
`,
    );
    breakAt(file, 2);
    await setSetting('arguments', ['one', 'two words']);
    await setSetting('environment', { FROM_SETTINGS: 'yes' });
    await setSetting('cwd', '/');
    await open(file);
    await vscode.commands.executeCommand('thread-view.debugCurrentFile');
    const stop = await heard.stop(0);
    const { stackFrames } = (await stop.session.customRequest('stackTrace', {
      threadId: stop.threadId,
      levels: 1,
    })) as { stackFrames: [{ id: number }] };
    const evaluated = (await stop.session.customRequest('evaluate', {
      expression: 'text',
      frameId: stackFrames[0].id,
    })) as { result: string };
    assert.equal(evaluated.result, "'one,two words/yes'");
    const first = await currentRun();
    assert.equal(first.view.title, 'current.mjs');
    await until('it is blocked', () => first.threads[0]?.cause === 'breakpoint, current.mjs:2');
    await carryOn(stop);
    await first.over;

    await vscode.commands.executeCommand('thread-view.runAgain');
    await heard.stop(1);
    const second = await currentRun();
    assert.notEqual(second.id, first.id);
    // Ends the session, and with it the program that stands.
    await vscode.commands.executeCommand('thread-view.stop');
    assert.equal(second.view.status, 'ended');
    await until('the session is over', () => heard.isOver);
    await until('its process is over', () => second.threads[0]?.outcome === 'killed');
  });

  it('follows steps', async function () {
    this.timeout(120_000);
    const file = writeProgram('steps.mjs', `let a = 1;\na += 1;\na += 2;\nconsole.log(a);\n`);
    breakAt(file, 2);
    await debug({ program: file, threadView: true });
    await heard.stop(0);
    const run = await currentRun();
    const cause = () => run.threads[0]?.cause;
    await until('it stands at the breakpoint', () => cause() === 'breakpoint, steps.mjs:2');
    for (const line of [3, 4]) {
      const { session, threadId } = await heard.stop(line - 3);
      await session.customRequest('next', { threadId });
      await until(`it stands on line ${line}`, () => cause()?.endsWith(`steps.mjs:${line}`) === true);
    }
    await carryOn(await heard.stop(2));
    await run.over;
    assert.deepEqual(await stopsOf(run, 'main', /steps/), [
      'blocked told breakpoint, steps.mjs:2',
      'blocked told stopped in the debugger after a step, steps.mjs:3',
      'blocked told stopped in the debugger after a step, steps.mjs:4',
    ]);
    assert.equal(heard.output, '4\n');
  });

  it('knows the threads of child processes apart', async function () {
    this.timeout(120_000);
    const child = writeProgram('child.cjs', `const own = 7;\nprocess.exitCode = own - 7;\n`);
    const file = writeProgram(
      'parent.cjs',
      `require('node:child_process').fork(${JSON.stringify(child)}).on('exit', code => console.log('exit', code));\n`,
    );
    breakAt(child, 2);
    await debug({ program: file, threadView: true });
    const stop = await heard.stop(0);
    const run = await currentRun();
    const causes = async () => {
      const { processes, threads } = await run.snapshot();
      const mains = threads.filter(thread => thread.isMain);
      return mains.map(({ process, cause }) => [processes.find(each => each.key === process)?.title, cause]);
    };
    await until('the child stands', async () =>
      JSON.stringify(await causes()).includes('["child.cjs","breakpoint, child.cjs:2"]'),
    );
    assert.doesNotMatch(JSON.stringify(await causes()), /"parent.cjs","breakpoint/);
    await carryOn(stop);
    await run.over;
    assert.equal(heard.output, 'exit 0\n');
  });

  it('says of a program that cannot be started why', async function () {
    this.timeout(120_000);
    // VS Code's own message about it is one that nobody answers here.
    void debug({ program: '/nowhere.mjs', runtimeExecutable: '/nowhere/node', threadView: true }).catch(
      () => undefined,
    );
    await until('the run is known', async () => (await api()).currentRun()?.view.title === 'nowhere.mjs');
    const run = await currentRun();
    await run.over;
    assert.equal(run.view.status, 'failed');
    assert.match(run.view.failure?.message ?? '', /nowhere\.mjs could not be started: .*\/nowhere\/node/);
  });
});
