// @ts-check
// No command line of VS Code, desktop or web, runs a command at its start. This extension does, and being
// one of its own it leaves Thread View as it is for its users.
const process = require('node:process');
const vscode = require('vscode');

/** @param {import('vscode').ExtensionContext} context */
exports.activate = async function activate(context) {
  // Once per `npm start`: after a reload of the window the panel shall show what it kept, not a new run.
  const start = process.env.THREAD_VIEW_START ?? '';
  if (context.globalState.get('start') === start) return;
  await context.globalState.update('start', start);

  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) return;
  await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, 'primes.mjs'), { preview: false });
  await vscode.commands.executeCommand('thread-view.runCurrentFile');
};
