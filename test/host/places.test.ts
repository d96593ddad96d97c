import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { NotedNotices } from './notices.ts';
import { api, extension, run, tidyUp, workspaceFile } from './support.ts';

/** Files that lie on no disk, as those of a virtual workspace. */
class VirtualFiles implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  readonly #text = new TextEncoder().encode('console.log(1);\n');

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }
  stat(): vscode.FileStat {
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: this.#text.length };
  }
  readFile(): Uint8Array {
    return this.#text;
  }
  readDirectory(): [string, vscode.FileType][] {
    return [];
  }
  createDirectory = readOnly;
  writeFile = readOnly;
  delete = readOnly;
  rename = readOnly;
}

function readOnly(): never {
  throw vscode.FileSystemError.NoPermissions();
}

describe('where the extension runs', () => {
  let notices: NotedNotices;
  beforeEach(() => (notices = new NotedNotices()));
  afterEach(async () => {
    notices.dispose();
    await tidyUp();
  });

  it('is where the files are: WSL, SSH, a container, Codespaces', () => {
    const { extensionKind } = extension().packageJSON as { extensionKind: string[] };
    assert.deepEqual(extensionKind, ['workspace']);
  });

  it('is no virtual workspace: Run Current File says why', async () => {
    const before = (await api()).currentRun();
    const registered = vscode.workspace.registerFileSystemProvider('threadviewtest', new VirtualFiles(), {
      isReadonly: true,
    });
    try {
      const uri = vscode.Uri.parse('threadviewtest:/folder/virtual.mjs');
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
      await vscode.commands.executeCommand('thread-view.runCurrentFile');
      await vscode.commands.executeCommand('thread-view.runCurrentFile', uri);
    } finally {
      registered.dispose();
    }
    assert.equal((await api()).currentRun(), before);
    assert.equal(notices.texts.length, 2);
    for (const text of notices.texts)
      assert.match(
        text,
        /^\/folder\/virtual\.mjs is not a file on a disk \(threadviewtest:\).*virtual workspace/,
      );
  });

  it('says nothing that it was not asked for, from the start of a run to its end', async () => {
    for (const name of ['hello.mjs', 'crash.mjs', 'terminate.mjs'])
      await (
        await run(workspaceFile(name))
      ).over;
    assert.deepEqual(notices.texts, []);
  });
});
