import * as vscode from 'vscode';
import { absolutePath, baseName } from '../engine/files.ts';
import { fileKind, type LaunchCommand } from '../engine/launchPlan.ts';
import { LaunchProblem } from '../engine/launchProblem.ts';
import { resolveVariables } from '../engine/settingVariables.ts';
import { endpointVariable, formatEndpoint, type Endpoint } from '../protocol/wire.ts';
import { planCommand } from './commandPrograms.ts';
import type { FilePrograms } from './filePrograms.ts';
import { HeldEndpoints } from './heldEndpoints.ts';
import type { Log } from './log.ts';
import type { ProgramFacts, ProgramPlan } from './programRun.ts';
import { terminalEnvironment } from './settings.ts';
import { readTaskDefinition, type RunTaskDefinition } from './taskDefinition.ts';
import { processExecution, TaskRun } from './taskRunner.ts';
import { errorText, localized } from './text.ts';

/** As in package.json. */
export const runTaskType = 'thread-view';

/** What is known of a task's run before it is started. */
type TaskFacts = Omit<ProgramFacts, 'started' | 'again'>;

/**
 * Tasks of type `thread-view`, from tasks.json or the list of tasks. VS Code starts them, also as a `preLaunchTask` or
 * as a part of another task: so they are prepared, and become runs when they start. One per window.
 */
export class RunTasks implements vscode.TaskProvider, vscode.Disposable {
  readonly #files: FilePrograms;
  readonly #begin: (facts: ProgramFacts) => Promise<void>;
  readonly #log: Log;
  readonly #held = new HeldEndpoints<TaskFacts>();
  readonly #subscription: vscode.Disposable;

  /** @param begin a task starts: it is a run from now on. Resolves when the run is over */
  constructor(files: FilePrograms, begin: (facts: ProgramFacts) => Promise<void>, log: Log) {
    this.#files = files;
    this.#begin = begin;
    this.#log = log;
    this.#subscription = vscode.tasks.onDidStartTask(({ execution }) => this.#started(execution));
  }

  /** One for the file in the editor, where it can be run. */
  async provideTasks(): Promise<vscode.Task[]> {
    const uri = vscode.window.activeTextEditor?.document.uri;
    if (!vscode.workspace.isTrusted || uri?.scheme !== 'file' || fileKind(uri.fsPath) === null) return [];
    const scope = vscode.workspace.getWorkspaceFolder(uri) ?? vscode.TaskScope.Workspace;
    const name = vscode.l10n.t('Run Current File');
    const definition: RunTaskDefinition = { type: runTaskType, file: '${file}' };
    try {
      return [await this.#task(new vscode.Task(definition, scope, name, 'thread-view'), definition)];
    } catch (error) {
      // It is a suggestion only: running the file says what is wrong.
      this.#log.info(`The file ${uri.fsPath} is not offered as a task: ${errorText(error)}`);
      return [];
    }
  }

  async resolveTask(task: vscode.Task): Promise<vscode.Task | undefined> {
    try {
      return await this.#task(task, readTaskDefinition(task.definition));
    } catch (error) {
      const text = error instanceof LaunchProblem ? localized(error.sentence) : errorText(error);
      void vscode.window.showErrorMessage(
        vscode.l10n.t('The task "{0}" cannot be run under Thread View. {1}', task.name, text),
      );
      return undefined;
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#held.dispose();
  }

  async #task(task: vscode.Task, definition: RunTaskDefinition): Promise<vscode.Task> {
    const folder = typeof task.scope === 'object' ? task.scope : vscode.workspace.workspaceFolders?.[0];
    const { plan, file } = await this.#plan(definition, folder);
    const title = file === null ? task.name : baseName(file);
    const key = `task ${JSON.stringify([definition, file, folder?.uri.toString()])}`;
    const endpoint = this.#held.hold(key, {
      title,
      file,
      key,
      folder,
      plan: () => Promise.resolve(plan),
    });
    const command = marked(plan.command(plan.canBeProbed ? endpoint : null), endpoint);
    const made = new vscode.Task(
      // VS Code knows a task by its definition: it must be the one that was asked for.
      task.definition,
      task.scope ?? vscode.TaskScope.Workspace,
      task.name,
      task.source,
      processExecution(command),
      [],
    );
    made.presentationOptions = { clear: true, showReuseMessage: false, echo: false };
    return made;
  }

  async #plan(
    definition: RunTaskDefinition,
    folder: vscode.WorkspaceFolder | undefined,
  ): Promise<{ plan: ProgramPlan; file: string | null }> {
    const { command, args, cwd, env } = definition;
    const active = vscode.window.activeTextEditor?.document.uri.fsPath ?? '';
    const base = folder?.uri ?? vscode.Uri.file(active);
    const place = {
      file: active,
      workspaceFolder: folder?.uri.fsPath ?? null,
      env: terminalEnvironment(base),
    };
    const resolved = (text: string, name: string) => resolveVariables(text, `tasks.json: ${name}`, place);
    if (command !== undefined) {
      const request = {
        command,
        args: args ?? [],
        cwd: resolved(cwd ?? '${workspaceFolder}', 'cwd'),
        environment: env ?? {},
        scope: base,
      };
      return { plan: planCommand(request), file: null };
    }
    const named = resolved(definition.file ?? '${file}', 'file');
    const uri = vscode.Uri.file(folder === undefined ? named : absolutePath(named, folder.uri.fsPath));
    const request = {
      file: uri,
      folder,
      programArguments: args ?? null,
      ...(cwd === undefined ? {} : { cwd: resolved(cwd, 'cwd') }),
      environment: env ?? {},
    };
    return { plan: await this.#files.plan(request), file: uri.fsPath };
  }

  #started(execution: vscode.TaskExecution): void {
    const taken = this.#held.take(environmentOf(execution));
    if (taken === null) return;
    const { task } = execution;
    if (taken === 'busy') {
      void vscode.window.showWarningMessage(
        vscode.l10n.t(
          'The task "{0}" runs without Thread View: a process of its last run is still alive. Stop that one and start the task again.',
          task.name,
        ),
      );
      return;
    }
    const { endpoint, facts } = taken;
    const isOurs = (other: vscode.TaskExecution) =>
      environmentOf(other)?.[endpointVariable] === formatEndpoint(endpoint);
    const started = { task: TaskRun.follow(execution, isOurs), endpoint };
    const again = async () => {
      await vscode.tasks.executeTask(task);
    };
    void this.#begin({ ...facts, again, started }).finally(() => this.#held.giveBack(endpoint));
  }
}

/** By this it is known again when it starts, also where the runtime cannot be probed. */
function marked(command: LaunchCommand, endpoint: Endpoint): LaunchCommand {
  return { ...command, env: { ...command.env, [endpointVariable]: formatEndpoint(endpoint) } };
}

function environmentOf({ task }: vscode.TaskExecution): Readonly<Record<string, string>> | undefined {
  return task.execution instanceof vscode.ProcessExecution ? task.execution.options?.env : undefined;
}
