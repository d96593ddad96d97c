import * as vscode from 'vscode';
import type { StackCapture } from '../protocol/stacks.ts';
import { baseName } from '../engine/files.ts';
import type { PanelCommand } from '../protocol/panel.ts';
import { Attaching } from './attaching.ts';
import { openComparison } from './comparison.ts';
import { contextKeys } from './commandIds.ts';
import { CreationLenses } from './creationLenses.ts';
import type { DebugConfiguration } from './debugConfiguration.ts';
import { fileAttribute } from './debugCurrentFile.ts';
import { EditorMarks } from './editorMarks.ts';
import { FindingsStatusBar } from './findingsStatusBar.ts';
import { goneRun } from './goneRun.ts';
import { KeptRunOpener } from './keptRunOpener.ts';
import { KeptRuns } from './keptRuns.ts';
import type { Log } from './log.ts';
import { MutedFindings } from './mutedFindings.ts';
import { ProgramStarter, targetOf } from './programStarter.ts';
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
import { errorText } from './text.ts';
import { RunStatusBar } from './statusBar.ts';
import { rememberedSort, ThreadCommands } from './threadCommands.ts';
import { ThreadsView } from './threadsView.ts';
import { TrackedFiles } from './trackedFiles.ts';
import { scriptOfItem, testScripts, workspaceScripts } from './workspaceScripts.ts';
import { ensureTrust } from './workspaceTrust.ts';

/** What the commands do. Owns the runs of this window and its panels; lives as long as the extension. */
export class RunController {
  readonly panels: RunPanels;
  readonly runs: RunList;
  readonly threads: ThreadsView;
  readonly threadCommands: ThreadCommands;
  readonly #tracked = new TrackedFiles(document => this.#marks.edited(document));
  readonly #lenses = new CreationLenses(this.#tracked);
  readonly #marks = new EditorMarks(this.#tracked);
  readonly muted = new MutedFindings();
  readonly #statusBar: RunStatusBar;
  readonly #findingsStatusBar: FindingsStatusBar;
  readonly context: RunContext;
  readonly #starter: ProgramStarter;
  readonly #opener: KeptRunOpener;
  readonly attaching: Attaching;
  readonly tasks: RunTasks;
  readonly terminals: RunTerminals;
  /** The run whose threads are shown in the editors. */
  #viewed: Run | null = null;

