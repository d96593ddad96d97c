import * as vscode from 'vscode';
import { NodeFinder } from '../engine/nodeRuntime.ts';
import { ProcessTree } from '../engine/processTree.ts';
import { PythonFinder } from '../engine/pythonRuntime.ts';
import type { PanelCommand } from '../protocol/panel.ts';
import { commandIds, contextKeys } from './commandIds.ts';
import { CreationLenses } from './creationLenses.ts';
import { goneRun } from './goneRun.ts';
import type { Log } from './log.ts';
import { PanelHost } from './panelHost.ts';
import { Run } from './run.ts';
import type { RunRequest } from './run.ts';
import { runTarget } from './runTarget.ts';
import { openSettings } from './settings.ts';
import { openPlace } from './sourceLinks.ts';
import { RunStatusBar } from './statusBar.ts';
import { ThreadsView } from './threadsView.ts';
import { threadSummary } from './threadWords.ts';
import { ensureTrust } from './workspaceTrust.ts';

const lastFileKey = 'lastFile';

/**
 * What the commands do. Owns the run of this window and its panel; one at a time, a new one takes the place of
 * the one before, as with VS Code's own "Run". Lives as long as the extension.
 */
export class RunController {
  readonly panel: PanelHost;
  readonly threads = new ThreadsView();
  readonly #lenses = new CreationLenses();
  readonly #memory: vscode.Memento;
  readonly #log: Log;
  readonly #finders = { node: new NodeFinder(), python: new PythonFinder() };
  #run: Run | null = null;
  #statusBar: RunStatusBar | null = null;
  /** Starts wait for each other: two at once would each take the other for the one before. */
  #starting: Promise<unknown> = Promise.resolve();

  constructor(memory: vscode.Memento, log: Log) {
    this.#memory = memory;
    this.#log = log;
    this.panel = new PanelHost(log, command => this.#panelCommand(command));
  }

  get run(): Run | null {
    return this.#run;
  }

  async runCurrentFile(resource: unknown): Promise<void> {
    if (!(await ensureTrust())) return;
    const target = await runTarget(resource);
    if (target !== null) await this.#start(target);
  }

  async runAgain(): Promise<void> {
    if (!(await ensureTrust())) return;
    const request = this.#run?.request ?? this.#lastRequest();
    if (request === null) await this.runCurrentFile(undefined);
    else await this.#start(request);
  }

  async stop(): Promise<void> {
    await this.#run?.stop();
  }

  showPanel(): void {
    this.panel.reveal();
  }

  /** @param node of the Threads view */
  async revealThread(node: unknown): Promise<void> {
    const thread = this.threads.threadOf(node);
    if (thread === null) return;
    this.panel.revealThread(thread.key);
    await this.threads.reveal(thread.key);
  }

  async openCreation(node: unknown): Promise<void> {
    const place = this.threads.threadOf(node)?.createdAt ?? null;
    if (place !== null) await openPlace(place, this.panel.column);
  }

  async copyThread(node: unknown): Promise<void> {
    const thread = this.threads.threadOf(node);
    if (thread !== null) await vscode.env.clipboard.writeText(threadSummary(thread));
  }

  async endProcess(node: unknown): Promise<void> {
    const process = this.threads.processOf(node);
    if (process === null || process.outcome !== 'running') return;
    if (process.pid === this.#run?.pid) await this.stop();
    else await (await ProcessTree.of(process.pid)).end();
  }

  /** A panel came back after a reload: the extension's memory did not, unless it was there all along. */
  restore(panel: vscode.WebviewPanel): void {
    if (this.#run === null) {
      this.panel.show(goneRun(this.#lastRequest()?.file ?? null));
      setContext(contextKeys.hasRun, true);
    }
    this.panel.restore(panel);
  }

  /** The window closes or reloads: lets go of the trace and its files. VS Code keeps the panel's place. */
  async close(): Promise<void> {
    this.#statusBar?.dispose();
    this.threads.dispose();
    this.#lenses.dispose();
    await this.#run?.close();
  }

  #start(request: RunRequest): Promise<void> {
    const started = this.#starting.then(() => this.#replace(request));
    this.#starting = started.catch(() => undefined);
    return started;
  }

  async #replace(request: RunRequest): Promise<void> {
    const before = this.#run;
    await before?.stop();

    const run = new Run(request, this.#finders, this.#log);
    this.#run = run;
    this.#statusBar?.dispose();
    this.#statusBar = new RunStatusBar(run);
    this.panel.show(run);
    this.threads.show(run);
    this.#lenses.show(run);
    this.panel.reveal();
    setContext(contextKeys.hasRun, true);
    setContext(contextKeys.running, true);
    void this.#memory.update(lastFileKey, request.file.toString());
    void before?.close();

    await run.start();
    void run.over.then(() => {
      if (this.#run === run) setContext(contextKeys.running, false);
    });
  }

  #lastRequest(): RunRequest | null {
    const text = this.#memory.get<unknown>(lastFileKey);
    if (typeof text !== 'string') return null;
    const file = vscode.Uri.parse(text);
    return { file, folder: vscode.workspace.getWorkspaceFolder(file) };
  }

  async #panelCommand(command: PanelCommand): Promise<void> {
    switch (command) {
      case 'runAgain':
        return vscode.commands.executeCommand(commandIds.runAgain);
      case 'stop':
        return vscode.commands.executeCommand(commandIds.stop);
      case 'openSettings':
        return openSettings(this.#run?.setting ?? null);
      case 'openFile': {
        const request = this.#run?.request ?? this.#lastRequest();
        const place = request === null ? null : { file: request.file.fsPath, line: 1, column: 1 };
        return place === null ? undefined : openPlace(place, this.panel.column);
      }
      case 'showTerminal': {
        const isShown = (await this.#run?.showTerminal()) ?? false;
        if (!isShown)
          void vscode.window.showInformationMessage(vscode.l10n.t('The terminal of this run was closed.'));
      }
    }
  }
}

function setContext(key: string, value: boolean): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
