import * as vscode from 'vscode';
import { probeVariables } from './commandPrograms.ts';
import { HeldEndpoints } from './heldEndpoints.ts';
import type { RunContext } from './runContext.ts';
import { TerminalRun } from './terminalRun.ts';

/** As in package.json. */
export const terminalProfileId = 'thread-view.terminal';

/**
 * The terminal profile "Thread View Terminal": every Node and Python started there is seen. Its run begins with the
 * first of them, for a terminal in which nothing was typed is nothing to show. One per window.
 */
export class RunTerminals implements vscode.TerminalProfileProvider, vscode.Disposable {
  readonly #begin: (run: TerminalRun) => void;
  readonly #context: RunContext;
  readonly #held = new HeldEndpoints<null>();
  #count = 0;
  readonly #subscription: vscode.Disposable;

  /** @param begin a program began to run in a terminal of ours that none ran in before */
  constructor(begin: (run: TerminalRun) => void, context: RunContext) {
    this.#begin = begin;
    this.#context = context;
    this.#subscription = vscode.window.onDidOpenTerminal(terminal => this.#opened(terminal));
  }

  provideTerminalProfile(): vscode.TerminalProfile {
    const scope = vscode.workspace.workspaceFolders?.[0]?.uri;
    const endpoint = this.#held.hold(`${this.#count++}`, null);
    return new vscode.TerminalProfile({
      name: vscode.l10n.t('Thread View Terminal'),
      iconPath: new vscode.ThemeIcon('pulse'),
      env: probeVariables(endpoint, {}, scope),
      // One that VS Code opens again after a reload would tell to nobody.
      isTransient: true,
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#held.dispose();
  }

  #opened(terminal: vscode.Terminal): void {
    const options = terminal.creationOptions;
    const taken = 'env' in options ? this.#held.take(options.env) : null;
    if (taken === null || taken === 'busy') return;
    const run = new TerminalRun(terminal, taken.endpoint, this.#context);
    const subscription = run.onDidUpdate(() => {
      if (run.threads.length === 0) return;
      subscription.dispose();
      this.#begin(run);
    });
    void run.over.then(() => {
      // Nothing ran there.
      if (run.threads.length === 0) void run.close();
    });
  }
}
