import * as vscode from 'vscode';
import type { Disposable, TraceUpdate } from '../engine/recording.ts';
import type { ThreadKey, ThreadView } from '../protocol/panel.ts';
import type { SourcePlace } from '../protocol/words.ts';
import { commandIds } from './commandIds.ts';
import { MarkDecorations, type DrawnMark, type Wanted } from './markDecorations.ts';
import { hoverText, noteText, type Speech } from './markWords.ts';
import { PlacedThreads, type LineMark } from './placedThreads.ts';
import { pathOf } from './sourceLinks.ts';
import { isLive } from './shownRun.ts';
import { SelectedLines } from './selectedLines.ts';
import type { TrackedFiles, TrackedRun } from './trackedFiles.ts';

/** What is true is seen at once; after that, it changes no faster than it can be read. */
const refreshMs = 500;
const settings = 'threadView.editor';

/** Whose threads are marked: a run. */
export interface MarkSource extends TrackedRun {
  readonly threads: readonly ThreadView[];
  onDidUpdate(listener: (update: TraceUpdate) => void): Disposable;
}

/** A mark, and the line of a document that it has come to. */
interface PlacedMark {
  readonly line: number;
  readonly mark: LineMark;
}

/**
 * Marks the lines on which threads of the shown run are known to be now: in the gutter, behind the line's end, and
 * in a hover. Those of waits vanish with the run, those of failures stay until the next. A mark follows its line
 * while the file is edited, and goes when the line itself is changed. One per window, made with the first run;
 * nothing is done while no line is known, and only editors that are seen are drawn.
 */
export class EditorMarks implements vscode.HoverProvider, vscode.Disposable {
  readonly #placed = new PlacedThreads(pathOf);
  readonly #tracked: TrackedFiles;
  readonly #selected: SelectedLines;
  readonly #subscriptions: vscode.Disposable[];
  /** Made with the first mark. */
  #decorations: MarkDecorations | null = null;
  #source: MarkSource | null = null;
  #ofSource: Disposable[] = [];
  #nowNs = 0;
  #marks: ReadonlyMap<string, readonly LineMark[]> = new Map();
  #timer: NodeJS.Timeout | null = null;
  #drawnAtMs = -Infinity;

  /** @param tracked of the run that is shown here */
  constructor(tracked: TrackedFiles) {
    this.#tracked = tracked;
    this.#selected = new SelectedLines(tracked, pathOf);
    this.#subscriptions = [
      vscode.languages.registerHoverProvider({ scheme: 'file' }, this),
      vscode.window.onDidChangeVisibleTextEditors(editors => {
        for (const editor of editors) this.#draw(editor);
      }),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration(settings)) this.#refresh();
      }),
    ];
  }

  show(source: MarkSource): void {
    this.#leave();
    this.#source = source;
    this.#take({ snapshot: true, threads: source.threads });
    this.#ofSource = [
      source.onDidUpdate(update => {
        this.#nowNs = update.nowNs;
        this.#take(update);
      }),
      source.onDidChangeView(() => this.#changedView()),
    ];
    this.#refresh();
  }

  /** Lines that belong to what is selected in a panel. */
  select(panel: object, places: readonly SourcePlace[]): void {
    this.#selected.show(panel, places);
  }

  provideHover(
    document: vscode.TextDocument,
    { line, character }: vscode.Position,
  ): vscode.Hover | undefined {
    const { gutter, notes } = wanted();
    const { range } = document.lineAt(line);
    const isAtNote = character >= range.end.character;
    // Where there is a note, the line's own hovers are left alone.
    if (notes ? !isAtNote : !gutter) return undefined;
    const found = this.#marksIn(document).find(each => each.line === line);
    if (found === undefined) return undefined;
    const { threads } = this.#source ?? { threads: [] };
    const nameOf = (key: ThreadKey) => threads.find(thread => thread.key === key)?.name ?? null;
    const text = new vscode.MarkdownString(hoverText(found.mark, this.#nowNs, speech(), { nameOf, linkTo }));
    text.isTrusted = { enabledCommands: [commandIds.revealThread] };
    return new vscode.Hover(text, isAtNote ? new vscode.Range(range.end, range.end) : range);
  }

  dispose(): void {
    this.#leave();
    for (const each of this.#subscriptions) each.dispose();
    this.#selected.dispose();
    this.#decorations?.dispose();
  }

  #take(update: Pick<TraceUpdate, 'threads' | 'snapshot'>): void {
    this.#placed.take(update);
    this.#settle();
    if (this.#placed.size === 0 && this.#marks.size === 0) return;
    const waitMs = Math.max(0, this.#drawnAtMs + refreshMs - performance.now());
    this.#timer ??= setTimeout(() => this.#refresh(), waitMs);
  }

  #changedView(): void {
    this.#settle();
    this.#refresh();
  }

  /** Whoever is told to wait after the run's end has nobody to tell of its end. */
  #settle(): void {
    if (this.#source === null || !isLive(this.#source.view)) this.#placed.endWaits();
  }

  #refresh(): void {
    this.#cancel();
    this.#drawnAtMs = performance.now();
    this.#marks = this.#placed.marks(this.#nowNs);
    for (const editor of vscode.window.visibleTextEditors) this.#draw(editor);
  }

  /** Lines of the document may be at other places. */
  edited(document: vscode.TextDocument): void {
    for (const editor of vscode.window.visibleTextEditors)
      if (editor.document === document) this.#draw(editor);
    this.#selected.draw(document);
  }

  #draw(editor: vscode.TextEditor): void {
    const marks = this.#marksIn(editor.document).map((placed): DrawnMark | null => {
      const [worst] = placed.mark.groups;
      const note = noteText(placed.mark, this.#nowNs, speech());
      return worst === undefined ? null : { line: placed.line, state: worst.state, note };
    });
    if (marks.length === 0 && this.#decorations === null) return;
    this.#decorations ??= new MarkDecorations();
    this.#decorations.draw(
      editor,
      marks.filter(mark => mark !== null),
      wanted(),
    );
  }

  #marksIn(document: vscode.TextDocument): readonly PlacedMark[] {
    if (document.uri.scheme !== 'file') return [];
    return (this.#marks.get(document.uri.fsPath) ?? []).flatMap(mark => {
      const line = this.#tracked.lineOf(document, mark.line);
      return line === null ? [] : [{ line, mark }];
    });
  }

  #cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #leave(): void {
    this.#cancel();
    for (const each of this.#ofSource) each.dispose();
    this.#ofSource = [];
    this.#nowNs = 0;
  }
}

function wanted(): Wanted {
  const configuration = vscode.workspace.getConfiguration(settings);
  const is = (name: string) => configuration.get<boolean>(name) !== false;
  return { gutter: is('gutter'), notes: is('notes') };
}

function speech(): Speech {
  return { t: vscode.l10n.t, language: vscode.env.language };
}

function linkTo(thread: ThreadKey): string {
  return `command:${commandIds.revealThread}?${encodeURIComponent(JSON.stringify([`t${thread}`]))}`;
}