  constructor({ workspaceState: memory, storageUri, globalStorageUri }: vscode.ExtensionContext, log: Log) {
    const folder = vscode.Uri.joinPath(storageUri ?? globalStorageUri, 'runs');
    this.context = { log, kept: new KeptRuns(folder, log) };
    this.panels = new RunPanels(
      {
        command: (panel, command) => this.#panelCommand(panel, command),
        activated: panel => this.#select(panel),
        selected: (panel, places) => this.#marks.select(panel, places),
        closed: panel => this.#marks.select(panel, []),
      },
      this.muted,
      log,
    );
    this.runs = new RunList(run => this.panels.isShown(run));
    const show = (run: Run, before: Run | null) => this.#show(run, before);
    this.#starter = new ProgramStarter(memory, this.runs, show, this.context);
    this.#opener = new KeptRunOpener(this.runs, this.#starter, this.context);
    this.#statusBar = new RunStatusBar(this.runs);
    this.#findingsStatusBar = new FindingsStatusBar(this.runs, this.muted);
    this.threads = new ThreadsView(this.runs, this.muted, rememberedSort(memory));
    this.threadCommands = new ThreadCommands(this.threads, this.panels, memory, log);
    this.runs.onDidChange(() => this.#runsChanged());
    this.attaching = new Attaching(
      this.runs,
      {
        reveal: run => void this.panels.reveal(run),
        show,
      },
      this.context,
    );
    this.tasks = new RunTasks(this.#starter.files, facts => this.#starter.follow(facts), log);
    this.terminals = new RunTerminals(run => show(run, null), this.context);
  }

  async runCurrentFile(resource: unknown): Promise<void> {
    if (!(await ensureTrust())) return;
    const target = await runTarget(resource);
    if (target !== null) await this.#starter.startFile(target);
  }

  async runWithArguments(resource: unknown): Promise<void> {
    if (!(await ensureTrust())) return;
    const target = await runTarget(resource);
    if (target === null) return;
    const uri = target.file.toString();
    const before = this.#starter.arguments.textOf(uri);
    const text = await askArguments(baseName(target.file.fsPath), before);
    if (text === undefined) return;
    await this.#starter.arguments.remember(uri, text);
    await this.#starter.startFile(target);
  }

  /** @param item of VS Code's view of npm scripts; without one, the user chooses */
  async runScript(item: unknown): Promise<void> {
    if (!(await ensureTrust())) return;
    const named = await scriptOfItem(item);
    const script = named ?? (await pickScript(await workspaceScripts(near())));
    if (script !== null) await this.#starter.startScript(script);
  }

  async runTests(): Promise<void> {
    if (!(await ensureTrust())) return;
    const [nearest, ...others] = await testScripts(near());
    if (nearest === undefined) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          'No tests were found: there is no package.json with a script "test", and no tests for pytest or unittest.',
        ),
      );
      return;
    }
    const script = others.length === 0 ? nearest : await pickScript([nearest, ...others]);
    if (script !== null) await this.#starter.startScript(script);
  }

  async debugCurrentFile(resource: unknown): Promise<void> {
    if (!(await ensureTrust())) return;
    const target = await runTarget(resource);
    if (target !== null) await this.#starter.debugFile(target);
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
    return () => this.#starter.debugFile(targetOf(vscode.Uri.parse(text)));
  }

  async runAgain(run: Run | null = this.runs.current): Promise<void> {
    if (!(await ensureTrust())) return;
    const last = this.#starter.lastTarget;
    if (run?.again) await run.again();
    else if (run === null && last !== null) await this.#starter.startFile(last);
    else await this.runCurrentFile(undefined);
  }

  /** Without a run: the current one, or the one that goes on; where several do, the user says which. */
  async stop(run: Run | null = null): Promise<void> {
    const { current, living } = this.runs;
    const meant = run ?? (living.length > 1 ? null : (living[0] ?? current));
    await (meant ?? (await pickRun(living, vscode.l10n.t('Which run is to be stopped?'))))?.stop();
  }

  /** Of the current run, or of the one that goes on. */
  async captureStacks(): Promise<StackCapture | null> {
    const { current, living } = this.runs;
    const run = current?.isOver === false ? current : (living[0] ?? null);
    if (run === null) return null;
    try {
      const capture = await run.captureStacks();
      if (capture === null)
        void vscode.window.showWarningMessage(
          vscode.l10n.t(
            'Only who started a program can capture its stacks: this run is watched from elsewhere.',
          ),
        );
      else this.panels.reveal(run).showCapture(capture);
      return capture;
    } catch (error) {
      void vscode.window.showErrorMessage(errorText(error));
      return null;
    }
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
      this.panels.reveal(await this.#opener.open(chosen));
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

  /** What was found in the current run, in its panel. */
  showFindings(): void {
    const { current } = this.runs;
    if (current !== null) this.panels.reveal(current).showFindings();
  }

  /**
   * A panel came back after a reload, and the extension's memory did not. Its run may have been kept, or go on elsewhere.
   * @param state what the panel remembers
   */
  async restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const startedAtMs = isObject(state) ? state['runStartedAtMs'] : null;
    const run = typeof startedAtMs === 'number' ? await this.#find(startedAtMs) : null;
    this.panels.restore(panel, run ?? goneRun(this.#starter.lastTarget?.file ?? null));
    if (run === null) setContext(contextKeys.hasRun, true);
  }

  async #find(startedAtMs: number): Promise<Run | null> {
    return (await this.#opener.find(startedAtMs)) ?? (await this.attaching.find(startedAtMs));
  }

  /** The window closes or reloads: lets go of the traces and their files. VS Code keeps the panels' places. */
  async close(): Promise<void> {
    this.#statusBar.dispose();
    this.#findingsStatusBar.dispose();
    this.muted.dispose();
    this.threads.dispose();
    this.#lenses.dispose();
    this.#marks.dispose();
    this.#tracked.dispose();
    this.tasks.dispose();
    this.terminals.dispose();
    await this.runs.close();
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
    this.#tracked.show(current);
    this.#lenses.show(current);
    this.#marks.show(current);
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

function near(): vscode.Uri | null {
  return vscode.window.activeTextEditor?.document.uri ?? null;
}

function setContext(key: string, value: boolean): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
