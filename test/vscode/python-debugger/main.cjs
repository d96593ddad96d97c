// @ts-check
const vscode = require('vscode');

/** @param {import('vscode').ExtensionContext} context */
exports.activate = function activate(context) {
  context.subscriptions.push(
    vscode.debug.registerDebugAdapterDescriptorFactory('debugpy', {
      // The adapter that has a child process already; else one of the interpreter that has debugpy, Debian's own.
      createDebugAdapterDescriptor: ({ configuration: { connect } }) =>
        connect === undefined
          ? new vscode.DebugAdapterExecutable('/usr/bin/python3', ['-m', 'debugpy.adapter'])
          : new vscode.DebugAdapterServer(connect.port, connect.host),
    }),
    // As the extension Python Debugger does: child processes are sessions of their own.
    vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
      if (event !== 'debugpyAttach' || session.type !== 'debugpy') return;
      void vscode.debug.startDebugging(
        session.workspaceFolder,
        { ...body, type: session.type },
        { parentSession: session },
      );
    }),
  );
};
