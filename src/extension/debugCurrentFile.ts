import * as vscode from 'vscode';
import { baseName } from '../engine/files.ts';
import type { LaunchPlan } from '../engine/launchPlan.ts';
import { threadViewAttribute } from './debugConfiguration.ts';

/** Where Python's debugger comes from. */
const pythonDebugger = 'ms-python.debugpy';
/** The attribute that says, in a configuration made here, which file it is for. */
export const fileAttribute = '__threadViewFile';

/**
 * Starts a debugger on a file, planned as it would be run.
 * @returns once it runs, or could not be started, of which VS Code tells the user
 */
export async function debugFile(
  file: vscode.Uri,
  folder: vscode.WorkspaceFolder | undefined,
  plan: LaunchPlan,
): Promise<void> {
  const { runtime, runtimeArguments, programArguments, cwd, env } = plan;
  const common = {
    request: 'launch',
    name: vscode.l10n.t('Debug {0} with Thread View', baseName(file.fsPath)),
    program: file.fsPath,
    args: [...programArguments],
    cwd,
    env: { ...env },
    [threadViewAttribute]: runtime.canBeProbed,
    [fileAttribute]: file.toString(),
  };
  if (runtime.language === 'node') {
    const own = {
      type: 'node',
      runtimeExecutable: runtime.command,
      runtimeArgs: [...runtimeArguments],
      // In a terminal this debugger types the whole environment before the program's name. Outside of one it shows
      // what is written, and not only what is logged, where it is asked to.
      console: 'internalConsole',
      outputCapture: 'std',
    };
    await vscode.debug.startDebugging(folder, { ...common, ...own });
    return;
  }
  const type = ['debugpy', 'python'].find(hasDebugger);
  if (type === undefined) {
    await offerPythonDebugger(baseName(file.fsPath));
    return;
  }
  const own = {
    type,
    python: runtime.command,
    pythonArgs: [...runtimeArguments],
    // As when it is run: it may ask for input.
    console: 'integratedTerminal',
  };
  await vscode.debug.startDebugging(folder, { ...common, ...own });
}

function hasDebugger(type: string): boolean {
  return vscode.extensions.all.some(({ packageJSON }) => {
    const { contributes } = packageJSON as { contributes?: { debuggers?: unknown } };
    const debuggers: unknown = contributes?.debuggers;
    if (!Array.isArray(debuggers)) return false;
    return (debuggers as readonly unknown[]).some(
      each => typeof each === 'object' && each !== null && 'type' in each && each.type === type,
    );
  });
}

async function offerPythonDebugger(name: string): Promise<void> {
  const show = vscode.l10n.t('Show Extension');
  const message = vscode.l10n.t(
    '{0} cannot be debugged: no debugger for Python is installed. The extension Python Debugger ({1}) is one.',
    name,
    pythonDebugger,
  );
  if ((await vscode.window.showWarningMessage(message, show)) === show)
    await vscode.commands.executeCommand('workbench.extensions.search', pythonDebugger);
}
