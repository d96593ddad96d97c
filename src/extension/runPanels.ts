import * as vscode from 'vscode';
import type { Log } from './log.ts';
import type { MutedFindings } from './mutedFindings.ts';
import { RunPanel, type RunPanelOwner } from './runPanel.ts';
import { isLive, type ShownRun } from './shownRun.ts';

/**
 * The panels of this window, beside the editor. A run that begins takes over one whose run is over, for a new tab with
 * every try would be litter; runs that go on keep theirs. Lives as long as the extension.
 */
export class RunPanels {
  readonly #owner: RunPanelOwner;
  readonly #log: Log;
  readonly #muted: MutedFindings;
  /** The one that was used last comes first. */
  #panels: readonly RunPanel[] = [];

  constructor(owner: RunPanelOwner, muted: MutedFindings, log: Log) {
    this.#muted = muted;
    this.#log = log;
    this.#owner = {
      command: (panel, command) => owner.command(panel, command),
      activated: panel => {
        this.#used(panel);
        owner.activated(panel);
      },
      selected: (panel, places) => owner.selected(panel, places),
      closed: panel => {
        this.#panels = this.#panels.filter(each => each !== panel);
        owner.closed(panel);
      },
    };
  }

  get isOpen(): boolean {
    return this.#panels.length > 0;
  }

  /** Where the panel that was used last is, while there is one. */
  get column(): vscode.ViewColumn | undefined {
    return this.#panels[0]?.column;
  }

  isShown(run: ShownRun): boolean {
    return this.#of(run) !== undefined;
  }

  /** A run begins. @param before what it is another try of */
  begin(run: ShownRun, before: ShownRun | null): void {
    const same = before === null ? undefined : this.#of(before);
    const panel = same ?? this.#panels.find(each => isOver(each.shown)) ?? this.#open();
    panel.show(run);
    panel.reveal();
    this.#used(panel);
  }

  /** Brings the panel of a run to the front, or opens one for it. */
  reveal(run: ShownRun): RunPanel {
    const open = this.#of(run);
    const panel = open ?? this.#open();
    if (open === undefined) panel.show(run);
    panel.reveal();
    this.#used(panel);
    return panel;
  }

  /** Takes over a panel that VS Code kept over a reload of the window. */
  restore(panel: vscode.WebviewPanel, run: ShownRun): void {
    const restored = new RunPanel(panel, this.#owner, this.#muted, this.#log);
    restored.show(run);
    this.#used(restored);
  }

  #of(run: ShownRun): RunPanel | undefined {
    return this.#panels.find(panel => panel.shown === run);
  }

  #open(): RunPanel {
    return RunPanel.open(this.column ?? vscode.ViewColumn.Beside, this.#owner, this.#muted, this.#log);
  }

  #used(panel: RunPanel): void {
    this.#panels = [panel, ...this.#panels.filter(each => each !== panel)];
  }
}

function isOver(run: ShownRun | null): boolean {
  return run === null || !isLive(run.view);
}
