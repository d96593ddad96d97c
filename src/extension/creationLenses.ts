import * as vscode from 'vscode';
import type { Disposable } from '../engine/recording.ts';
import type { ThreadView } from '../protocol/panel.ts';
import { commandIds } from './commandIds.ts';
import { creationLines, type CreationLine } from './creationLines.ts';
import { pathOf } from './sourceLinks.ts';
import { duration, threadsText } from './threadWords.ts';
import type { TrackedFiles, TrackedRun } from './trackedFiles.ts';

/** Faster nobody reads. */
const refreshMs = 500;
const setting = 'threadView.codeLens';

/** Whose threads are shown: a run. */
export interface LensSource extends TrackedRun {
  readonly threads: readonly ThreadView[];
  onDidUpdate(listener: () => void): Disposable;
}

/**
 * Above each line that made threads in the last run: how many, what became of them, and how long they were busy. A
 * lens follows its line while the file is edited, and goes when the line itself is changed. One per window, made
 * with the first run.
 */
export class CreationLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];
  #source: LensSource | null = null;
  #ofSource: Disposable[] = [];
  readonly #tracked: TrackedFiles;
  #timer: NodeJS.Timeout | null = null;

  /** @param tracked of the run that is shown here. VS Code asks for lenses anew by itself when a document was edited */
  constructor(tracked: TrackedFiles) {
    this.#tracked = tracked;
    this.#subscriptions = [
      vscode.languages.registerCodeLensProvider({ scheme: 'file' }, this),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration(setting)) this.#changed.fire();
      }),
    ];
  }

  show(source: LensSource): void {
    this.#leave();
    this.#source = source;
    this.#ofSource = [source.onDidUpdate(() => this.#soon()), source.onDidChangeView(() => this.#soon())];
    this.#changed.fire();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const isWanted = vscode.workspace.getConfiguration().get<boolean>(setting) !== false;
    if (this.#source === null || !isWanted) return [];
    const file = document.uri.fsPath;
    return creationLines(this.#source.threads, file, pathOf).flatMap(made => {
      const line = this.#tracked.lineOf(document, made.line - 1);
      return line === null ? [] : [lens(line, made)];
    });
  }

  dispose(): void {
    this.#leave();
    for (const each of this.#subscriptions) each.dispose();
    this.#changed.dispose();
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#changed.fire();
    }, refreshMs);
  }

  #leave(): void {
    for (const each of this.#ofSource) each.dispose();
    this.#ofSource = [];
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

function lens(line: number, made: CreationLine): vscode.CodeLens {
  const nodes = made.threads.map(thread => `t${thread.key}`);
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
    title: title(made),
    tooltip: vscode.l10n.t('Show the lanes of these threads'),
    command: commandIds.revealThread,
    arguments: [nodes[0], nodes],
  });
}

function title({ threads, alive, finished, failed, killed, busyNs }: CreationLine): string {
  const outcomes = [
    alive > 0 ? vscode.l10n.t('{0} alive', alive) : '',
    finished > 0 ? vscode.l10n.t('{0} finished', finished) : '',
    failed > 0 ? vscode.l10n.t('{0} failed', failed) : '',
    killed > 0 ? vscode.l10n.t('{0} killed', killed) : '',
  ].filter(part => part !== '');
  return [threadsText(threads.length), outcomes.join(', '), vscode.l10n.t('{0} busy', duration(busyNs))].join(
    ' · ',
  );
}
