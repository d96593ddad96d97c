import * as vscode from 'vscode';
import { fileKind } from '../engine/launchPlan.ts';
import type { FileTarget } from './filePrograms.ts';

/**
 * Finds out which file "Run Current File" means, and saves it: what runs is what is on disk.
 * @param resource what a menu was opened on; without it, the active editor's file
 * @returns `null` when there is none to run; the user has been told why
 */
export async function runTarget(resource: unknown): Promise<FileTarget | null> {
  const named = resource instanceof vscode.Uri ? resource : currentUri();
  if (named === null) return refuse(vscode.l10n.t('Open a JavaScript, TypeScript or Python file to run it.'));

  const file = named.scheme === 'untitled' ? await saveUntitled(named) : named;
  if (file === null) return null;
  if (file.scheme !== 'file') {
    return refuse(
      vscode.l10n.t(
        '{0} is not a file on a disk ({1}), so it cannot be run: no program can start in a virtual workspace. Open a copy of it that is on a disk.',
        file.path,
        `${file.scheme}:`,
      ),
    );
  }
  if (fileKind(file.fsPath) === null) {
    return refuse(
      vscode.l10n.t(
        '{0} cannot be run: Thread View runs JavaScript, TypeScript and Python files (.js .mjs .cjs .ts .mts .cts .py).',
        vscode.workspace.asRelativePath(file),
      ),
    );
  }
  return (await save(file)) ? { file, folder: vscode.workspace.getWorkspaceFolder(file) } : null;
}

/** The last editor that had the focus counts, also while the panel or a terminal has it. */
function currentUri(): vscode.Uri | null {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  const editor = activeTextEditor ?? (visibleTextEditors.length === 1 ? visibleTextEditors[0] : undefined);
  return editor?.document.uri ?? null;
}

async function saveUntitled(uri: vscode.Uri): Promise<vscode.Uri | null> {
  const saveIt = vscode.l10n.t('Save As…');
  const message = vscode.l10n.t('A file must be on disk to be run.');
  if ((await vscode.window.showWarningMessage(message, saveIt)) !== saveIt) return null;
  return (await vscode.workspace.saveAs(uri)) ?? null;
}

async function save(file: vscode.Uri): Promise<boolean> {
  const document = vscode.workspace.textDocuments.find(each => each.uri.toString() === file.toString());
  if (document === undefined || !document.isDirty || (await document.save())) return true;
  refuse(vscode.l10n.t('{0} could not be saved, so it was not run.', vscode.workspace.asRelativePath(file)));
  return false;
}

function refuse(message: string): null {
  void vscode.window.showWarningMessage(message);
  return null;
}
