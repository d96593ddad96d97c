import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openVSCode } from '../vscode/browser.ts';
import type { VSCodeWindow } from '../vscode/browser.ts';
import { root } from '../vscode/install.mjs';
import { removeFolder, temporaryFolder } from '../vscode/server.mjs';

/** Makes a Worker of the name that it reads, line by line. */
const program = `
const { Worker, isMainThread } = require('node:worker_threads');
if (isMainThread) {
  process.stdin.setEncoding('utf8').on('data', text => new Worker(__filename, { name: text.trim() }));
  process.stdin.on('end', () => process.exit());
} else setInterval(() => undefined, 1000);
`;

describe('a window that is attached to a program', function () {
  this.timeout(180_000);
  let vscode: VSCodeWindow;
  let folder: string;
  let outside: ChildProcess;

  beforeEach(() => {
    folder = path.join(temporaryFolder('e2e'), 'workspace');
    mkdirSync(folder);
    const file = path.join(folder, 'outside.cjs');
    writeFileSync(file, program);
    const cli = path.join(root, 'dist', 'cli.cjs');
    outside = spawn(process.execPath, [cli, 'run', '--attachable', file], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
  });
  afterEach(async function () {
    try {
      if (this.currentTest?.state === 'failed') await vscode.screenshot('failed-attached-reload');
    } finally {
      await vscode.close();
      await endProgram();
      removeFolder(path.dirname(folder));
    }
  });

  async function endProgram(): Promise<void> {
    if (outside.exitCode !== null) return;
    const ended = once(outside, 'exit');
    outside.stdin?.end();
    await ended;
  }

  async function attach(): Promise<void> {
    const entry = vscode.page.locator('.quick-input-list .monaco-list-row', { hasText: 'outside.cjs' });
    await vscode.runCommand('Thread View: Attach to a Running Program…');
    await entry.first().click({ timeout: 20_000 });
  }

  const rowIn = async (name: string) =>
    (await vscode.webviewFrame({ timeoutMs: 40_000 }))
      .locator('[role=treeitem]', { hasText: name })
      .first()
      .waitFor({ timeout: 30_000 });

  it('is attached to it again after a reload, and says that it is gone when it has ended', async () => {
    vscode = await openVSCode({ vsix: path.join(root, 'out/thread-view.vsix'), folder });
    await attach();
    outside.stdin?.write('before\n');
    await rowIn('before');

    await vscode.reload();
    await rowIn('before');
    outside.stdin?.write('after\n');
    await rowIn('after');
    await (await vscode.webviewFrame()).getByRole('button', { name: 'Detach' }).waitFor();

    await endProgram();
    await (
      await vscode.webviewFrame()
    )
      .locator('.run-status', { hasText: /exit 0/ })
      .waitFor({ timeout: 30_000 });
    await vscode.reload();
    await (await vscode.webviewFrame({ timeoutMs: 40_000 })).getByText('This run is gone').first().waitFor();
  });
});
