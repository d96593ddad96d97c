import type * as vscode from 'vscode';
import { changedAtMs } from '../engine/files.ts';
import type { Disposable } from '../engine/recording.ts';
import type { RunView } from '../protocol/panel.ts';
import { TrackedLines, type LineChange } from './trackedLines.ts';

/** What tells when the program has read its files: a run. */
export interface TrackedRun {
  readonly view: RunView;
  onDidChangeView(listener: (view: RunView) => void): Disposable;
}

/** Where the lines of one run's files have come to since its program began. */
export class RunFiles implements Disposable {
  readonly run: TrackedRun;
  readonly #files = new Map<string, TrackedLines>();
  readonly #subscription: Disposable;
  /** When the program began, in milliseconds since the epoch; `null` while it has not. */
  #sinceMs: number | null;

  constructor(run: TrackedRun) {
    this.run = run;
    this.#sinceMs = run.view.status === 'starting' ? null : run.view.startedAtMs;
    // What is saved, and formatted with that, before the program begins is what it will read.
    this.#subscription = run.onDidChangeView(({ status }) => {
      if (this.#sinceMs !== null || status === 'starting') return;
      this.#files.clear();
      this.#sinceMs = Date.now();
    });
  }

  /**
   * @param line of the file as the program read it, from 0
   * @returns where it is in the document, from 0; `null` when it is not the same any more, or that is not certain
   */
  lineOf(document: vscode.TextDocument, line: number): number | null {
    // What is not saved and was not edited since is not what the program read.
    const lines = this.#linesOf(document, !document.isDirty);
    lines.follow([line], textsOf(document));
    return lines.lineOf(line);
  }

  edited(document: vscode.TextDocument, changes: readonly LineChange[]): void {
    if (this.#sinceMs !== null) this.#linesOf(document, true).change(changes, textsOf(document));
  }

  /** What happened to it while it was closed, or that its changes were thrown away, nobody said. */
  opened(document: vscode.TextDocument): void {
    this.#files.get(document.uri.fsPath)?.lostSight(textsOf(document));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** @param isSaved what is known of a file that nothing was known of before */
  #linesOf(document: vscode.TextDocument, isSaved: boolean): TrackedLines {
    const file = document.uri.fsPath;
    let lines = this.#files.get(file);
    if (lines === undefined) {
      this.#files.set(file, (lines = new TrackedLines()));
      const isAsItWas = isSaved && changedAtMs(file) <= (this.#sinceMs ?? Infinity);
      if (!isAsItWas) lines.lostSight(textsOf(document));
    }
    return lines;
  }
}

function textsOf(document: vscode.TextDocument): (line: number) => string | undefined {
  // A place was told by a program, and may be none.
  return line =>
    Number.isInteger(line) && line >= 0 && line < document.lineCount ? document.lineAt(line).text : undefined;
}
