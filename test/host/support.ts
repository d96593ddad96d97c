import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { TestApi, TestRun } from '../../src/extension/testApi.ts';

/** What the tests inside VS Code share. The workspace is a copy of the samples, to be written into at will. */

export const extensionId = 'thread-view.thread-view';

export function extension(): vscode.Extension<TestApi> {
  const found = vscode.extensions.getExtension<TestApi>(extensionId);
  assert.ok(found, 'the extension is not installed');
  return found;
}

export async function api(): Promise<TestApi> {
  return extension().activate();
}

export function workspaceFile(name: string): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return path.join(folder.uri.fsPath, name);
}

/** Writes a program into the workspace; it is taken away by {@link tidyUp}. */
export function writeProgram(name: string, text: string): string {
  const file = workspaceFile(name);
  writeFileSync(file, text);
  written.add(file);
  return file;
}

const written = new Set<string>();

export async function open(file: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(vscode.Uri.file(file), { viewColumn: vscode.ViewColumn.One });
}

/** Runs the file as the run button does and waits until the program is up or could not be started. */
export async function run(file: string): Promise<TestRun> {
  await open(file);
  await vscode.commands.executeCommand('thread-view.runCurrentFile');
  return currentRun();
}

export async function currentRun(): Promise<TestRun> {
  const found = (await api()).currentRun();
  assert.ok(found, 'there is no run');
  return found;
}

export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 15_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`It did not happen within ${timeoutMs} ms: ${what}`);
    await delay(25);
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // One that has ended may wait for its parent to take notice.
  if (process.platform !== 'linux') return true;
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'latin1') : '';
  return stat !== '' && !/\) [ZX] /.test(stat);
}

export async function setSetting(name: string, value: unknown): Promise<void> {
  await vscode.workspace
    .getConfiguration('threadView')
    .update(name, value, vscode.ConfigurationTarget.Workspace);
}

/** After each test: nothing runs, nothing is set, nothing is open, no file of the test is left. */
export async function tidyUp(): Promise<void> {
  if (extension().isActive) await vscode.commands.executeCommand('thread-view.stopAll');
  for (const name of ['node.path', 'node.arguments', 'arguments', 'environment', 'cwd'])
    await setSetting(name, undefined);
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  for (const terminal of vscode.window.terminals) terminal.dispose();
  for (const file of written) rmSync(file, { force: true });
  written.clear();
}
