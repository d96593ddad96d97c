import * as vscode from 'vscode';
import type { Disposable } from '../engine/recording.ts';
import { commandIds } from './commandIds.ts';
import { findingTitle } from './findingTitles.ts';
import type { MutedFindings } from './mutedFindings.ts';
import type { RunList } from './runList.ts';

/** The entry that tells how much was found in the run that is shown. Nothing else tells of it unasked. */
export class FindingsStatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #subscriptions: readonly Disposable[];
  readonly #runs: RunList;
  readonly #muted: MutedFindings;

  constructor(runs: RunList, muted: MutedFindings) {
    this.#runs = runs;
    this.#muted = muted;
    this.#item = vscode.window.createStatusBarItem('thread-view.findings', vscode.StatusBarAlignment.Left, 9);
    this.#item.name = vscode.l10n.t('Thread View: Findings');
    this.#item.command = commandIds.showFindings;
    this.#subscriptions = [
      this.#item,
      runs.onDidChange(() => this.#draw()),
      runs.onDidUpdateRun(run => {
        if (run === runs.current) this.#draw();
      }),
      muted.onDidChange(() => this.#draw()),
    ];
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
  }

  #draw(): void {
    const run = this.#runs.current;
    const findings = run === null ? [] : this.#muted.without(run.findings);
    if (run === null || findings.length === 0) {
      this.#item.hide();
      return;
    }
    const titles = [...new Set(findings.map(({ kind }) => findingTitle(kind)))];
    const text = `$(lightbulb) ${findings.length}`;
    const tooltip = vscode.l10n.t('Found in {0}: {1}', run.view.title, titles.join(', '));
    // Setting the same text again would still be sent to the window.
    if (text !== this.#item.text) {
      this.#item.text = text;
      this.#item.accessibilityInformation = {
        label: vscode.l10n.t('Thread View: findings in {0}: {1}', run.view.title, findings.length),
      };
    }
    if (tooltip !== this.#item.tooltip) this.#item.tooltip = tooltip;
    this.#item.show();
  }
}
