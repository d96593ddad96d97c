import * as vscode from 'vscode';
import { changedAtMs } from '../engine/files.ts';
import type { Disposable } from '../engine/recording.ts';
import type { RunView } from '../protocol/panel.ts';
import { TrackedLines } from './trackedLines.ts';

/** What tells when the program has read its files: a run. */
export interface TrackedRun {
  readonly view: RunView;
  onDidChangeView(listener: (view: RunView) => void): Disposable;
}

/**
 * Where the lines of a run's files have come to since the program began: they are followed while a file is edited,
 * and given up when they, or the file outside of VS Code, have changed. One for each that shows something at lines;
 * lives as long as that does.
 */
export class TrackedFiles implements vscode.Disposable {
  readonly #files = new Map<string, TrackedLines>();
  readonly #subscriptions: vscode.Disposable[];
  #ofRun: Disposable | null = null;
  /** When the program began, in milliseconds since the epoch; `null` while it has not. */
  #sinceMs: number | null = null;

  /** @param onEdited called when lines of a document may be at other places */
  constructor(onEdited: (document: vscode.TextDocument) => void) {
    this.#subscriptions = [
      vscode.workspace.onDidChangeTextDocument(event => {
        if (event.contentChanges.length > 0 && this.#edited(event)) onEdited(event.document);
      }),
      // What happened to it while it was closed, or that its changes were thrown away, nobody said.
      vscode.workspace.onDidOpenTextDocument(document => {
        this.#files.get(document.uri.fsPath)?.lostSight(textsOf(document));
      }),
    ];
  }

  /** Follows the files of another run. */
  show(run: TrackedRun): void {
    this.#ofRun?.dispose();
    this.#begin(run.view.status === 'starting' ? null : run.view.startedAtMs);
    // What is saved, and formatted with that, before the program begins is what it will read.
    this.#ofRun = run.onDidChangeView(({ status }) => {
      if (this.#sinceMs === null && status !== 'starting') this.#begin(Date.now());
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

  dispose(): void {
    this.#ofRun?.dispose();
    for (const each of this.#subscriptions) each.dispose();
  }

  #begin(sinceMs: number | null): void {
    this.#files.clear();
    this.#sinceMs = sinceMs;
  }

  #edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): boolean {
    if (this.#sinceMs === null || document.uri.scheme !== 'file') return false;
    const changes = contentChanges.map(({ range, text }) => ({
      firstLine: range.start.line,
      lastLine: range.end.line,
      lineEnds: text.split('\n').length - 1,
    }));
    this.#linesOf(document, true).change(changes, textsOf(document));
    return true;
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
