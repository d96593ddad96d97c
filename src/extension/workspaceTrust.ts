import * as vscode from 'vscode';
import { ownTaskType } from './taskRunner.ts';

/**
 * Asks for trust with VS Code's own prompt where the workspace has none yet.
 * @returns whether code of this workspace may be run
 */
export async function ensureTrust(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  // There is no stable way to ask directly. Listing tasks asks first, and of this type there are none to list.
  await vscode.tasks.fetchTasks({ type: ownTaskType });
  // The answer is there before the event about it.
  if (isTrustedNow()) return true;

  const manage = vscode.l10n.t('Manage Workspace Trust');
  const message = vscode.l10n.t(
    'Thread View runs the code of this workspace, so it does nothing until you trust the workspace.',
  );
  void vscode.window.showWarningMessage(message, manage).then(async choice => {
    if (choice === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  });
  return false;
}

/** Apart, because TypeScript believes that the answer cannot change between two looks. */
function isTrustedNow(): boolean {
  return vscode.workspace.isTrusted;
}
