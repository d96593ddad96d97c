import * as vscode from 'vscode';
import type { Disposable } from '../engine/recording.ts';
import type { ThreadKey, ThreadView } from '../protocol/panel.ts';
import { parseFilter } from '../trace/filter.ts';
import type { RowSort } from '../trace/rowOrder.ts';
import { contextKeys } from './commandIds.ts';
import type { Run } from './run.ts';
import type { MutedFindings } from './mutedFindings.ts';
import type { RunList } from './runList.ts';
import { RunRows, type RowId } from './runRows.ts';
import { description, rowText, treeItem, urgentWords } from './threadItems.ts';
import type { Arrangement, NodeId } from './threadTree.ts';
import { aliveText, sortWord, threadSummary } from './threadWords.ts';

const viewId = 'thread-view.threads';

/** Faster nobody reads. */
const refreshMs = 300;
/** How often times that grow and CPU shares are told anew, and of how many rows: those first that wait longest. */
const tickMs = 1000;
const mostTicked = 50;

/** A row as it was told to VS Code last. */
interface Told {
  readonly urgent: string;
  readonly description: string;
  readonly hasChildren: boolean;
}

/** A thread with the run that it is of. */
export interface ThreadOfRun {
  readonly rows: RunRows;
  readonly run: Run;
  readonly thread: ThreadView;
}

/**
 * The "Threads" view beside VS Code's own debug views: the runs of this window, their processes and threads, with what
 * they do now. VS Code is told of rows that have changed, and of no others. One per window, made with the first run;
 * lives as long as the extension.
 */
