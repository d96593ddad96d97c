// @ts-check
const vscode = require('vscode');

/** @param {import('vscode').ExtensionContext} context */
exports.activate = function activate(context) {
  context.subscriptions.push(
    vscode.debug.registerDebugAdapterDescriptorFactory('debugpy', {
      // The interpreter that has debugpy; Debian's own.
      createDebugAdapterDescriptor: () =>
        new vscode.DebugAdapterExecutable('/usr/bin/python3', ['-m', 'debugpy.adapter']),
    }),
  );
};
