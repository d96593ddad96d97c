import type * as vscode from 'vscode';
import { fileKind, launchCommand, planLaunch } from '../engine/launchPlan.ts';
import type { LaunchPlan } from '../engine/launchPlan.ts';
import { NodeFinder } from '../engine/nodeRuntime.ts';
import { PythonFinder, pythonPathSetting } from '../engine/pythonRuntime.ts';
import { resolveVariables } from '../engine/settingVariables.ts';
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
  /** In place of that of the settings. */
  readonly cwd?: string;
  /** Added to that of the settings. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Decides how files are run. Remembers what each runtime can do; lives as long as whoever starts runs. */
export class FilePrograms {
  readonly #node = new NodeFinder();
  readonly #python = new PythonFinder();

  /**
   * The Python of what lies in a folder.
   * @throws LaunchProblem when there is none
   */
  async python(folder: vscode.Uri): Promise<string> {
    const cwd = folder.fsPath;
    const env = terminalEnvironment(folder);
    const active = await activePython(folder);
    const configured = resolveVariables(readLaunchSettings(folder).pythonPath, pythonPathSetting, {
      file: cwd,
      workspaceFolder: cwd,
      env,
    });
    return (await this.#python.find({ configured, active, base: cwd, env, cwd })).command;
  }

  /** @throws LaunchProblem when the file cannot be run like this */
  async plan(request: FileRequest): Promise<ProgramPlan> {
    const plan = await this.launchPlan(request);
    return {
      commandLine: commandLine(plan),
      runtime: `${plan.runtime.language} ${plan.runtime.version}`,
      canBeProbed: plan.runtime.canBeProbed,
      notices: plan.notices.map(localized),
      command: endpoint => launchCommand(plan, endpoint),
    };
  }

  /** The parts of it, for whoever starts the program otherwise. @throws LaunchProblem likewise */
  async launchPlan({ file, folder, programArguments, cwd, environment }: FileRequest): Promise<LaunchPlan> {
    const settings = readLaunchSettings(file);
    const request = {
      file: file.fsPath,
      workspaceFolder: folder?.uri.fsPath ?? null,
      settings: {
        ...settings,
        cwd: cwd ?? settings.cwd,
        environment: { ...settings.environment, ...environment },
      },
      env: terminalEnvironment(file),
      activePython: fileKind(file.fsPath) === 'python' ? await activePython(file) : null,
    };
    const planned = await planLaunch(request, this.#node, this.#python);
    return programArguments === null ? planned : { ...planned, programArguments };
  }
}
