import * as vscode from 'vscode';
import type { SourcePlace } from '../protocol/words.ts';

/** A caret that is held down moves through a line per key repeat; the panel needs the line it rests on. */
const restMs = 40;

/** Tells on which line of which file the caret stands. Lives as long as the panel that wants to know. */
export class CaretTracker implements vscode.Disposable {
  readonly #tell: (place: SourcePlace | null) => void;
  readonly #subscriptions: vscode.Disposable[];
  #timer: NodeJS.Timeout | undefined;
  #last: string | null = null;

  constructor(tell: (place: SourcePlace | null) => void) {
    this.#tell = tell;
    this.#subscriptions = [
      vscode.window.onDidChangeTextEditorSelection(event => {
        if (event.textEditor === vscode.window.activeTextEditor) this.#soon();
      }),
      // Without an editor the panel itself or a terminal has the focus; the caret stays where it was.
      vscode.window.onDidChangeActiveTextEditor(editor => {
        if (editor !== undefined || vscode.window.visibleTextEditors.length === 0) this.#soon();
      }),
    ];
    this.#soon();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const each of this.#subscriptions) each.dispose();
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#now(), restMs);
  }

  #now(): void {
    const place = placeOf(vscode.window.activeTextEditor);
    const name = JSON.stringify(place);
    if (name === this.#last) return;
    this.#last = name;
    this.#tell(place);
  }
}

function placeOf(editor: vscode.TextEditor | undefined): SourcePlace | null {
  if (editor?.document.uri.scheme !== 'file') return null;
  const { active } = editor.selection;
  return { file: editor.document.uri.fsPath, line: active.line + 1, column: active.character + 1 };
}
