import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { open, run, setSetting, tidyUp, until, workspaceFile } from './support.ts';

describe('the lens above a line that makes threads', function () {
  // The program computes on all cores, which others may want, too.
  this.timeout(90_000);

  afterEach(async () => {
    await setSetting('codeLens', undefined);
    await tidyUp();
  });

  async function lenses(): Promise<{ line: number; title: string; command: string }[]> {
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      vscode.Uri.file(workspaceFile('primes.mjs')),
      100,
    );
    return found
      .filter(lens => lens.command?.command === 'thread-view.revealThread')
      .map(lens => ({
        line: lens.range.start.line,
        title: lens.command?.title ?? '',
        command: lens.command?.command ?? '',
      }));
  }

  it('says how many, what became of them, how long they were busy, and follows its line', async () => {
    const current = await run(workspaceFile('primes.mjs'));
    await current.over;
    const worker = current.threads.find(thread => !thread.isMain);
    const line = (worker?.createdAt?.line ?? NaN) - 1;
    await until('the lens is there', async () => (await lenses()).length === 1);
    const [lens] = await lenses();
    assert.equal(lens?.line, line);
    assert.match(lens.title, /^4 threads · 4 finished · [\d.]+ m?s busy$/);

    const editor = await open(workspaceFile('primes.mjs'));
    await editor.edit(edit => edit.insert(new vscode.Position(0, 0), '// one\n// two\n'));
    assert.deepEqual(
      (await lenses()).map(each => each.line),
      [line + 2],
    );
    await editor.edit(edit => edit.insert(new vscode.Position(line + 2, 0), ' '));
    assert.deepEqual(await lenses(), [], 'the line is another one now');
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('is not there when it is switched off', async () => {
    await setSetting('codeLens', false);
    const current = await run(workspaceFile('primes.mjs'));
    await current.over;
    assert.deepEqual(await lenses(), []);
    await setSetting('codeLens', undefined);
    await until('the lens is there', async () => (await lenses()).length === 1);
  });
});
