import * as vscode from 'vscode';
import type { Recording } from '../engine/recording.ts';
import type { ThreadView } from '../protocol/panel.ts';
import type { Endpoint } from '../protocol/wire.ts';
import type { DebuggerWord } from '../trace/debuggerStops.ts';
import { Run, type RunFacts } from './run.ts';
import type { RunContext } from './runContext.ts';

export interface DebugFacts extends RunFacts {
  readonly commandLine: string;
}

/** A run whose program a debugger starts and ends: over when the session is that began it. */
export class DebugRun extends Run {
  readonly over: Promise<void>;
  readonly #session: vscode.DebugSession;
  readonly #recording: Promise<Recording | null>;
  #pid: number | null = null;
  #exitCode: number | null = null;
  #isOver: () => void = () => undefined;

  /** @param endpoint where the program tells */
  constructor(facts: DebugFacts, session: vscode.DebugSession, endpoint: Endpoint, context: RunContext) {
    super(facts, context);
    this.#session = session;
    this.over = new Promise(resolve => (this.#isOver = resolve));
    this.change({ status: 'running', commandLine: facts.commandLine });
    this.log.info(`Debugging ${facts.title} (${session.type})`);
    this.#recording = this.record(endpoint).catch((error: unknown) => {
      this.#fails(error);
      return null;
    });
  }

  get pid(): number | null {
    return this.#pid;
  }

  /** The debugger says which process the program is. Of several, the first one counts. */
  hasPid(pid: number): void {
    this.#pid ??= pid;
  }

  exited(exitCode: number): void {
    this.#exitCode = exitCode;
  }

  said(word: DebuggerWord): void {
    void this.#recording.then(recording => recording?.debuggerSaid(word));
  }

  /** The debugger could not start the program: nobody will tell, and where that was to be is free for the next session. */
  refused(why: string): void {
    if (this.isOver) return;
    this.fail(new Error(why));
    void this.#recording
      .then(recording => recording && this.readRest(recording, { exitCode: null, signal: null }))
      .finally(() => this.#isOver());
  }

  /** The session is over. */
  async ends(): Promise<void> {
    const recording = await this.#recording;
    if (this.isOver || recording === null) return;
    const end = { exitCode: this.#exitCode, signal: null };
    await this.readRest(recording, end);
    this.log.info(`Debugging ${this.view.title} has ended`);
    this.change({ status: 'ended', exitCode: this.#exitCode ?? this.#lastProgram?.exitCode ?? null });
    this.#isOver();
  }

  async stop(): Promise<void> {
    if (this.isOver) return;
    await vscode.debug.stopDebugging(this.#session);
    await this.over;
  }

  /** The program's output is where the debugger shows it. */
  async showTerminal(): Promise<boolean> {
    const isTerminal = this.#session.configuration['console'] === 'integratedTerminal';
    await vscode.commands.executeCommand(
      isTerminal ? 'workbench.action.terminal.focus' : 'workbench.panel.repl.view.focus',
    );
    return true;
  }

  /** The main thread of the program, which is another when the debugger began it anew. */
  get #lastProgram(): ThreadView | undefined {
    return this.threads.filter(({ isMain, parent }) => isMain && parent === null).at(-1);
  }

  #fails(error: unknown): void {
    if (this.isOver) return;
    this.fail(error);
    this.#isOver();
  }
}
