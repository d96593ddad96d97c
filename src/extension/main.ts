import * as vscode from 'vscode';
import { commandIds } from './commandIds.ts';
import { DebugSessions } from './debugSessions.ts';
import { Log } from './log.ts';
import { panelViewType } from './runPanel.ts';
import { RunController } from './runController.ts';
import { runTaskType } from './runTasks.ts';
import { terminalProfileId } from './runTerminals.ts';
import { runSample } from './samples.ts';
import type { ThreadCommands } from './threadCommands.ts';
import { testApi } from './testApi.ts';
import type { TestApi } from './testApi.ts';
import { openWalkthrough } from './walkthrough.ts';

let controller: RunController | null = null;

/** Registers and does nothing else: what the commands need is made when the first of them is used. */
export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  const began = performance.now();
  const log = new Log();
  const use = () => (controller ??= new RunController(context, log));
  context.subscriptions.push(
    log,
    new DebugSessions(use, log),
    vscode.commands.registerCommand(commandIds.runCurrentFile, (resource: unknown) =>
      use().runCurrentFile(resource),
    ),
    vscode.commands.registerCommand(commandIds.debugCurrentFile, (resource: unknown) =>
      use().debugCurrentFile(resource),
    ),
    vscode.commands.registerCommand(commandIds.runWithArguments, (resource: unknown) =>
      use().runWithArguments(resource),
    ),
    vscode.commands.registerCommand(commandIds.runScript, (item: unknown) => use().runScript(item)),
    vscode.commands.registerCommand(commandIds.runTests, () => use().runTests()),
    vscode.commands.registerCommand(commandIds.attach, (id: unknown) => use().attaching.attach(id)),
    vscode.commands.registerCommand(commandIds.stop, (row: unknown) => use().stop(use().threads.runOf(row))),
    vscode.commands.registerCommand(commandIds.stopAll, () => use().stopAll()),
    vscode.commands.registerCommand(commandIds.runAgain, () => use().runAgain()),
    vscode.commands.registerCommand(commandIds.openRun, (file: unknown) => use().openRun(file)),
    vscode.commands.registerCommand(commandIds.compareRuns, () => use().compareRuns()),
    vscode.commands.registerCommand(commandIds.showPanel, (row: unknown) =>
      use().showPanel(use().threads.runOf(row)),
    ),
    vscode.commands.registerCommand(commandIds.showFindings, () => use().showFindings()),
    vscode.commands.registerCommand(commandIds.captureStacks, () => use().captureStacks()),
    ...threadCommands(() => use().threadCommands),
    vscode.tasks.registerTaskProvider(runTaskType, {
      provideTasks: () => use().tasks.provideTasks(),
      resolveTask: (task: vscode.Task) => use().tasks.resolveTask(task),
    }),
    vscode.window.registerTerminalProfileProvider(terminalProfileId, {
      provideTerminalProfile: () => use().terminals.provideTerminalProfile(),
    }),
    vscode.commands.registerCommand(commandIds.openWalkthrough, openWalkthrough),
    vscode.commands.registerCommand(commandIds.runSample, (name: unknown) => runSample(name, context, use())),
    vscode.window.registerWebviewPanelSerializer(panelViewType, {
      deserializeWebviewPanel(panel, state) {
        return use().restore(panel, state);
      },
    }),
  );
  if (context.extensionMode !== vscode.ExtensionMode.Test) return undefined;
  return testApi(performance.now() - began, () => controller);
}

function threadCommands(use: () => ThreadCommands): vscode.Disposable[] {
  const { registerCommand } = vscode.commands;
  return [
    registerCommand(commandIds.revealThread, (row: unknown, rows: unknown) => use().reveal(row, rows)),
    registerCommand(commandIds.openCreation, (row: unknown) => use().openCreation(row)),
    registerCommand(commandIds.openPlaceNow, (row: unknown) => use().openPlaceNow(row)),
    registerCommand(commandIds.copyThread, (row: unknown) => use().copy(row)),
    registerCommand(commandIds.terminateThread, (row: unknown) => use().terminate(row)),
    registerCommand(commandIds.endProcess, (row: unknown) => use().stopProcess(row)),
    registerCommand(commandIds.filterThreads, () => use().filter()),
    registerCommand(commandIds.clearThreadFilter, () => use().clearFilter()),
    registerCommand(commandIds.sortThreads, () => use().sort()),
  ];
}

export async function deactivate(): Promise<void> {
  await controller?.close();
  controller = null;
}
