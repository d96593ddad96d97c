import * as vscode from 'vscode';
import { fromHome } from '../engine/fromHome.ts';
import type { LaunchCommand } from '../engine/launchPlan.ts';

/** The type of tasks that are made here for one run each. It is not contributed, and cannot be written into tasks.json. */
export const ownTaskType = 'thread-view.run';

export interface TaskEnd {
  /** Whether there was a process at all. */
  readonly started: boolean;
  /** `null` where VS Code could not tell. */
  readonly exitCode: number | null;
}

/**
 * One program in a terminal of VS Code. Made by {@link start}; over when {@link ended} has resolved, and its
 * subscriptions with it. The terminal stays, as the user wants to read it.
 */
export class TaskRun {
  /** The program's process; `null` when none came to be. */
  readonly pid: Promise<number | null>;
  readonly ended: Promise<TaskEnd>;
  #execution: vscode.TaskExecution | null = null;
  readonly #isOurs: (execution: vscode.TaskExecution) => boolean;
  readonly #subscriptions: vscode.Disposable[] = [];

  private constructor(isOurs: (execution: vscode.TaskExecution) => boolean) {
    this.#isOurs = isOurs;
    let hasPid: (pid: number | null) => void = () => undefined;
    this.pid = new Promise(resolve => (hasPid = resolve));
    this.ended = new Promise(resolve => {
      let started = false;
      const end = (exitCode: number | null) => {
        hasPid(null);
        for (const each of this.#subscriptions) each.dispose();
        resolve({ started, exitCode });
      };
      this.#subscriptions.push(
        vscode.tasks.onDidStartTaskProcess(event => {
          if (!this.#isOurs(event.execution)) return;
          started = true;
          hasPid(event.processId);
        }),
        vscode.tasks.onDidEndTaskProcess(event => {
          if (this.#isOurs(event.execution)) end(event.exitCode ?? null);
        }),
        vscode.tasks.onDidEndTask(event => {
          // A task whose process could not be started ends without the event above, which otherwise comes first
          // or right after.
          if (this.#isOurs(event.execution)) setTimeout(end, 250, null);
        }),
      );
    });
  }

  static async start(
    id: string,
    title: string,
    command: LaunchCommand,
    folder: vscode.WorkspaceFolder | undefined,
  ): Promise<TaskRun> {
    const scope = folder ?? vscode.TaskScope.Workspace;
    const task = new vscode.Task(
      { type: ownTaskType, id },
      scope,
      title,
      'Thread View',
      processExecution(command),
      [],
    );
    task.presentationOptions = {
      reveal: vscode.TaskRevealKind.Always,
      // The terminal of the run before, when that is over.
      panel: vscode.TaskPanelKind.Shared,
      clear: true,
      focus: false,
      // The program's own output and nothing else.
      echo: false,
      showReuseMessage: false,
    };
    const run = new TaskRun(
      ({ task: { definition } }) => definition.type === ownTaskType && definition['id'] === id,
    );
    try {
      run.#execution = await vscode.tasks.executeTask(task);
    } catch (error) {
      for (const each of run.#subscriptions) each.dispose();
      throw error;
    }
    return run;
  }

  /** Follows a task that is just being started by VS Code. To be called before its process is there. */
  static follow(
    execution: vscode.TaskExecution,
    isOurs: (execution: vscode.TaskExecution) => boolean,
  ): TaskRun {
    const run = new TaskRun(isOurs);
    run.#execution = execution;
    return run;
  }

  /** Ends the task and with it its terminal's process, not what that process started. */
  terminate(): void {
    this.#execution?.terminate();
  }

  /** Brings the program's terminal to the front. @returns false when it was closed */
  async showTerminal(): Promise<boolean> {
    const pid = await this.pid;
    for (const terminal of vscode.window.terminals) {
      if (pid === null || (await terminal.processId) !== pid) continue;
      terminal.show();
      return true;
    }
    return false;
  }
}

export function processExecution(command: LaunchCommand): vscode.ProcessExecution {
  // In a window without a folder VS Code refuses every terminal that begins elsewhere than in the home.
  const hasFolder = (vscode.workspace.workspaceFolders ?? []).length > 0;
  const { command: program, args, cwd, env } = hasFolder ? command : fromHome(command);
  return new vscode.ProcessExecution(program, [...args], { cwd, env: { ...env } });
}
