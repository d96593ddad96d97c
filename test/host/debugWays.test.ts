import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { skip } from '../vscode/skip.ts';
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
import { api, currentRun, extension, open, setSetting, tidyUp, writeProgram } from './support.ts';

const titled = async (title: string) => (await api()).runs().filter(run => run.view.title === title);

describe('ways to debug', () => {
  let heard: Heard;
  beforeEach(() => {
    heard = new Heard(['pwa-node', 'node-terminal']);
  });
  afterEach(async function () {
    this.timeout(60_000);
    await vscode.debug.stopDebugging();
    await until('no session is left', () => heard.isOver);
    heard.dispose();
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await tidyUp();
  });

  it('goes on with the new program when the debugger begins it anew in the same session', async function () {
    this.timeout(120_000);
    const file = writeProgram('anew.mjs', program);
    breakAt(file, lineInMain);
    await debug({ program: file, threadView: true });
    await heard.stop(0);
    const run = await currentRun();
    const causes = () => run.threads.filter(each => each.isMain).map(each => each.cause);
    await until('main stands', () => causes()[0] === 'breakpoint, anew.mjs:5');

    await vscode.commands.executeCommand('workbench.action.debug.restart');
    const stop = await heard.stop(1);
    await until('that of the new one stands', () => causes()[1] === 'breakpoint, anew.mjs:5');
    assert.deepEqual(await titled('anew.mjs'), [run]);
    assert.equal(run.view.status, 'running');
    await carryOn(stop);
    await run.over;
    assert.equal(run.view.status, 'ended');
    assert.equal(run.view.exitCode, 0);
    assert.deepEqual(
      run.threads.filter(each => each.isMain).map(each => each.outcome),
      ['killed', 'finished'],
    );
  });

  it('debugs a command in a terminal', async function () {
    this.timeout(120_000);
    const file = writeProgram('typed.mjs', program);
    breakAt(file, lineInWorker);
    await debug({
      type: 'node-terminal',
      name: 'a command',
      command: `node ${path.basename(file)}`,
      threadView: true,
    });
    const stop = await heard.stop(0);
    const run = await currentRun();
    assert.equal(run.view.title, 'a command');
    const helper = () => run.threads.find(each => each.name === 'helper');
    await until('the Worker is blocked', () => helper()?.cause === 'breakpoint, typed.mjs:10');
    await carryOn(stop);
    await until('the program has ended', () => run.threads.every(each => each.outcome === 'finished'));
    assert.deepEqual(await stopsOf(run, 'helper', /breakpoint/), ['blocked told breakpoint, typed.mjs:10']);
    assert.equal(run.threads.length, 2);
  });

  it('knows the Workers of a child process apart', async function () {
    this.timeout(120_000);
    const child = writeProgram('grandchild.mjs', program);
    const file = writeProgram(
      'grandparent.mjs',
      `import { fork } from 'node:child_process';
fork(${JSON.stringify(child)});
${program.replaceAll('import.meta.url', `'file://' + ${JSON.stringify(child)}`).replaceAll('helper', 'own')}`,
    );
    breakAt(child, lineInWorker);
    await debug({ program: file, threadView: true });
    const stops = [await heard.stop(0), await heard.stop(1)];
    const run = await currentRun();
    const standing = () => run.threads.filter(each => each.cause === 'breakpoint, grandchild.mjs:10');
    await until('both Workers stand', () => standing().length === 2);
    assert.deepEqual(
      standing()
        .map(each => each.name)
        .sort(),
      ['helper', 'own'],
    );
    for (const stop of stops) await carryOn(stop);
    await run.over;
    assert.ok(run.threads.every(each => each.outcome === 'finished'));
    assert.equal(heard.output, 'sum 45\nsum 45\n');
  });

  it('stops on the lines of TypeScript that Node strips of its types', async function () {
    const node = path.join(extension().extensionPath, '.vscode-test/node-24/node_modules/.bin/node');
    if (!existsSync(node)) skip(this, 'needs Node 24 beside the one of the tests');
    this.timeout(120_000);
    const file = writeProgram(
      'stripped.ts',
      `interface Sum {
  readonly of: number;
}
${program.replace('let sum = 0', 'let sum: number = 0 as Sum["of"]')}`,
    );
    breakAt(file, lineInMain + 3, lineInWorker + 3);
    await setSetting('node.path', node);
    await open(file);
    await vscode.commands.executeCommand('thread-view.debugCurrentFile');
    const inWorker = await heard.stop(0);
    const run = await currentRun();
    await until('the Worker stands', () =>
      run.threads.some(each => each.cause === 'breakpoint, stripped.ts:13'),
    );
    await carryOn(inWorker);
    await carryOn(await heard.stop(1));
    await run.over;
    assert.deepEqual(await stopsOf(run, 'main', /breakpoint/), ['blocked told breakpoint, stripped.ts:8']);
    assert.equal(run.threads.find(each => each.name === 'helper')?.createdAt?.line, 6);
  });

  it('stops on the lines of the source that a source map names', async function () {
    this.timeout(120_000);
    const source = writeProgram('mapped.ts', program);
    const map = {
      version: 3,
      sources: ['mapped.ts'],
      names: [],
      // Two lines of a compiler's own, then line by line.
      mappings: `;;AAAA${';AACA'.repeat(program.split('\n').length)}`,
    };
    const file = writeProgram(
      'mapped.mjs',
      `// made\n// by a compiler\n${program}//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}\n`,
    );
    breakAt(source, lineInMain, lineInWorker);
    await debug({ program: file, threadView: true });
    const inWorker = await heard.stop(0);
    const run = await currentRun();
    await until('the Worker stands', () =>
      run.threads.some(each => each.cause === 'breakpoint, mapped.ts:10'),
    );
    await carryOn(inWorker);
    await carryOn(await heard.stop(1));
    await run.over;
    assert.deepEqual(await stopsOf(run, 'main', /breakpoint/), ['blocked told breakpoint, mapped.ts:5']);
  });
});
