import * as vscode from 'vscode';
import type { EndResult, ProcessTree } from '../engine/processTree.ts';
import { LaunchProblem, sentence } from '../engine/launchProblem.ts';
import { RecorderClient } from '../engine/recorderClient.ts';
import type { Disposable, RecordedRun, Recording, RootEnd, TraceUpdate } from '../engine/recording.ts';
import type { FindingView } from '../protocol/findings.ts';
import type { FrameVariables, StackCapture } from '../protocol/stacks.ts';
import type { Endpoint } from '../protocol/wire.ts';
import type {
  RunView,
  ThreadKey,
  ThreadView,
  TraceAnswer,
  TraceQuestion,
  WindowAnswer,
  WindowQuery,
} from '../protocol/panel.ts';
import type { Log } from './log.ts';
import { nextSteps } from './nextSteps.ts';
import { emptySnapshot, emptyWindow } from './nothing.ts';
import { readRest } from './runEnd.ts';
import type { RunContext } from './runContext.ts';
import { isLive, type ShownRun } from './shownRun.ts';
import { errorText, localized } from './text.ts';

/** What is known of a run before it begins. */
export interface RunFacts {
  readonly title: string;
  /** The file that runs, where it is one. */
  readonly file: string | null;
  /** Runs of the same key are tries of the same thing: the next one takes the place of the one before. */
  readonly key: string;
  /** Does it once more; `null` where only the user can. */
  readonly again: (() => Promise<void>) | null;
}

/**
 * One run: what is recorded of a program and said of it, from its beginning until the trace is let go of. What starts
 * the program and how it ends is its kind's matter. Owned by the {@link RunList}.
 */
export abstract class Run implements ShownRun, vscode.Disposable {
  /** Unlike that of any other run, also of other windows. */
  readonly id = `${process.pid}-${Date.now()}-${nextNumber++}`;
  readonly key: string;
  readonly again: (() => Promise<void>) | null;
  protected readonly log: Log;
  readonly #context: RunContext;
  readonly #viewChanged = new vscode.EventEmitter<RunView>();
  readonly #updated = new vscode.EventEmitter<TraceUpdate>();
  #findings: readonly FindingView[] = [];
  readonly #threads = new Map<ThreadKey, ThreadView>();
  #view: RunView;
  #recording: RecordedRun | null = null;
  /** What records it, while that is this window. */
  #recorder: Recording | null = null;
  #updates: Disposable | null = null;
  #recordingNotices: readonly string[] = [];
  #ownNotices: readonly string[] = [];
  #setting: string | null = null;

  readonly onDidChangeView = this.#viewChanged.event;
  readonly onDidUpdate = this.#updated.event;

