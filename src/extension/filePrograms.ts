import type * as vscode from 'vscode';
import { fileKind, launchCommand, planLaunch } from '../engine/launchPlan.ts';
import { NodeFinder } from '../engine/nodeRuntime.ts';
import { PythonFinder } from '../engine/pythonRuntime.ts';
import { activePython } from './activePython.ts';
import { commandLine } from './commandLine.ts';
import type { ProgramPlan } from './programRun.ts';
import { readLaunchSettings, terminalEnvironment } from './settings.ts';
import { localized } from './text.ts';

/** Which file is to be run. */
export interface FileTarget {
  readonly file: vscode.Uri;
  readonly folder: vscode.WorkspaceFolder | undefined;
}

/** How it is to be run, where that differs from what the settings say. */
export interface FileRequest extends FileTarget {
  /** In place of those of the settings; `null` leaves it to these. */
  readonly programArguments: readonly string[] | null;
}

/** Decides how files are run. Remembers what each runtime can do; lives as long as whoever starts runs. */
export class FilePrograms {
  readonly #node = new NodeFinder();
  readonly #python = new PythonFinder();

  /** @throws LaunchProblem when the file cannot be run like this */
  async plan({ file, folder, programArguments }: FileRequest): Promise<ProgramPlan> {
    const request = {
      file: file.fsPath,
      workspaceFolder: folder?.uri.fsPath ?? null,
      settings: readLaunchSettings(file),
      env: terminalEnvironment(file),
      activePython: fileKind(file.fsPath) === 'python' ? await activePython(file) : null,
    };
    const planned = await planLaunch(request, this.#node, this.#python);
    const plan = programArguments === null ? planned : { ...planned, programArguments };
    return {
      commandLine: commandLine(plan),
      runtime: `${plan.runtime.language} ${plan.runtime.version}`,
      canBeProbed: plan.runtime.canBeProbed,
      notices: plan.notices.map(localized),
      command: endpoint => launchCommand(plan, endpoint),
    };
  }
}
