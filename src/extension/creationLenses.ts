import * as vscode from 'vscode';
import { filePath } from '../engine/files.ts';
import type { Disposable } from '../engine/recording.ts';
import type { ThreadView } from '../protocol/panel.ts';
import { commandIds } from './commandIds.ts';
import { creationLines, type CreationLine } from './creationLines.ts';
import { duration } from './threadWords.ts';
import { TrackedLines } from './trackedLines.ts';

/** Faster nobody reads. */
const refreshMs = 500;
const setting = 'threadView.codeLens';

/** Whose threads are shown: a run. */
export interface LensSource {
  readonly threads: readonly ThreadView[];
  onDidUpdate(listener: () => void): Disposable;
  onDidChangeView(listener: () => void): Disposable;
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
  /** By file: its lines as they were when they were first shown in this run. */
  readonly #tracked = new Map<string, TrackedLines>();
  #timer: NodeJS.Timeout | null = null;

  constructor() {
    this.#subscriptions = [
      vscode.languages.registerCodeLensProvider({ scheme: 'file' }, this),
      vscode.workspace.onDidChangeTextDocument(event => this.#edited(event)),
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
    const lines = creationLines(this.#source.threads, file, filePath);
    if (lines.length === 0) return [];
    const tracked = this.#trackedLines(file, lines, document);
    return lines.flatMap(made => {
      const line = tracked.lineOf(made.line - 1);
      return line === null ? [] : [lens(line, made)];
    });
  }

  dispose(): void {
    this.#leave();
    for (const each of this.#subscriptions) each.dispose();
    this.#changed.dispose();
  }

  /** Lines that made their first thread only now are followed from now on. */
  #trackedLines(file: string, lines: readonly CreationLine[], document: vscode.TextDocument): TrackedLines {
    const tracked = this.#linesOf(file);
    tracked.follow(
      lines.map(made => made.line - 1),
      line => textOf(document, line),
    );
    return tracked;
  }

  #edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (this.#source === null || contentChanges.length === 0 || document.uri.scheme !== 'file') return;
    const changes = contentChanges.map(({ range, text }) => ({
      firstLine: range.start.line,
      lastLine: range.end.line,
      lineEnds: text.split('\n').length - 1,
    }));
    this.#linesOf(document.uri.fsPath).change(changes, line => textOf(document, line));
  }

  #linesOf(file: string): TrackedLines {
    let tracked = this.#tracked.get(file);
    if (tracked === undefined) this.#tracked.set(file, (tracked = new TrackedLines()));
    return tracked;
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
    this.#tracked.clear();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

function textOf(document: vscode.TextDocument, line: number): string | undefined {
  return line < document.lineCount ? document.lineAt(line).text : undefined;
}

function lens(line: number, made: CreationLine): vscode.CodeLens {
  const [first] = made.threads;
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
    title: title(made),
    tooltip: vscode.l10n.t('Show the lanes of these threads'),
    command: commandIds.revealThread,
    arguments: first === undefined ? [] : [`t${first.key}`],
  });
}

function title({ threads, alive, finished, failed, killed, busyNs }: CreationLine): string {
  const count =
    threads.length === 1 ? vscode.l10n.t('1 thread') : vscode.l10n.t('{0} threads', threads.length);
  const outcomes = [
    alive > 0 ? vscode.l10n.t('{0} alive', alive) : '',
    finished > 0 ? vscode.l10n.t('{0} finished', finished) : '',
    failed > 0 ? vscode.l10n.t('{0} failed', failed) : '',
    killed > 0 ? vscode.l10n.t('{0} killed', killed) : '',
  ].filter(part => part !== '');
  return [count, outcomes.join(', '), vscode.l10n.t('{0} busy', duration(busyNs))].join(' · ');
}
