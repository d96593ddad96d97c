import * as vscode from 'vscode';
import type { Disposable, TraceUpdate } from '../engine/recording.ts';
import type { ThreadKey } from '../protocol/panel.ts';
import { commandIds } from './commandIds.ts';
import type { ShownRun } from './shownRun.ts';
import { ThreadTree, type NodeId } from './threadTree.ts';
import { processDescription, stateIcon, threadDescription, threadSummary } from './threadWords.ts';

const viewId = 'thread-view.threads';

/** Faster nobody reads. */
const refreshMs = 300;

/**
 * The "Threads" view beside VS Code's own debug views: processes and threads of the shown run, with what they do
 * now. One per window, made with the first run; lives as long as the extension.
 */
export class ThreadsView implements vscode.TreeDataProvider<NodeId>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<NodeId[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #tree = new ThreadTree(view =>
    'pid' in view ? processDescription(view) : `${view.name} ${view.state} ${threadDescription(view)}`,
  );
  readonly #view: vscode.TreeView<NodeId>;
  #subscription: Disposable | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** What is to be drawn anew; `null` in it stands for all. */
  readonly #stale = new Set<NodeId | null>();

  constructor() {
    this.#view = vscode.window.createTreeView<NodeId>(viewId, { treeDataProvider: this });
  }

  /** Shows another run, from its beginning or as it is. */
  show(run: ShownRun): void {
    this.#subscription?.dispose();
    this.#tree.clear();
    this.#stale.clear();
    this.#drawAll();
    this.#subscription = run.onDidUpdate(update => this.#take(update));
    void run.snapshot().then(
      snapshot => this.#take(snapshot),
      // The recorder is gone: the panel says so.
      () => undefined,
    );
  }

  getChildren(node?: NodeId): NodeId[] {
    return [...this.#tree.children(node ?? null)];
  }

  getParent(node: NodeId): NodeId | null {
    return this.#tree.parent(node);
  }

  getTreeItem(node: NodeId): vscode.TreeItem {
    const process = this.#tree.process(node);
    const thread = this.#tree.thread(node);
    const item = new vscode.TreeItem(
      thread?.name ?? (process === null ? '' : `${process.runtime} ${process.pid}`),
      this.#tree.children(node).length > 0
        ? vscode.TreeItemCollapsibleState.Expanded
        : vscode.TreeItemCollapsibleState.None,
    );
    item.id = node;
    if (process !== null) {
      item.description = processDescription(process);
      item.iconPath = new vscode.ThemeIcon('server-process');
      item.contextValue = process.outcome === 'running' ? 'process.running' : 'process';
    }
    if (thread !== null) {
      item.description = threadDescription(thread);
      item.iconPath = stateIcon(thread);
      item.contextValue = thread.createdAt === null ? 'thread' : 'thread.placed';
      item.tooltip = threadSummary(thread);
      item.accessibilityInformation = { label: `${thread.name}, ${item.description}` };
      item.command = {
        command: commandIds.revealThread,
        title: vscode.l10n.t('Show in Panel'),
        arguments: [node],
      };
    }
    return item;
  }

  /** The thread behind a node, as commands of the view's menus are given it. */
  threadOf(node: unknown) {
    return typeof node === 'string' ? this.#tree.thread(node as NodeId) : null;
  }

  processOf(node: unknown) {
    return typeof node === 'string' ? this.#tree.process(node as NodeId) : null;
  }

  /** Brings a thread into view here, without taking the focus. */
  async reveal(thread: ThreadKey): Promise<void> {
    if (this.#view.visible) await this.#view.reveal(`t${thread}`, { select: true, focus: false });
  }

  /** All rows as text, for tests. */
  text(node: NodeId | null = null, indent = ''): string {
    return this.#tree
      .children(node)
      .map(child => {
        const { label, description } = this.getTreeItem(child);
        const words = [label, description].filter(word => typeof word === 'string').join(' ');
        return `${indent}${words}\n${this.text(child, `${indent}  `)}`;
      })
      .join('');
  }

  dispose(): void {
    this.#subscription?.dispose();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#changed.dispose();
    this.#view.dispose();
  }

  #take(update: TraceUpdate): void {
    const { nodes, parents } = this.#tree.take(update);
    for (const node of [...nodes, ...parents]) this.#stale.add(node);
    if (this.#stale.size > 0) this.#timer ??= setTimeout(() => this.#draw(), refreshMs);
  }

  #draw(): void {
    this.#timer = null;
    const stale = [...this.#stale];
    this.#stale.clear();
    this.#showBadge();
    if (stale.includes(null)) this.#changed.fire(undefined);
    else this.#changed.fire(stale.filter(node => node !== null));
  }

  #drawAll(): void {
    this.#changed.fire(undefined);
    this.#showBadge();
  }

  #showBadge(): void {
    const alive = [...this.#tree.threads].filter(thread => thread.outcome === 'running').length;
    if ((this.#view.badge?.value ?? 0) === alive) return;
    const tooltip = alive === 1 ? vscode.l10n.t('1 thread alive') : vscode.l10n.t('{0} threads alive', alive);
    this.#view.badge = alive === 0 ? undefined : { value: alive, tooltip };
  }
}
