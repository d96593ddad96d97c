import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestRun } from '../../src/extension/testApi.ts';
import { skip } from '../vscode/skip.ts';
import { breakAt, carryOn, debug, Heard, until } from './debugging.ts';
import { api, currentRun, open, setSetting, tidyUp, writeProgram } from './support.ts';

/** The helper comes to its line when the main thread is in its \`join\`. */
const program = `import sys, threading, time

def work():
    main = threading.main_thread().ident
    while sys._current_frames()[main].f_code.co_name == '<module>': time.sleep(0.01)
    total = 1
    print('total', total)

def sleep():
    time.sleep(4)

sleeper = threading.Thread(target=sleep, name='sleeper')
sleeper.start()
helper = threading.Thread(target=work, name='helper')
helper.start()
helper.join()
sleeper.join()
`;
const withChild = `import multiprocessing
import threading

def inner():
    total = 1
    total += 1

def work():
    thread = threading.Thread(target=inner, name='inner')
    thread.start()
    thread.join()

if __name__ == '__main__':
    child = multiprocessing.get_context('spawn').Process(target=work)
    child.start()
    child.join()
`;

const launch = { type: 'debugpy', python: '/usr/bin/python3', console: 'internalConsole', threadView: true };

describe('debugging Python', () => {
  let heard: Heard;
  before(function () {
    // Debian's, in a debugger extension of the tests: see run-host.mjs.
    if (vscode.extensions.getExtension('thread-view-tests.python-debugger-of-the-tests') === undefined)
      skip(this, 'needs the Debian package python3-debugpy');
  });
  beforeEach(() => {
    heard = new Heard(['debugpy']);
  });
  afterEach(async function () {
    this.timeout(60_000);
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await vscode.debug.stopDebugging();
    await until('no session is left', () => heard.isOver);
    heard.dispose();
    await setSetting('python.path', undefined);
    await tidyUp();
  });

  it('shows the thread at the breakpoint, and leaves those that wait in their wait', async function () {
    this.timeout(120_000);
    const file = writeProgram('stops.py', program);
    breakAt(file, 6);
    await setSetting('python.path', '/usr/bin/python3');
    await open(file);
    await vscode.commands.executeCommand('thread-view.debugCurrentFile');
    const stop = await heard.stop(0);
    const run = await currentRun();
    const named = (name: string) => run.threads.find(each => each.name === name);
    await until('the helper is blocked', () => named('helper')?.cause === 'breakpoint, stops.py:6');
    assert.equal(named('helper')?.state, 'blocked');
    assert.match(named('sleeper')?.cause ?? '', /^time\.sleep/);
    assert.match(named('main')?.cause ?? '', /^join on helper/);
    await carryOn(stop);
    await run.over;
    assert.equal(run.view.status, 'ended');
    // The debugger's own are folded away, but one that comes from below Python and is not seen being made.
    const made = run.threads.filter(each => each.python?.constructed?.kind !== 'dummy');
    assert.deepEqual(
      made.map(each => each.name),
      ['main', 'sleeper', 'helper'],
    );
    assert.equal(named('helper')?.outcome, 'finished');
    assert.equal(heard.output, '');
  });

  it('shows the threads of child processes, and where they stand', async function () {
    this.timeout(120_000);
    const file = writeProgram('child.py', withChild);
    breakAt(file, 6);
    await debug({ ...launch, program: file, subProcess: true });
    const stop = await heard.stop(0);
    const run = await currentRun();
    const inner = () => run.threads.find(each => each.name === 'inner');
    await until('the thread of the child stands', () => inner()?.cause === 'breakpoint, child.py:6');
    const { processes } = await run.snapshot();
    assert.equal(processes.find(each => each.key === inner()?.process)?.parent, run.threads[0]?.process);
    await carryOn(stop);
    await run.over;
    assert.equal(inner()?.outcome, 'finished');
    assert.equal((await api()).runs().filter(each => each.view.title === 'child.py').length, 1);
  });

  it('is a new run when VS Code begins a session anew', async function () {
    this.timeout(120_000);
    const file = writeProgram('anew.py', program);
    breakAt(file, 6);
    await debug({ ...launch, program: file });
    await heard.stop(0);
    const stands = (run: TestRun) =>
      run.threads.find(each => each.name === 'helper')?.cause === 'breakpoint, anew.py:6';
    const first = await currentRun();
    await until('it stands', () => stands(first));
    await vscode.commands.executeCommand('workbench.action.debug.restart');
    const stop = await heard.stop(1);
    const second = await currentRun();
    assert.notEqual(second.id, first.id);
    assert.equal(first.view.status, 'ended');
    assert.equal((await api()).runs().filter(each => each.view.title === 'anew.py').length, 2);
    await until('the new one stands', () => stands(second));
    await carryOn(stop);
    await second.over;
    assert.equal(second.view.exitCode, 0);
  });
});
