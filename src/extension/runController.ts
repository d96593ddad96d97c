import * as vscode from 'vscode';
import { baseName } from '../engine/files.ts';
import { LaunchProblem } from '../engine/launchProblem.ts';
import type { PanelCommand } from '../protocol/panel.ts';
import { Attaching } from './attaching.ts';
import { planCommand } from './commandPrograms.ts';
import { openComparison } from './comparison.ts';
import { contextKeys } from './commandIds.ts';
import { CreationLenses } from './creationLenses.ts';
import type { DebugConfiguration } from './debugConfiguration.ts';
import { debugFile, fileAttribute } from './debugCurrentFile.ts';
import { EditorMarks } from './editorMarks.ts';
import { FilePrograms, type FileRequest, type FileTarget } from './filePrograms.ts';
import { goneRun } from './goneRun.ts';
import { KeptRuns } from './keptRuns.ts';
import type { Log } from './log.ts';
import { ProgramRun, type ProgramFacts } from './programRun.ts';
import { ReopenedRun } from './reopenedRun.ts';
import { RememberedArguments } from './rememberedArguments.ts';
import type { Run } from './run.ts';
import type { RunContext } from './runContext.ts';
import { askArguments, pickKeptRun, pickRun, pickScript, pickTwoRuns } from './runInput.ts';
import { RunList } from './runList.ts';
import { RunTasks } from './runTasks.ts';
import { RunTerminals } from './runTerminals.ts';
import type { RunPanel } from './runPanel.ts';
import { RunPanels } from './runPanels.ts';
import { runTarget } from './runTarget.ts';
import { openSettings } from './settings.ts';
import { isObject } from './untrusted.ts';
import { openPlace } from './sourceLinks.ts';
import { errorText, localized } from './text.ts';
import { RunStatusBar } from './statusBar.ts';
import { rememberedSort, ThreadCommands } from './threadCommands.ts';
import { ThreadsView } from './threadsView.ts';
import { scriptOfItem, testScripts, workspaceScripts, type WorkspaceScript } from './workspaceScripts.ts';
import { ensureTrust } from './workspaceTrust.ts';

const lastFileKey = 'lastFile';

/** What the commands do. Owns the runs of this window and its panels; lives as long as the extension. */
export class RunController {
  readonly panels: RunPanels;
  readonly runs: RunList;
  readonly threads: ThreadsView;
  readonly threadCommands: ThreadCommands;
  readonly #lenses = new CreationLenses();
  readonly #marks = new EditorMarks();
  readonly #statusBar: RunStatusBar;
  readonly #memory: vscode.Memento;
  readonly context: RunContext;
  readonly #arguments: RememberedArguments;
  readonly #log: Log;
  readonly #files = new FilePrograms();
  readonly attaching: Attaching;
  readonly tasks: RunTasks;
  readonly terminals: RunTerminals;
  /** The run whose threads are shown in the editors. */
  #viewed: Run | null = null;
  /** Starts wait for each other: two at once would each take the other for the one before. */
  #starting: Promise<unknown> = Promise.resolve();

