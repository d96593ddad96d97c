import * as vscode from 'vscode';
import { bundlePaths } from '../engine/bundlePaths.ts';
import { placedStates, type PlacedState } from './placedThreads.ts';

/** A line of an editor, and what is drawn there. */
export interface DrawnMark {
  /** Where it is in the document, from 0. */
  readonly line: number;
  readonly state: PlacedState;
  readonly note: string;
}

/** What the user wants to see. */
export interface Wanted {
  readonly gutter: boolean;
  readonly notes: boolean;
}

/**
 * Draws marks into editors: a sign in the gutter and in the overview ruler, and a note behind the line's end. Does
 * nothing for an editor that shows them already. Owned by the marks of a window.
 */
export class MarkDecorations implements vscode.Disposable {
  readonly #signs: ReadonlyMap<PlacedState, vscode.TextEditorDecorationType>;
  readonly #notes = vscode.window.createTextEditorDecorationType({
    after: {
      color: new vscode.ThemeColor('editorCodeLens.foreground'),
      fontStyle: 'italic',
      margin: '0 0 0 3ch',
    },
  });
  readonly #drawn = new WeakMap<vscode.TextEditor, string>();

  constructor() {
    this.#signs = new Map(placedStates.map(state => [state, signOf(state)]));
  }

  draw(editor: vscode.TextEditor, marks: readonly DrawnMark[], { gutter, notes }: Wanted): void {
    const signs = gutter ? marks : [];
    const noted = notes ? marks : [];
    const drawn = JSON.stringify([signs.map(({ line, state }) => [line, state]), noted]);
    // An editor that nothing was drawn in shows nothing.
    if (drawn === (this.#drawn.get(editor) ?? nothing)) return;
    this.#drawn.set(editor, drawn);
    for (const [state, sign] of this.#signs) {
      const own = signs.filter(mark => mark.state === state);
      editor.setDecorations(
        sign,
        own.map(({ line }) => new vscode.Range(line, 0, line, 0)),
      );
    }
    editor.setDecorations(
      this.#notes,
      noted.map(({ line, note }) => ({
        range: endOf(editor.document, line),
        renderOptions: { after: { contentText: note } },
      })),
    );
  }

  dispose(): void {
    for (const sign of this.#signs.values()) sign.dispose();
    this.#notes.dispose();
  }
}

const nothing = JSON.stringify([[], []]);

function endOf(document: vscode.TextDocument, line: number): vscode.Range {
  const { end } = document.lineAt(line).range;
  return new vscode.Range(end, end);
}

function signOf(state: PlacedState): vscode.TextEditorDecorationType {
  const icon = (theme: string) =>
    vscode.Uri.joinPath(vscode.Uri.file(bundlePaths.markIcons), `${state}-${theme}.svg`);
  return vscode.window.createTextEditorDecorationType({
    light: { gutterIconPath: icon('light') },
    dark: { gutterIconPath: icon('dark') },
    gutterIconSize: 'contain',
    overviewRulerColor: new vscode.ThemeColor(`threadView.${state}`),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
}
