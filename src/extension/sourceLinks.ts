import * as vscode from 'vscode';
import { filePath } from '../engine/files.ts';
import type { SourcePlace } from '../protocol/words.ts';

/**
 * Opens the place in an editor that does not cover the panel, with the caret on it.
 * @param panelColumn where the panel is
 */
export async function openPlace(
  place: SourcePlace,
  panelColumn: vscode.ViewColumn | undefined,
): Promise<void> {
  const file = filePath(place.file);
  if (file === null) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} is not a file on disk, so there is nothing to open.', place.file),
    );
    return;
  }
  let document: vscode.TextDocument;
  try {
    document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  } catch {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('{0} does not exist any more or cannot be read.', file),
    );
    return;
  }
  // The file may have changed since: what is left of the place is better than an error.
  const position = document.validatePosition(
    new vscode.Position(Math.max(0, place.line - 1), Math.max(0, place.column - 1)),
  );
  const selection = new vscode.Range(position, position);
  await vscode.window.showTextDocument(document, {
    viewColumn: columnFor(document, panelColumn),
    selection,
  });
}

/**
 * As VS Code names the file: on Windows, with the drive in lower case.
 * @param file as a runtime names it
 * @returns `null` for what is on no disk
 */
export function pathOf(file: string): string | null {
  const path = filePath(file);
  return path === null ? null : vscode.Uri.file(path).fsPath;
}

/** Where the file is shown already, else the first group without the panel, else a new one beside it. */
function columnFor(
  document: vscode.TextDocument,
  panelColumn: vscode.ViewColumn | undefined,
): vscode.ViewColumn {
  const shown = vscode.window.visibleTextEditors.find(each => each.document === document)?.viewColumn;
  if (shown !== undefined) return shown;
  const free = vscode.window.tabGroups.all.find(group => group.viewColumn !== panelColumn)?.viewColumn;
  return free ?? vscode.ViewColumn.Beside;
}