  constructor({ title, file, key, again }: RunFacts, context: RunContext) {
    this.key = key;
    this.again = again;
    this.#context = context;
    this.log = context.log;
    this.#view = {
      title,
      file,
      commandLine: '',
      status: 'starting',
      startedAtMs: Date.now(),
      exitCode: null,
      signal: null,
      failure: null,
      notices: [],
    };
  }

  /** Resolves when the run has ended, or has failed to start. Never rejects. */
  abstract readonly over: Promise<void>;
  /** The program's process, where there is one and it is known. */
  abstract readonly pid: number | null;
  /** Ends the program and all it started. Resolves when the run is over. */
  abstract stop(): Promise<void>;
  /** @returns false when there is no terminal of this run any more */
  abstract showTerminal(): Promise<boolean>;

  get view(): RunView {
    return this.#view;
  }

  get isOver(): boolean {
    return !isLive(this.#view);
  }

  /** The setting that is to blame for a failure. */
  get setting(): string | null {
    return this.#setting;
  }

  /** The program's threads as last told. */
  get threads(): readonly ThreadView[] {
    return [...this.#threads.values()].filter(thread => thread.kind === 'program');
  }

  /** Everything that was found so far, muted or not. */
  get findings(): readonly FindingView[] {
    return this.#findings;
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

  /** Has a Worker terminated by the thread that made it. @returns false when that cannot be done */
  terminate(worker: ThreadKey): Promise<boolean> {
    return this.#recorder?.terminate(worker) ?? Promise.resolve(false);
  }

  /**
   * Captures the stacks of all threads; the trace keeps them.
   * @returns `null` when the run is not recorded here (any more)
   */
  captureStacks(): Promise<StackCapture | null> {
    return this.#recorder?.captureStacks(null) ?? Promise.resolve(null);
  }

  variables(thread: ThreadKey, frame: number): Promise<FrameVariables | null> {
    return this.#recorder?.variables({ thread, frame }) ?? Promise.resolve(null);
  }

  /** Lets go of the trace. The program, should it still run, is not ended. */
  async close(): Promise<void> {
    this.dispose();
    try {
      await this.#recording?.dispose();
    } catch (error) {
      this.log.error(errorText(error));
    }
  }

  dispose(): void {
    this.#viewChanged.dispose();
    this.#updated.dispose();
  }

  /**
   * @param endpoint where the program tells already; without one, a fresh one is made
   * @throws LaunchProblem when nothing can be recorded
   */
  protected async record(endpoint?: Endpoint): Promise<Recording> {
    const keep = await this.#context.kept.keep(this.#view);
    const options = endpoint === undefined ? { keep } : { endpoint, keep };
    const recording = await RecorderClient.open(options).catch((error: unknown) => {
      const text = sentence(
        '{0} was not started, for nothing can be recorded: {1}',
        this.#view.title,
        errorText(error),
      );
      throw new LaunchProblem('recorder', text);
    });
    this.#recorder = recording;
    this.look(recording);
    return recording;
  }

  /** What is known of the run comes from this recording, and goes with the run. */
  protected look(recording: RecordedRun): void {
    this.#recording = recording;
    this.#updates = recording.onUpdate(update => this.take(update));
    recording.onNotices(notices => {
      this.#recordingNotices = notices;
      this.change({});
    });
  }

  protected take(update: TraceUpdate): void {
    if (update.snapshot) this.#threads.clear();
    for (const thread of update.threads) this.#threads.set(thread.key, thread);
    this.#findings = update.findings ?? this.#findings;
    this.#updated.fire(update);
  }

  /** What changes from now on is not followed. What was before can be asked for further. */
  protected lookAway(): void {
    this.#updates?.dispose();
  }

  /** What the user should know of this way of running. */
  protected setNotices(notices: readonly string[]): void {
    this.#ownNotices = notices;
    this.change({});
  }

  protected change(change: Partial<Omit<RunView, 'notices'>>): void {
    const notices = [...this.#ownNotices, ...this.#recordingNotices];
    this.#view = { ...this.#view, ...change, notices };
    this.#viewChanged.fire(this.#view);
  }

  protected fail(error: unknown): void {
    this.log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const problem = error instanceof LaunchProblem ? error : null;
    this.#setting = problem?.setting ?? null;
    this.change({
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

  /** See {@link readRest}. */
  protected async readRest(recording: Recording, end: RootEnd): Promise<void> {
    await readRest(recording, end).catch((error: unknown) => this.log.error(errorText(error)));
  }

  /**
   * Ends processes, and tells the user of those that were asked to end and did not.
   * @returns `null` where there are none, or they cannot be listed
   */
  protected async endProcesses(tree: Promise<ProcessTree | null>): Promise<EndResult | null> {
    try {
      const result = (await (await tree)?.end()) ?? null;
      if (result !== null) this.#tellLeft(result);
      return result;
    } catch (error) {
      this.log.error(`The processes of ${this.#view.title} could not be listed: ${errorText(error)}`);
      return null;
    }
  }

  #tellLeft(result: EndResult): void {
    if (result.left.length === 0) return;
    void vscode.window.showWarningMessage(
      vscode.l10n.t('Thread View could not end these processes: {0}', result.left.join(', ')),
    );
  }
}

let nextNumber = 0;
