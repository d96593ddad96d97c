import * as vscode from 'vscode';
import { baseName } from '../engine/files.ts';
import { fileKind, launchCommand, planLaunch } from '../engine/launchPlan.ts';
import type { LaunchCommand, LaunchPlan } from '../engine/launchPlan.ts';
import { LaunchProblem, sentence } from '../engine/launchProblem.ts';
import type { NodeFinder } from '../engine/nodeRuntime.ts';
import type { PythonFinder } from '../engine/pythonRuntime.ts';
import { ProcessTree } from '../engine/processTree.ts';
import type { EndResult } from '../engine/processTree.ts';
import { RecorderClient } from '../engine/recorderClient.ts';
import type { Recording, RootEnd, TraceUpdate } from '../engine/recording.ts';
import type {
  RunView,
  ThreadKey,
  ThreadView,
  TraceAnswer,
  TraceQuestion,
  WindowAnswer,
  WindowQuery,
} from '../protocol/panel.ts';
import { activePython } from './activePython.ts';
import { nextSteps } from './nextSteps.ts';
import { commandLine } from './commandLine.ts';
import type { Log } from './log.ts';
import { emptySnapshot, emptyWindow } from './nothing.ts';
import { readRest, toldEnd } from './runEnd.ts';
import { readLaunchSettings, terminalEnvironment } from './settings.ts';
import { startFailure } from './startFailure.ts';
import { TaskRun } from './taskRunner.ts';
import { errorText, localized } from './text.ts';

/** Remember what each runtime can do; owned by whoever starts runs. */
export interface Finders {
  readonly node: NodeFinder;
  readonly python: PythonFinder;
}

/** What the user asked for. Settings are read anew each time, so that a second try can go better. */
export interface RunRequest {
  readonly file: vscode.Uri;
  readonly folder: vscode.WorkspaceFolder | undefined;
}

/** How long a task may take to end after its processes have. */
const taskEndMs = 1500;

/**
 * One run of one file: from the plan through recorder, task and end to the trace that stays. Made and owned
 * by the {@link RunController}; lives until the next run takes its place.
 */
export class Run implements vscode.Disposable {
  readonly request: RunRequest;
  readonly #finders: Finders;
  readonly #log: Log;
  readonly #id = `${process.pid}-${Date.now()}-${nextNumber++}`;
  readonly #viewChanged = new vscode.EventEmitter<RunView>();
  readonly #updated = new vscode.EventEmitter<TraceUpdate>();
  readonly #threads = new Map<ThreadKey, ThreadView>();
  #view: RunView;
  #recording: Recording | null = null;
  #recordingNotices: readonly string[] = [];
  #planNotices: readonly string[] = [];
  #task: TaskRun | null = null;
  #hasTask: (task: TaskRun) => void = () => undefined;
  readonly #taskStarted = new Promise<TaskRun>(resolve => (this.#hasTask = resolve));
  #tree: Promise<ProcessTree | null> = Promise.resolve(null);
  #stopping: Promise<void> | null = null;
  #ending: Promise<EndResult | null> = Promise.resolve(null);
  #setting: string | null = null;
  #over: Promise<void> = Promise.resolve();
  #pid: number | null = null;

  readonly onDidChangeView = this.#viewChanged.event;
  readonly onDidUpdate = this.#updated.event;

