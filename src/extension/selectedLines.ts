import * as vscode from 'vscode';
import type { SourcePlace } from '../protocol/words.ts';
import type { TrackedFiles } from './trackedFiles.ts';

/**
 * Highlights the lines that belong to what is selected in the panel, in the editors that are seen: softly, for
 * neither caret nor focus moves. One per window; the panel says what is selected.
 */
export class SelectedLines implements vscode.Disposable {
  readonly #tracked: TrackedFiles;
  readonly #pathOf: (file: string) => string | null;
  readonly #subscription = vscode.window.onDidChangeVisibleTextEditors(() => this.draw());
  /** Made with the first selection. */
  #decoration: vscode.TextEditorDecorationType | null = null;
  /** Of each panel in which something is selected. */
  readonly #places = new Map<object, readonly SourcePlace[]>();

  constructor(tracked: TrackedFiles, pathOf: (file: string) => string | null) {
    this.#tracked = tracked;
    this.#pathOf = pathOf;
  }

  show(panel: object, places: readonly SourcePlace[]): void {
    if (places.length > 0) this.#places.set(panel, places);
    else if (!this.#places.delete(panel)) return;
    this.draw();
  }

  /** @param edited the only document in which something can have changed; what was drawn there moves by itself */
  draw(edited?: vscode.TextDocument): void {
    if (this.#places.size === 0 && (edited !== undefined || this.#decoration === null)) return;
    this.#decoration ??= newDecoration();
    for (const editor of vscode.window.visibleTextEditors)
      if (edited === undefined || editor.document === edited)
        editor.setDecorations(this.#decoration, this.#rangesIn(editor.document));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#decoration?.dispose();
  }

  #rangesIn(document: vscode.TextDocument): vscode.Range[] {
    if (document.uri.scheme !== 'file') return [];
    const file = document.uri.fsPath;
    const lines = [...this.#places.values()]
      .flat()
      .filter(place => this.#pathOf(place.file) === file)
      .map(place => this.#tracked.lineOf(document, place.line - 1));
    return [...new Set(lines)].flatMap(line => (line === null ? [] : [new vscode.Range(line, 0, line, 0)]));
  }
}

/** As VS Code highlights what its own lists lead to; the border is there in high contrast only. */
function newDecoration(): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    borderColor: new vscode.ThemeColor('editor.rangeHighlightBorder'),
    borderStyle: 'dotted',
    borderWidth: '1px',
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
}
