import * as vscode from 'vscode';
import { baseName } from '../engine/files.ts';
import { LaunchProblem } from '../engine/launchProblem.ts';
import { planCommand } from './commandPrograms.ts';
import { debugFile } from './debugCurrentFile.ts';
import { FilePrograms, type FileRequest, type FileTarget } from './filePrograms.ts';
import { ProgramRun, type ProgramFacts } from './programRun.ts';
import { RememberedArguments } from './rememberedArguments.ts';
import type { Run } from './run.ts';
import type { RunContext } from './runContext.ts';
import type { RunList } from './runList.ts';
import { openSettings } from './settings.ts';
import { errorText, localized } from './text.ts';
import type { WorkspaceScript } from './workspaceScripts.ts';

const lastFileKey = 'lastFile';

/** Makes runs of files and scripts, one start after the other. One per window. */
export class ProgramStarter {
  readonly files = new FilePrograms();
  readonly arguments: RememberedArguments;
  readonly #memory: vscode.Memento;
  readonly #runs: RunList;
  readonly #show: (run: Run, before: Run | null) => void;
  readonly #context: RunContext;
  /** Starts wait for each other: two at once would each take the other for the one before. */
  #starting: Promise<unknown> = Promise.resolve();

  /** @param show a run begins, which may be another try of one before */
  constructor(
    memory: vscode.Memento,
    runs: RunList,
    show: (run: Run, before: Run | null) => void,
    context: RunContext,
  ) {
    this.#memory = memory;
    this.arguments = new RememberedArguments(memory);
    this.#runs = runs;
    this.#show = show;
    this.#context = context;
  }

  /** What ran last in this workspace, also before the window was reloaded. */
  get lastTarget(): FileTarget | null {
    const text = this.#memory.get<unknown>(lastFileKey);
    return typeof text === 'string' ? targetOf(vscode.Uri.parse(text)) : null;
  }

  /** With the arguments that are remembered for the file. */
  startFile(target: FileTarget): Promise<void> {
    return this.#startFile({ ...target, programArguments: this.#argumentsOf(target) });
  }

  startScript(script: WorkspaceScript): Promise<void> {
    const { command, args, folder, name } = script;
    return this.#start({
      title: name,
      file: null,
      key: `script ${folder.toString()} ${name}`,
      folder: vscode.workspace.getWorkspaceFolder(folder),
      again: () => this.startScript(script),
      plan: async () =>
        planCommand({
          command: command ?? (await this.files.python(folder)),
          args,
          cwd: folder.fsPath,
          environment: {},
          scope: folder,
        }),
    });
  }

  /** A program that VS Code starts itself. Resolves when its run is over. */
  async follow(facts: ProgramFacts): Promise<void> {
    const run = new ProgramRun(facts, this.#context);
    this.#show(run, this.#runs.ofKey(facts.key));
    await run.start();
    await run.over;
  }

  /** Has VS Code debug the file. Its run begins with the debug session. */
  async debugFile(target: FileTarget): Promise<void> {
    try {
      const plan = await this.files.launchPlan({ ...target, programArguments: this.#argumentsOf(target) });
      for (const notice of plan.notices) void vscode.window.showWarningMessage(localized(notice));
      await debugFile(target.file, target.folder, plan);
    } catch (error) {
      await this.#tellProblem(baseName(target.file.fsPath), error);
    }
  }

  #argumentsOf({ file }: FileTarget): readonly string[] | null {
    return this.arguments.argumentsOf(file.toString());
  }

  #startFile(request: FileRequest): Promise<void> {
    void this.#memory.update(lastFileKey, request.file.toString());
    return this.#start({
      title: baseName(request.file.fsPath),
      file: request.file.fsPath,
      key: `file ${request.file.toString()}`,
      folder: request.folder,
      again: () => this.#startFile(request),
      plan: () => this.files.plan(request),
    });
  }

  #start(facts: ProgramFacts): Promise<void> {
    const started = this.#starting.then(() => this.#begin(facts));
    this.#starting = started.catch(() => undefined);
    return started;
  }

  /** The same thing does not run twice at a time: it is ended and begun anew, as with VS Code's own "Run". */
  async #begin(facts: ProgramFacts): Promise<void> {
    const before = this.#runs.ofKey(facts.key);
    await before?.stop();
    const run = new ProgramRun(facts, this.#context);
    this.#show(run, before);
    await run.start();
  }

  /** Of what is not begun there is no panel to say so. */
  async #tellProblem(title: string, error: unknown): Promise<void> {
    this.#context.log.error(errorText(error));
    const problem = error instanceof LaunchProblem ? error : null;
    const setting = problem?.setting ?? null;
    const message =
      problem === null
        ? vscode.l10n.t('{0} could not be started: {1}', title, errorText(error))
        : localized(problem.sentence);
    const steps = setting === null ? [] : [vscode.l10n.t('Open Settings')];
    if ((await vscode.window.showErrorMessage(message, ...steps)) !== undefined) await openSettings(setting);
  }
}

/** A file with the folder of the workspace that it belongs to. */
export function targetOf(file: vscode.Uri): FileTarget {
  return { file, folder: vscode.workspace.getWorkspaceFolder(file) };
}
