import * as vscode from 'vscode';

/** Of this extension, as package.json names it. */
const walkthroughId = 'thread-view.thread-view#see-your-threads';

export async function openWalkthrough(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', walkthroughId, false);
}
