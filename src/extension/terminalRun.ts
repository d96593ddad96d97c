import * as vscode from 'vscode';
import { ProcessTree } from '../engine/processTree.ts';
import type { Endpoint } from '../protocol/wire.ts';
import type { RunContext } from './runContext.ts';
import { Run } from './run.ts';

/** The run of all that is typed into one terminal, from the terminal's opening to its end. */
export class TerminalRun extends Run {
  readonly over: Promise<void>;
  readonly #terminal: vscode.Terminal;
  readonly #endpoint: Endpoint;
  #pid: number | null = null;

  constructor(terminal: vscode.Terminal, endpoint: Endpoint, context: RunContext) {
    super({ title: terminal.name, file: null, key: `terminal ${endpoint.folder}`, again: null }, context);
    this.#terminal = terminal;
    this.#endpoint = endpoint;
    this.over = this.#live().catch((error: unknown) => this.fail(error));
  }

  /** The shell's. */
  get pid(): number | null {
    return this.#pid;
  }

  async #live(): Promise<void> {
    const closed = this.#closed();
    const recording = await this.record(this.#endpoint);
    this.#pid = (await this.#terminal.processId) ?? null;
    this.change({ status: 'running' });
    await closed;
    const end = { exitCode: this.#terminal.exitStatus?.code ?? null, signal: null };
    await this.readRest(recording, end);
    this.change({ status: 'ended', ...end });
  }

  #closed(): Promise<void> {
    if (this.#terminal.exitStatus !== undefined) return Promise.resolve();
    return new Promise(resolve => {
      const subscription = vscode.window.onDidCloseTerminal(terminal => {
        if (terminal !== this.#terminal) return;
        subscription.dispose();
        resolve();
      });
    });
  }

  /** Closes the terminal, when what was started in it has ended. */
  async stop(): Promise<void> {
    if (!this.isOver && this.#pid !== null) await this.endProcesses(ProcessTree.of(this.#pid));
    this.#terminal.dispose();
    await this.over;
  }

  showTerminal(): Promise<boolean> {
    const isOpen = this.#terminal.exitStatus === undefined;
    if (isOpen) this.#terminal.show();
    return Promise.resolve(isOpen);
  }
}
