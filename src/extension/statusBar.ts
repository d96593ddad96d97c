import * as vscode from 'vscode';
import type { Disposable } from '../engine/recording.ts';
import { commandIds } from './commandIds.ts';
import { threadsText } from './threadWords.ts';
import type { RunList } from './runList.ts';

/** The entry that tells, while runs go on, how many of their threads are alive. Lives as long as the extension. */
export class RunStatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #subscriptions: readonly Disposable[];
  readonly #runs: RunList;

  constructor(runs: RunList) {
    this.#runs = runs;
    this.#item = vscode.window.createStatusBarItem('thread-view.run', vscode.StatusBarAlignment.Left, 10);
    this.#item.name = 'Thread View';
    this.#item.command = commandIds.showPanel;
    this.#subscriptions = [
      this.#item,
      runs.onDidChange(() => this.#draw()),
      runs.onDidUpdateRun(() => this.#draw()),
    ];
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
  }

  #draw(): void {
    const { living } = this.#runs;
    const [only] = living;
    if (only === undefined) {
      this.#item.hide();
      return;
    }
    const alive = living.flatMap(run => run.threads).filter(each => each.outcome === 'running').length;
    const threads = threadsText(alive);
    const isOne = living.length === 1;
    const runs = isOne ? only.view.title : vscode.l10n.t('{0} runs', living.length);
    const count = isOne ? threads : `${runs}, ${threads}`;
    const text = `$(pulse) ${alive === 0 ? runs : count}`;
    // Setting the same text again would still be sent to the window.
    if (text !== this.#item.text) {
      this.#item.text = text;
      this.#item.tooltip = isOne
        ? vscode.l10n.t('{0} is running. Show its threads.', runs)
        : vscode.l10n.t('Running: {0}. Show their threads.', living.map(run => run.view.title).join(', '));
      this.#item.accessibilityInformation = {
        label: vscode.l10n.t('Thread View: {0}, {1} alive', runs, threads),
      };
    }
    this.#item.show();
  }
}