  constructor(request: RunRequest, finders: Finders, log: Log) {
    this.request = request;
    this.#finders = finders;
    this.#log = log;
    this.#view = {
      title: baseName(request.file.fsPath),
      file: request.file.fsPath,
      commandLine: '',
      status: 'starting',
      startedAtMs: Date.now(),
      exitCode: null,
      signal: null,
      failure: null,
      notices: [],
    };
  }

  get view(): RunView {
    return this.#view;
  }

  get isOver(): boolean {
    return this.#view.status !== 'starting' && this.#view.status !== 'running';
  }

  /** The program's process. */
  get pid(): number | null {
    return this.#pid;
  }

  /** The setting that is to blame for a failure. */
  get setting(): string | null {
    return this.#setting;
  }

  /** The program's threads as last told. */
  get threads(): readonly ThreadView[] {
    return [...this.#threads.values()].filter(thread => thread.kind === 'program');
  }

  /** A method, because TypeScript believes that a field cannot change while we wait. */
  #isStopping(): boolean {
    return this.#stopping !== null;
  }

  /** Resolves when the run has ended, or has failed to start. Never rejects. */
  get over(): Promise<void> {
    return this.#over;
  }

  /** Starts the program. Resolves when it runs or could not be started. */
  async start(): Promise<void> {
    let isUp: () => void = () => undefined;
    const up = new Promise<void>(resolve => (isUp = resolve));
    this.#over = this.#live(isUp)
      .catch((error: unknown) => this.#fail(error))
      .finally(() => isUp());
    await up;
  }

  async #live(isUp: () => void): Promise<void> {
    const plan = await this.#plan();
    if (this.#isStopping()) {
      this.#change({ status: 'ended' });
      return;
    }
    const recording = plan.runtime.canBeProbed ? await this.#record() : null;
    if (this.#isStopping()) {
      this.#change({ status: 'ended' });
      return;
    }
    const command = launchCommand(plan, recording?.endpoint ?? null);
    this.#change({ commandLine: commandLine(plan), notices: this.#notices() });
    this.#log.info(
      `Running ${commandLine(plan)} in ${command.cwd} (${plan.runtime.language} ${plan.runtime.version})`,
    );

    const task = await this.#startTask(command);
    const pid = await task.pid;
    this.#pid = pid;
    if (pid !== null) {
      recording?.rootStarted(pid);
      this.#tree = ProcessTree.of(pid);
      // Waited for by `stop` only; a failure there must not count as unhandled before.
      this.#tree.catch(() => undefined);
      this.#change({ status: 'running' });
    }
    isUp();

    const { started, exitCode } = await task.ended;
    const end = recording === null ? { exitCode, signal: null } : await this.#readEnd(recording, exitCode);
    this.#log.info(
      `${this.#view.title} ended with ${end.signal ?? `exit code ${end.exitCode ?? 'unknown'}`}`,
    );
    const facts = {
      title: this.#view.title,
      end,
      started,
      probed: recording !== null,
      threads: this.threads,
    };
    const failure = this.#isStopping() ? null : startFailure(facts);
    this.#change({
      status: failure === null ? 'ended' : 'failed',
      ...end,
      failure:
        failure === null
          ? null
          : {
              message: localized(failure.sentence),
              detail: failure.detail,
              nextSteps: nextSteps(['runAgain', 'openFile', 'showTerminal']),
            },
    });
  }

  async #plan(): Promise<LaunchPlan> {
    const { file, folder } = this.request;
    const request = {
      file: file.fsPath,
      workspaceFolder: folder?.uri.fsPath ?? null,
      settings: readLaunchSettings(file),
      env: terminalEnvironment(file),
      activePython: fileKind(file.fsPath) === 'python' ? await activePython(file) : null,
    };
    return planLaunch(request, this.#finders.node, this.#finders.python).then(plan => {
      this.#planNotices = plan.notices.map(localized);
      return plan;
    });
  }

  async #record(): Promise<Recording> {
    const recording = await RecorderClient.open().catch((error: unknown) => {
      const text = sentence(
        '{0} was not started, for nothing can be recorded: {1}',
        this.#view.title,
        errorText(error),
      );
      throw new LaunchProblem('recorder', text);
    });
    this.#recording = recording;
    recording.onUpdate(update => {
      if (update.snapshot) this.#threads.clear();
      for (const thread of update.threads) this.#threads.set(thread.key, thread);
      this.#updated.fire(update);
    });
    recording.onNotices(notices => {
      this.#recordingNotices = notices;
      this.#change({ notices: this.#notices() });
    });
    return recording;
  }

  async #startTask(command: LaunchCommand): Promise<TaskRun> {
    const task = await TaskRun.start(this.#id, this.#view.title, command, this.request.folder);
    this.#task = task;
    this.#hasTask(task);
    return task;
  }

  async #readEnd(recording: Recording, exitCode: number | null): Promise<RootEnd> {
    const main = () => this.threads[0];
    const told = await toldEnd(exitCode, this.#ending, main);
    await readRest(recording, told).catch((error: unknown) => this.#log.error(errorText(error)));
    return { exitCode: told.exitCode ?? main()?.exitCode ?? null, signal: told.signal };
  }

  /** Ends the program and all it started. Resolves when the run is over. */
  stop(): Promise<void> {
    if (this.isOver) return this.#over;
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    // A program that is just being started is let come up: then its processes are known.
    const task = await Promise.race([this.#taskStarted, this.#over]);
    const pid = (await task?.pid) ?? null;
    if (pid !== null) this.#ending = this.#endTree();
    await this.#ending;
    const timer = setTimeout(() => task?.terminate(), pid === null ? 0 : taskEndMs);
    await task?.ended;
    clearTimeout(timer);
    await this.#over;
  }

  async #endTree(): Promise<EndResult | null> {
    try {
      const result = (await (await this.#tree)?.end()) ?? null;
      if (result !== null && result.left.length > 0) this.#tellLeft(result.left);
      return result;
    } catch (error) {
      this.#log.error(`The processes of ${this.#view.title} could not be listed: ${errorText(error)}`);
      return null;
    }
  }

  #tellLeft(pids: readonly number[]): void {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('Thread View could not end these processes: {0}', pids.join(', ')),
    );
  }

  /** @returns false when the terminal was closed */
  async showTerminal(): Promise<boolean> {
    return (await this.#task?.showTerminal()) ?? false;
  }

  snapshot(): Promise<TraceUpdate> {
    return this.#recording?.snapshot() ?? Promise.resolve(emptySnapshot);
  }

  window(query: WindowQuery): Promise<WindowAnswer> {
    return this.#recording?.window(query) ?? Promise.resolve(emptyWindow(query));
  }

  ask(question: TraceQuestion): Promise<TraceAnswer> {
    return this.#recording?.ask(question) ?? Promise.resolve(null);
  }

  /** Lets go of the trace. The program, should it still run, is not ended. */
  async close(): Promise<void> {
    this.dispose();
    try {
      await this.#recording?.dispose();
    } catch (error) {
      this.#log.error(errorText(error));
    }
  }

  dispose(): void {
    this.#viewChanged.dispose();
    this.#updated.dispose();
  }

  #fail(error: unknown): void {
    this.#log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const problem = error instanceof LaunchProblem ? error : null;
    this.#setting = problem?.setting ?? null;
    this.#change({
      status: 'failed',
      failure: {
        message:
          problem === null
            ? vscode.l10n.t('{0} could not be started: {1}', this.#view.title, errorText(error))
            : localized(problem.sentence),
        detail: problem?.detail ?? null,
        nextSteps: nextSteps([...(problem?.nextSteps ?? []), 'runAgain']),
      },
    });
  }

  #notices(): readonly string[] {
    return [...this.#planNotices, ...this.#recordingNotices];
  }

  #change(change: Partial<RunView>): void {
    this.#view = { ...this.#view, ...change };
    this.#viewChanged.fire(this.#view);
  }
}

let nextNumber = 0;
