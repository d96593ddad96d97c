import type * as vscode from 'vscode';
import type { LaunchCommand } from '../engine/launchPlan.ts';
import { ProcessTree } from '../engine/processTree.ts';
import type { EndResult } from '../engine/processTree.ts';
import type { Recording, RootEnd } from '../engine/recording.ts';
import type { RunContext } from './runContext.ts';
import type { Endpoint } from '../protocol/wire.ts';
import { nextSteps } from './nextSteps.ts';
import { Run, type RunFacts } from './run.ts';
import { toldEnd } from './runEnd.ts';
import { startFailure } from './startFailure.ts';
import { TaskRun } from './taskRunner.ts';
import { localized } from './text.ts';

/** How a program is to be started, decided but for the probe. */
export interface ProgramPlan {
  /** As the user would have typed it. */
  readonly commandLine: string;
  /** What runs it, for the log. */
  readonly runtime: string;
  readonly canBeProbed: boolean;
  /** What the user should know of this way of running, a sentence each. */
  readonly notices: readonly string[];
  /** @param endpoint `null` runs it without the probe */
  command(endpoint: Endpoint | null): LaunchCommand;
}

/** A program that VS Code starts itself, as a task, prepared so that it tells where we listen. */
export interface StartedTask {
  readonly task: TaskRun;
  readonly endpoint: Endpoint;
}

export interface ProgramFacts extends RunFacts {
  readonly folder: vscode.WorkspaceFolder | undefined;
  /** Settings are read anew each time, so that a second try can go better. @throws LaunchProblem */
  readonly plan: () => Promise<ProgramPlan>;
  /** Without it the program is started here. */
  readonly started?: StartedTask;
}

/** How long a task may take to end after its processes have. */
const taskEndMs = 1500;

/** A run of one program in a terminal of a task: from the plan through recorder, task and end. */
export class ProgramRun extends Run {
  readonly #facts: ProgramFacts;
  #task: TaskRun | null = null;
  #hasTask: (task: TaskRun) => void = () => undefined;
  readonly #taskStarted = new Promise<TaskRun>(resolve => (this.#hasTask = resolve));
  #tree: Promise<ProcessTree | null> = Promise.resolve(null);
  #stopping: Promise<void> | null = null;
  #ending: Promise<EndResult | null> = Promise.resolve(null);
  #over: Promise<void> = Promise.resolve();
  #pid: number | null = null;

  constructor(facts: ProgramFacts, context: RunContext) {
    super(facts, context);
    this.#facts = facts;
  }

  get pid(): number | null {
    return this.#pid;
  }

  get over(): Promise<void> {
    return this.#over;
  }

  /** A method, because TypeScript believes that a field cannot change while we wait. */
  #isStopping(): boolean {
    return this.#stopping !== null;
  }

  /** Starts the program. Resolves when it runs or could not be started. */
  async start(): Promise<void> {
    let isUp: () => void = () => undefined;
    const up = new Promise<void>(resolve => (isUp = resolve));
    this.#over = this.#live(isUp)
      .catch((error: unknown) => this.fail(error))
      .finally(() => isUp());
    await up;
  }

  async #live(isUp: () => void): Promise<void> {
    const plan = await this.#facts.plan();
    this.setNotices(plan.notices);
    if (this.#isStopping()) {
      this.change({ status: 'ended' });
      return;
    }
    this.change({ commandLine: plan.commandLine });
    const recording = plan.canBeProbed ? await this.record(this.#facts.started?.endpoint) : null;
    if (this.#isStopping()) {
      this.change({ status: 'ended' });
      return;
    }
    this.log.info(`Running ${plan.commandLine} (${plan.runtime})`);

    const task = await this.#startTask(plan.command(recording?.endpoint ?? null));
    const pid = await task.pid;
    this.#pid = pid;
    if (pid !== null) {
      recording?.rootStarted(pid);
      this.#tree = ProcessTree.of(pid);
      // Waited for by `stop` only; a failure there must not count as unhandled before.
      this.#tree.catch(() => undefined);
      this.change({ status: 'running' });
    }
    isUp();

    const { started, exitCode } = await task.ended;
    const end = recording === null ? { exitCode, signal: null } : await this.#readEnd(recording, exitCode);
    this.log.info(`${this.view.title} ended with ${end.signal ?? `exit code ${end.exitCode ?? 'unknown'}`}`);
    this.#conclude({ ...end }, started, recording !== null);
  }

  #conclude(end: RootEnd, started: boolean, probed: boolean): void {
    const facts = { title: this.view.title, end, started, probed, threads: this.threads };
    const failure = this.#isStopping() ? null : startFailure(facts);
    this.change({
      status: failure === null ? 'ended' : 'failed',
      ...end,
      failure:
        failure === null
          ? null
          : {
              message: localized(failure.sentence),
              detail: failure.detail,
              nextSteps: nextSteps([
                'runAgain',
                ...(this.view.file === null ? [] : (['openFile'] as const)),
                'showTerminal',
              ]),
            },
    });
  }

  async #startTask(command: LaunchCommand): Promise<TaskRun> {
    const task =
      this.#facts.started?.task ??
      (await TaskRun.start(this.id, this.view.title, command, this.#facts.folder));
    this.#task = task;
    this.#hasTask(task);
    return task;
  }

  async #readEnd(recording: Recording, exitCode: number | null): Promise<RootEnd> {
    const main = () => this.threads[0];
    const told = await toldEnd(exitCode, this.#ending, main);
    await this.readRest(recording, told);
    return { exitCode: told.exitCode ?? main()?.exitCode ?? null, signal: told.signal };
  }

  stop(): Promise<void> {
    if (this.isOver) return this.#over;
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    // A program that is just being started is let come up: then its processes are known.
    const task = await Promise.race([this.#taskStarted, this.#over]);
    const pid = (await task?.pid) ?? null;
    if (pid !== null) this.#ending = this.endProcesses(this.#tree);
    await this.#ending;
    const timer = setTimeout(() => task?.terminate(), pid === null ? 0 : taskEndMs);
    await task?.ended;
    clearTimeout(timer);
    await this.#over;
  }

  async showTerminal(): Promise<boolean> {
    return (await this.#task?.showTerminal()) ?? false;
  }
}
