import * as vscode from 'vscode';
import { bundlePaths } from '../engine/bundlePaths.ts';
import { digest } from '../engine/digest.ts';
import { sampleKey } from './commandIds.ts';
import { openPlace } from './sourceLinks.ts';
import { isObject } from './untrusted.ts';

const memoryKey = 'samples';

/** Where samples are kept, and what is remembered of them. */
export type SampleContext = Pick<vscode.ExtensionContext, 'globalStorageUri' | 'globalState'>;

/** The run command and the panels, as far as samples need them. */
export interface SampleRunner {
  readonly panels: { readonly column: vscode.ViewColumn | undefined };
  runCurrentFile(file: vscode.Uri): Promise<void>;
}

/**
 * Opens a sample in the editor and runs it. What is opened is a copy of the user's own, to be edited at will.
 * @param name such as `hello.mjs`; anything may come in a link
 */
export async function runSample(name: unknown, context: SampleContext, runner: SampleRunner): Promise<void> {
  const shipped = shippedSample(name);
  const file = shipped === null ? null : await ownCopy(shipped, context);
  if (shipped === null || file === null) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('There is no sample of this name: {0}', String(name)),
    );
    return;
  }
  await openPlace({ file: file.fsPath, line: 1, column: 1 }, runner.panels.column);
  void vscode.commands.executeCommand('setContext', sampleKey(shipped.name), true);
  await runner.runCurrentFile(file);
}

interface ShippedSample {
  readonly name: string;
  readonly uri: vscode.Uri;
}

/** @returns `null` for what cannot be a sample's name: a path, for one */
function shippedSample(name: unknown): ShippedSample | null {
  if (typeof name !== 'string' || !/^[\w-]+\.(mjs|py)$/.test(name)) return null;
  const folder = vscode.Uri.file(bundlePaths.samples);
  return { name, uri: vscode.Uri.joinPath(folder, name.endsWith('.py') ? 'python' : '', name) };
}

/**
 * The user's copy; made when it is not there, and made anew when a newer version brings another text and the user
 * has not edited the one before. What the user wrote is never written over.
 * @returns `null` when there is no such sample
 */
async function ownCopy({ name, uri }: ShippedSample, context: SampleContext): Promise<vscode.Uri | null> {
  const text = await read(uri);
  if (text === null) return null;
  const file = vscode.Uri.joinPath(context.globalStorageUri, 'samples', name);
  const own = await read(file);
  const copied = copiedTexts(context.globalState);
  if (own !== null && digest(own) !== copied[name]) return file;
  if (own === null || digest(own) !== digest(text)) {
    await vscode.workspace.fs.writeFile(file, text);
    await context.globalState.update(memoryKey, { ...copied, [name]: digest(text) });
  }
  return file;
}

async function read(uri: vscode.Uri): Promise<Uint8Array | null> {
  try {
    return await vscode.workspace.fs.readFile(uri);
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return null;
    throw error;
  }
}

/** Of each sample, by which text the user's copy was made. */
function copiedTexts(memory: vscode.Memento): Readonly<Record<string, unknown>> {
  const value = memory.get<unknown>(memoryKey);
  return isObject(value) ? value : {};
}
