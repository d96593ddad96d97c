import * as vscode from 'vscode';
import type { Disposable } from '../engine/recording.ts';
import { commandIds } from './commandIds.ts';
import type { Run } from './run.ts';

/** The entry that tells, while a run goes on, how many of its threads are alive. Lives as long as that run goes on. */
export class RunStatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #subscriptions: readonly Disposable[];
  readonly #run: Run;

  constructor(run: Run) {
    this.#run = run;
    this.#item = vscode.window.createStatusBarItem('thread-view.run', vscode.StatusBarAlignment.Left, 10);
    this.#item.name = 'Thread View';
    this.#item.command = commandIds.showPanel;
    this.#subscriptions = [
      this.#item,
      run.onDidUpdate(() => this.#draw()),
      run.onDidChangeView(() => this.#draw()),
    ];
    this.#draw();
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
  }

  #draw(): void {
    if (this.#run.isOver) {
      this.#item.hide();
      return;
    }
    const { title } = this.#run.view;
    const alive = this.#run.threads.filter(each => each.outcome === 'running').length;
    const count = alive === 1 ? vscode.l10n.t('1 thread') : vscode.l10n.t('{0} threads', alive);
    // Setting the same text again would still be sent to the window.
    const text = `$(pulse) ${alive === 0 ? title : count}`;
    if (text !== this.#item.text) {
      this.#item.text = text;
      this.#item.tooltip = vscode.l10n.t('{0} is running. Show its threads.', title);
      this.#item.accessibilityInformation = {
        label: vscode.l10n.t('Thread View: {0}, {1} alive', title, count),
      };
    }
    this.#item.show();
  }
}