  constructor({ workspaceState: memory, storageUri, globalStorageUri }: vscode.ExtensionContext, log: Log) {
    const folder = vscode.Uri.joinPath(storageUri ?? globalStorageUri, 'runs');
    this.context = { log, kept: new KeptRuns(folder, log) };
    this.#memory = memory;
    this.#log = log;
    this.#arguments = new RememberedArguments(memory);
    this.panels = new RunPanels(
      {
        command: (panel, command) => this.#panelCommand(panel, command),
        activated: panel => this.#select(panel),
        selected: (panel, places) => this.#marks.select(panel, places),
        closed: panel => this.#marks.select(panel, []),
      },
      log,
    );
    this.runs = new RunList(run => this.panels.isShown(run));
    this.#statusBar = new RunStatusBar(this.runs);
    this.threads = new ThreadsView(this.runs, rememberedSort(memory));
    this.threadCommands = new ThreadCommands(this.threads, this.panels, memory, log);
    this.runs.onDidChange(() => this.#runsChanged());
    this.attaching = new Attaching(
      this.runs,
      {
        reveal: run => void this.panels.reveal(run),
        show: (run, before) => this.#show(run, before),
      },
      this.context,
    );
    this.tasks = new RunTasks(this.#files, facts => this.#follow(facts), log);
    this.terminals = new RunTerminals(run => this.#show(run, null), this.context);
  }

  async runCurrentFile(resource: unknown): Promise<void> {
    if (!(await ensureTrust())) return;
    const target = await runTarget(resource);
    if (target === null) return;
    await this.#startFile({
      ...target,
      programArguments: this.#arguments.argumentsOf(target.file.toString()),
    });
  }

  async runWithArguments(resource: unknown): Promise<void> {
    if (!(await ensureTrust())) return;
    const target = await runTarget(resource);
    if (target === null) return;
    const uri = target.file.toString();
    const before = this.#arguments.textOf(uri);
    const text = await askArguments(baseName(target.file.fsPath), before);
    if (text === undefined) return;
    await this.#arguments.remember(uri, text);
    await this.#startFile({
      ...target,
      programArguments: this.#arguments.argumentsOf(target.file.toString()),
    });
  }

  /** @param item of VS Code's view of npm scripts; without one, the user chooses */
  async runScript(item: unknown): Promise<void> {
    if (!(await ensureTrust())) return;
    const named = await scriptOfItem(item);
    const script = named ?? (await pickScript(await workspaceScripts(this.#near())));
    if (script !== null) await this.#startScript(script);
  }

  async runTests(): Promise<void> {
    if (!(await ensureTrust())) return;
    const [nearest, ...others] = await testScripts(this.#near());
    if (nearest === undefined) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          'No tests were found: there is no package.json with a script "test", and no tests for pytest or unittest.',
        ),
      );
      return;
    }
    const script = others.length === 0 ? nearest : await pickScript([nearest, ...others]);
    if (script !== null) await this.#startScript(script);
  }

  async debugCurrentFile(resource: unknown): Promise<void> {
    if (!(await ensureTrust())) return;
    const target = await runTarget(resource);
    if (target !== null) await this.#debugFile(target);
  }

  /** A run has begun that somebody else started: a debugger. */
  begins(run: Run): void {
    const before = this.runs.ofKey(run.key);
    this.#show(run, before?.isOver === true ? before : null);
  }

  /** What makes the session of that configuration once more, where it was made here. */
  again(config: DebugConfiguration): (() => Promise<void>) | null {
    const text = config[fileAttribute];
    if (typeof text !== 'string') return null;
    const file = vscode.Uri.parse(text);
    return () => this.#debugFile({ file, folder: vscode.workspace.getWorkspaceFolder(file) });
  }

  async runAgain(run: Run | null = this.runs.current): Promise<void> {
    if (!(await ensureTrust())) return;
    const last = this.#lastTarget();
    if (run?.again) await run.again();
    else if (run === null && last !== null) await this.#startFile({ ...last, programArguments: null });
    else await this.runCurrentFile(undefined);
  }

  /** Without a run: the current one, or the one that goes on; where several do, the user says which. */
  async stop(run: Run | null = null): Promise<void> {
    const { current, living } = this.runs;
    const meant = run ?? (living.length > 1 ? null : (living[0] ?? current));
    await (meant ?? (await pickRun(living, vscode.l10n.t('Which run is to be stopped?'))))?.stop();
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.runs.living.map(run => run.stop()));
  }

  /** @param file a recording; without one, the user chooses */
  async openRun(file: unknown): Promise<void> {
    const chosen =
      file instanceof vscode.Uri ? file.fsPath : await pickKeptRun(this.context.kept, this.runs.all);
    if (chosen === null) return;
    try {
      this.panels.reveal(await this.#open(chosen));
    } catch (error) {
      void vscode.window.showErrorMessage(errorText(error));
    }
  }

  async compareRuns(): Promise<void> {
    const two = await pickTwoRuns(this.runs.all);
    if (two !== null) await openComparison(...two);
  }

  /** Without a run: that of the current one. */
  showPanel(run: Run | null = null): void {
    const shown = run ?? this.runs.current;
    if (shown !== null) this.panels.reveal(shown);
  }

  /**
   * A panel came back after a reload, and the extension's memory did not. Its run may have been kept.
   * @param state what the panel remembers
   */
  async restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const startedAtMs = isObject(state) ? state['runStartedAtMs'] : null;
    const run = typeof startedAtMs === 'number' ? await this.#find(startedAtMs) : null;
    this.panels.restore(panel, run ?? goneRun(this.#lastTarget()?.file ?? null));
    if (run === null) setContext(contextKeys.hasRun, true);
  }

  async #find(startedAtMs: number): Promise<Run | null> {
    const known = this.runs.all.find(run => run.view.startedAtMs === startedAtMs);
    if (known !== undefined) return known;
    try {
      const file = await this.context.kept.find(startedAtMs);
      return file === null ? null : await this.#open(file);
    } catch (error) {
      this.#log.error(errorText(error));
      return null;
    }
  }

  async #open(file: string): Promise<Run> {
    const known = this.runs.ofKey(ReopenedRun.keyOf(file));
    if (known !== null) return known;
    const again = (programFile: string) => {
      const uri = vscode.Uri.file(programFile);
      const folder = vscode.workspace.getWorkspaceFolder(uri);
      return () =>
        this.#startFile({ file: uri, folder, programArguments: this.#arguments.argumentsOf(uri.toString()) });
    };
    const run = await ReopenedRun.open(file, again, this.context);
    this.runs.add(run);
    return run;
  }

  /** The window closes or reloads: lets go of the traces and their files. VS Code keeps the panels' places. */
  async close(): Promise<void> {
    this.#statusBar.dispose();
    this.threads.dispose();
    this.#lenses.dispose();
    this.#marks.dispose();
    this.tasks.dispose();
    this.terminals.dispose();
    await this.runs.close();
  }

  async #debugFile({ file, folder }: FileTarget): Promise<void> {
    const programArguments = this.#arguments.argumentsOf(file.toString());
    try {
      const plan = await this.#files.launchPlan({ file, folder, programArguments });
      for (const notice of plan.notices) void vscode.window.showWarningMessage(localized(notice));
      await debugFile(file, folder, plan);
    } catch (error) {
      await this.#tellProblem(baseName(file.fsPath), error);
    }
  }

  /** Of what is not begun there is no panel to say so. */
  async #tellProblem(title: string, error: unknown): Promise<void> {
    this.#log.error(errorText(error));
    const problem = error instanceof LaunchProblem ? error : null;
    const setting = problem?.setting ?? null;
    const message =
      problem === null
        ? vscode.l10n.t('{0} could not be started: {1}', title, errorText(error))
        : localized(problem.sentence);
    const steps = setting === null ? [] : [vscode.l10n.t('Open Settings')];
    if ((await vscode.window.showErrorMessage(message, ...steps)) !== undefined) await openSettings(setting);
  }

  #startFile(request: FileRequest): Promise<void> {
    void this.#memory.update(lastFileKey, request.file.toString());
    return this.#start({
      title: baseName(request.file.fsPath),
      file: request.file.fsPath,
      key: `file ${request.file.toString()}`,
      folder: request.folder,
      again: () => this.#startFile(request),
      plan: () => this.#files.plan(request),
    });
  }

  #startScript(script: WorkspaceScript): Promise<void> {
    const { command, args, folder, name } = script;
    return this.#start({
      title: name,
      file: null,
      key: `script ${folder.toString()} ${name}`,
      folder: vscode.workspace.getWorkspaceFolder(folder),
      again: () => this.#startScript(script),
      plan: async () =>
        planCommand({
          command: command ?? (await this.#files.python(folder)),
          args,
          cwd: folder.fsPath,
          environment: {},
          scope: folder,
        }),
    });
  }

  #near(): vscode.Uri | null {
    return vscode.window.activeTextEditor?.document.uri ?? null;
  }

  #start(facts: ProgramFacts): Promise<void> {
    const started = this.#starting.then(() => this.#begin(facts));
    this.#starting = started.catch(() => undefined);
    return started;
  }

  /** The same thing does not run twice at a time: it is ended and begun anew, as with VS Code's own "Run". */
  async #begin(facts: ProgramFacts): Promise<void> {
    const before = this.runs.ofKey(facts.key);
    await before?.stop();
    const run = new ProgramRun(facts, this.context);
    this.#show(run, before);
    await run.start();
  }

  /** A program that VS Code starts itself. Resolves when its run is over. */
  async #follow(facts: ProgramFacts): Promise<void> {
    const run = new ProgramRun(facts, this.context);
    this.#show(run, this.runs.ofKey(facts.key));
    await run.start();
    await run.over;
  }

  #show(run: Run, before: Run | null): void {
    this.panels.begin(run, before);
    this.runs.add(run);
  }

  #select(panel: RunPanel): void {
    const run = this.#runOf(panel);
    if (run !== null) this.runs.select(run);
  }

  #runsChanged(): void {
    const { all, current, living } = this.runs;
    setContext(contextKeys.hasRun, all.length > 0);
    setContext(contextKeys.running, living.length > 0);
    if (current === null || current === this.#viewed) return;
    this.#viewed = current;
    this.#lenses.show(current);
    this.#marks.show(current);
  }

  #lastTarget(): FileTarget | null {
    const text = this.#memory.get<unknown>(lastFileKey);
    if (typeof text !== 'string') return null;
    const file = vscode.Uri.parse(text);
    return { file, folder: vscode.workspace.getWorkspaceFolder(file) };
  }

  /** `null` for one that shows what is left of a run. */
  #runOf(panel: RunPanel): Run | null {
    return this.runs.all.find(run => run === panel.shown) ?? null;
  }

  async #panelCommand(panel: RunPanel, command: PanelCommand): Promise<void> {
    const run = this.#runOf(panel);
    switch (command) {
      case 'runAgain':
        return this.runAgain(run);
      case 'stop':
        return run?.stop();
      case 'openSettings':
        return openSettings(run?.setting ?? null);
      case 'openFile': {
        const file = panel.shown?.view.file ?? null;
        return file === null ? undefined : openPlace({ file, line: 1, column: 1 }, panel.column);
      }
      case 'showTerminal': {
        const isShown = (await run?.showTerminal()) ?? false;
        if (!isShown)
          void vscode.window.showInformationMessage(vscode.l10n.t('The terminal of this run was closed.'));
      }
    }
  }
}

function setContext(key: string, value: boolean): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
