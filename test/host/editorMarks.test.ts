import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { open, run, setSetting, tidyUp, until, workspaceFile, writeProgram } from './support.ts';

const program = `import { Worker, isMainThread, workerData } from 'node:worker_threads';
const turn = new Int32Array(workerData ?? new SharedArrayBuffer(4));
if (isMainThread) for (let i = 0; i < 2; i++) new Worker(new URL(import.meta.url), { workerData: turn.buffer });
else Atomics.wait(turn, 0, 0); // for ever
`;
/** From 0. */
const waitLine = 3;

describe('the list at a line on which threads wait', () => {
  afterEach(async () => {
    await setSetting('editor.notes', undefined);
    await setSetting('editor.gutter', undefined);
    await tidyUp();
  });

  /** What hovers say there of threads. */
  async function hover(line: number, character: number): Promise<vscode.MarkdownString[]> {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      vscode.Uri.file(workspaceFile('waits.mjs')),
      new vscode.Position(line, character),
    );
    return hovers
      .flatMap(each => each.contents)
      .filter(
        (each): each is vscode.MarkdownString =>
          each instanceof vscode.MarkdownString && each.value.includes('blocked since'),
      );
  }

  const lineEnd = (line: number) => program.split('\n')[line]?.length ?? 0;
  const isListed = async (line: number) => (await hover(line, lineEnd(line))).length === 1;

  it('is behind its end, names who is there, and trusts our own command alone', async () => {
    await run(writeProgram('waits.mjs', program));
    await until('the list is there', () => isListed(waitLine));
    const [text] = await hover(waitLine, lineEnd(waitLine));
    const lines = (text?.value ?? '').split('\n').sort();
    assert.equal(lines.length, 2);
    for (const [index, line] of lines.entries()) {
      const link = `command:thread-view.revealThread?%5B%22t${index + 1}%22%5D`;
      assert.ok(line.startsWith(`- [waits \\#${index + 1}](${link} "`), line);
      assert.match(line, /"\) blocked since [\d\\.]+ s: Atomics\\\.wait on /);
    }
    assert.deepEqual(text?.isTrusted, { enabledCommands: ['thread-view.revealThread'] });
    assert.deepEqual(await hover(waitLine, 8), [], 'the code of the line has hovers of its own');
    assert.deepEqual(await hover(0, lineEnd(0)), []);
  });

  it('is anywhere in the line without notes, and nowhere without any marks', async () => {
    await run(writeProgram('waits.mjs', program));
    await until('the list is there', () => isListed(waitLine));
    await setSetting('editor.notes', false);
    assert.equal((await hover(waitLine, 8)).length, 1);
    await setSetting('editor.gutter', false);
    assert.deepEqual(await hover(waitLine, lineEnd(waitLine)), []);
  });

  it('follows its line, goes when that is changed, and goes with the run', async () => {
    const current = await run(writeProgram('waits.mjs', program));
    await until('the list is there', () => isListed(waitLine));
    const editor = await open(workspaceFile('waits.mjs'));
    await editor.edit(edit => edit.insert(new vscode.Position(0, 0), '// one\n'));
    assert.equal((await hover(waitLine + 1, lineEnd(waitLine))).length, 1);
    await editor.edit(edit => edit.insert(new vscode.Position(waitLine + 1, 0), ' '));
    assert.deepEqual(await hover(waitLine + 1, lineEnd(waitLine) + 1), []);
    await vscode.commands.executeCommand('workbench.action.files.revert');

    await vscode.commands.executeCommand('thread-view.stop');
    await current.over;
    assert.deepEqual(await hover(waitLine, lineEnd(waitLine)), []);
  });
});
