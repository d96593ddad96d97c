import * as vscode from 'vscode';
import { RunFiles, type TrackedRun } from './runFiles.ts';

export type { TrackedRun } from './runFiles.ts';

/** Of so many runs edits are followed, for the user may look at an older one again. */
const mostRuns = 8;

/**
 * Where the lines of the shown run's files have come to since its program began: they are followed while a file is
 * edited, and given up when they, or the file outside of VS Code, have changed. One per window, for all
 * that is shown at lines.
 */
export class TrackedFiles implements vscode.Disposable {
  readonly #subscriptions: vscode.Disposable[];
  /** The shown one first. */
  #runs: readonly RunFiles[] = [];

  /** @param onEdited called when lines of a document may be at other places */
  constructor(onEdited: (document: vscode.TextDocument) => void) {
    this.#subscriptions = [
      vscode.workspace.onDidChangeTextDocument(event => {
        if (!this.#take(event)) return;
        onEdited(event.document);
      }),
      vscode.workspace.onDidOpenTextDocument(document => {
        for (const run of this.#runs) run.opened(document);
      }),
    ];
  }

  /** Follows the files of another run, or again those of one that was shown before. */
  show(run: TrackedRun): void {
    const shown = this.#runs.find(each => each.run === run) ?? new RunFiles(run);
    const runs = [shown, ...this.#runs.filter(each => each !== shown)];
    this.#runs = runs.slice(0, mostRuns);
    for (const each of runs.slice(mostRuns)) each.dispose();
  }

  /** See {@link RunFiles.lineOf}, of the run that is shown. */
  lineOf(document: vscode.TextDocument, line: number): number | null {
    return this.#runs[0]?.lineOf(document, line) ?? null;
  }

  dispose(): void {
    for (const each of [...this.#subscriptions, ...this.#runs]) each.dispose();
  }

  #take({ document, contentChanges }: vscode.TextDocumentChangeEvent): boolean {
    if (contentChanges.length === 0 || document.uri.scheme !== 'file') return false;
    const changes = contentChanges.map(({ range, text }) => ({
      firstLine: range.start.line,
      lastLine: range.end.line,
      lineEnds: text.split('\n').length - 1,
    }));
    for (const run of this.#runs) run.edited(document, changes);
    return this.#runs.length > 0;
  }
}