export class ThreadsView implements vscode.TreeDataProvider<RowId>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<RowId[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<RowId>;
  readonly #runs: RunList;
  readonly #muted: MutedFindings;
  readonly #subscriptions: readonly Disposable[];
  /** Of each run, the latest first. */
  #rows: readonly RunRows[] = [];
  #nextNumber = 1;
  #arrangement: Arrangement;
  #filterText = '';
  readonly #told = new Map<RowId, Told>();
  #timer: NodeJS.Timeout | null = null;
  #dueMs = 0;
  #wasHidden = true;
  #tickedMs = 0;
  /** How many rows VS Code has asked for so far: for tests. */
  rowsTold = 0;

  constructor(runs: RunList, muted: MutedFindings, sort: RowSort) {
    this.#runs = runs;
    this.#muted = muted;
    this.#arrangement = { filter: parseFilter(''), sort };
    this.#view = vscode.window.createTreeView<RowId>(viewId, { treeDataProvider: this });
    this.#subscriptions = [
      this.#changed,
      this.#view,
      runs.onDidChange(() => this.#takeRuns()),
      muted.onDidChange(() => this.#draw()),
      this.#view.onDidChangeVisibility(() => this.#draw()),
    ];
    this.#describe();
  }

  get filter(): string {
    return this.#filterText;
  }

  get sort(): RowSort {
    return this.#arrangement.sort;
  }

  /** @param text as in the panel; empty shows all */
  setFilter(text: string): void {
    if (text === this.#filterText) return;
    this.#filterText = text;
    this.#arrangement = { ...this.#arrangement, filter: parseFilter(text) };
    const key = contextKeys.threadsFiltered;
    void vscode.commands.executeCommand('setContext', key, !this.#arrangement.filter.isEmpty);
    this.#describe();
    this.#draw();
  }

  setSort(sort: RowSort): void {
    this.#arrangement = { ...this.#arrangement, sort };
    this.#describe();
    this.#draw();
  }

  /** Above the runs, if there are several, there is nothing; below one alone are its processes. */
  getChildren(row?: RowId): RowId[] {
    if (row !== undefined) {
      const { rows, node } = this.#find(row) ?? {};
      return rows?.tree.children(node ?? null).map(child => rows.rowOf(child)) ?? [];
    }
    const [only] = this.#rows;
    if (this.#rows.length !== 1 || only === undefined) return this.#rows.map(rows => rows.id);
    return this.getChildren(only.id);
  }

  getParent(row: RowId): RowId | null {
    const found = this.#find(row);
    if (found === null || found.node === null) return null;
    const parent = found.rows.tree.parent(found.node);
    return parent === null && this.#rows.length === 1 ? null : found.rows.rowOf(parent);
  }

  getTreeItem(row: RowId): vscode.TreeItem {
    const found = this.#find(row);
    if (found === null) return new vscode.TreeItem('');
    const { rows, node } = found;
    this.rowsTold++;
    this.#remember(row, rows, node);
    return treeItem(rows, node, node !== null || !rows.run.isOver || rows.run === this.#runs.current);
  }

  /** All that is known of a thread is put together when somebody points at it. */
  resolveTreeItem(item: vscode.TreeItem, row: RowId): vscode.TreeItem {
    const found = this.threadOf(row);
    if (found !== null) item.tooltip = threadSummary(found.thread, found.rows.nowNs);
    return item;
  }

  /** The thread behind a row, or behind the number of a thread of the current run. */
  threadOf(row: unknown): ThreadOfRun | null {
    const found = this.#find(row);
    if (found === null || found.node === null) return null;
    const { rows, node } = found;
    const thread = rows.tree.thread(node);
    return thread === null ? null : { rows, run: rows.run, thread };
  }

  processOf(row: unknown) {
    const found = this.#find(row);
    if (found === null || found.node === null) return null;
    const process = found.rows.tree.process(found.node);
    return process === null ? null : { run: found.rows.run, process };
  }

  /** The run of a run's own row. */
  runOf(row: unknown): Run | null {
    const found = this.#find(row);
    return found !== null && found.node === null ? found.rows.run : null;
  }

  /** Brings a thread into view here, without taking the focus. */
  async reveal(run: Run, thread: ThreadKey): Promise<void> {
    const rows = this.#rows.find(each => each.run === run);
    if (rows === undefined || !this.#view.visible) return;
    const row = rows.rowOf(`t${thread}`);
    // Where a filter hides it, it stays hidden.
    if (!this.getChildren(this.getParent(row) ?? undefined).includes(row)) return;
    await this.#view.reveal(row, { select: true, focus: false });
  }

  /** Something else than the program made a difference. */
  refresh(): void {
    this.#draw();
  }

  /** The row of a run, for tests. */
  rowOf(run: Pick<Run, 'id'>): RowId | null {
    return this.#rows.find(rows => rows.run.id === run.id)?.id ?? null;
  }

  /** All rows, or those of a run, as text, for tests. */
  text(run?: Pick<Run, 'id'>): string {
    this.#draw();
    return this.#text(run === undefined ? undefined : (this.rowOf(run) ?? undefined), '');
  }

  #text(row: RowId | undefined, indent: string): string {
    return this.getChildren(row)
      .map(child => {
        const found = this.#find(child);
        const words = found === null ? '' : rowText(found.rows, found.node).join(' ');
        return `${indent}${words}\n${this.#text(child, `${indent}  `)}`;
      })
      .join('');
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const each of [...this.#subscriptions, ...this.#rows]) each.dispose();
  }

  /** @param row anything that a command may have been given */
  #find(row: unknown): { rows: RunRows; node: NodeId | null } | null {
    const match = typeof row === 'string' ? /^(?:(\d+)|(?:(\d+)\/)?([pt]\d+))$/.exec(row) : null;
    if (match === null) return null;
    const [, alone, before, node] = match;
    const run = alone ?? before;
    const rows = this.#rows.find(each =>
      run === undefined ? each.run === this.#runs.current : each.id === run,
    );
    return rows === undefined ? null : { rows, node: (node as NodeId | undefined) ?? null };
  }

  #takeRuns(): void {
    const before = this.#rows;
    const { all } = this.#runs;
    this.#rows = all.map(
      run =>
        before.find(rows => rows.run === run) ??
        new RunRows(run, this.#nextNumber++, this.#muted, () => this.#drawSoon()),
    );
    const gone = before.filter(rows => !this.#rows.includes(rows));
    for (const rows of gone) rows.dispose();
    const isSame = before.length === this.#rows.length && gone.length === 0;
    if (!isSame) {
      this.#told.clear();
      for (const rows of this.#rows) rows.tree.arrange(this.#arrangement, Date.now());
      this.#changed.fire(undefined);
    }
    this.#drawSoon();
  }

  #drawSoon(afterMs = refreshMs): void {
    const dueMs = Date.now() + afterMs;
    if (this.#timer !== null && this.#dueMs <= dueMs) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#dueMs = dueMs;
    this.#timer = setTimeout(() => this.#draw(), afterMs);
  }

  #draw(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#showBadge();
    const nowMs = Date.now();
    if (!this.#view.visible || this.#wasHidden) this.#arrangeAll(nowMs);
    this.#wasHidden = !this.#view.visible;
    if (this.#wasHidden) return;
    const stale = new Set<RowId | null>();
    for (const rows of this.#rows) {
      for (const node of rows.tree.arrange(this.#arrangement, nowMs)) stale.add(this.#staleRow(rows, node));
      const changed = [null, ...rows.tree.takeChanged()];
      for (const node of changed) {
        const told = this.#told.get(rows.rowOf(node));
        if (told !== undefined && told.urgent !== urgentWords(rows, node)) stale.add(rows.rowOf(node));
      }
    }
    if (nowMs - this.#tickedMs >= tickMs) {
      this.#tickedMs = nowMs;
      for (const row of this.#outdated()) stale.add(row);
    }
    this.#tell(stale);
    // Typed as if it could not be taken away again.
    (this.#view as { message: string | undefined }).message = this.#nothingFound();
    if (this.#runs.living.length > 0) this.#drawSoon(tickMs);
  }

  /** What has to be told anew when a node has other children; `null` stands for all. */
  #staleRow(rows: RunRows, node: NodeId | null): RowId | null {
    const row = rows.rowOf(node);
    const told = this.#told.get(row);
    const isParent = rows.tree.children(node).length > 0;
    // Then it is another item for VS Code (see treeItem), which the one above has.
    if (told !== undefined && told.hasChildren !== isParent) return this.getParent(row);
    return node === null && this.#rows.length === 1 ? null : row;
  }

  /** Nobody looks, or begins to look: then VS Code asks for all of it. */
  #arrangeAll(nowMs: number): void {
    for (const rows of this.#rows) rows.tree.arrange(this.#arrangement, nowMs);
    if (this.#view.visible) this.#changed.fire(undefined);
  }

  /** Rows whose words have grown old, those first that were told longest ago. */
  #outdated(): readonly RowId[] {
    const outdated: RowId[] = [];
    for (const [row, told] of this.#told) {
      const found = this.#find(row);
      if (found === null || found.rows.run.isOver) continue;
      const { rows, node } = found;
      const isNew = told.urgent !== urgentWords(rows, node) || told.description !== description(rows, node);
      if (isNew && outdated.push(row) === mostTicked) break;
    }
    return outdated;
  }

  #tell(stale: ReadonlySet<RowId | null>): void {
    if (stale.has(null)) this.#changed.fire(undefined);
    else if (stale.size > 0) this.#changed.fire([...stale].filter(row => row !== null));
    for (const row of stale) {
      const found = row === null ? null : this.#find(row);
      if (row !== null && found !== null && this.#told.has(row)) this.#remember(row, found.rows, found.node);
    }
  }

  /** In the order in which they were told. */
  #remember(row: RowId, rows: RunRows, node: NodeId | null): void {
    this.#told.delete(row);
    const hasChildren = rows.tree.children(node).length > 0;
    this.#told.set(row, {
      urgent: urgentWords(rows, node),
      description: description(rows, node),
      hasChildren,
    });
  }

  #nothingFound(): string | undefined {
    const isNothing =
      !this.#arrangement.filter.isEmpty && this.#rows.every(rows => rows.tree.children(null).length === 0);
    return isNothing ? vscode.l10n.t('No thread matches "{0}".', this.#filterText) : undefined;
  }

  #describe(): void {
    const { filter, sort } = this.#arrangement;
    this.#view.description = [
      ...(filter.isEmpty ? [] : [this.#filterText]),
      ...(sort === 'created' ? [] : [`↓ ${sortWord(sort)}`]),
    ].join(' · ');
  }

  #showBadge(): void {
    const alive = this.#rows.reduce((sum, rows) => sum + rows.alive, 0);
    if ((this.#view.badge?.value ?? 0) === alive) return;
    this.#view.badge = alive === 0 ? undefined : { value: alive, tooltip: aliveText(alive) };
  }
}
