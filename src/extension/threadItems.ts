import * as vscode from 'vscode';
import type { SourcePlace } from '../protocol/words.ts';
import type { ThreadView } from '../protocol/panel.ts';
import { failedAt } from '../trace/stackFrames.ts';
import { commandIds } from './commandIds.ts';
import type { RunRows } from './runRows.ts';
import type { NodeId } from './threadTree.ts';
import {
  processDescription,
  runDescription,
  runIcon,
  stateIcon,
  threadDescription,
  threadState,
} from './threadWords.ts';

/** What VS Code is told of a row of the Threads view. */

/** Where a thread is now: the line that waits, or, when it failed, the line that threw; `null` where that is not known. */
export function placeNow(thread: ThreadView): SourcePlace | null {
  return thread.wait?.at ?? failedAt(thread);
}

/** The words that make a row worth telling at once, whatever else changes about it. */
export function urgentWords(rows: RunRows, node: NodeId | null): string {
  if (node === null) return `${rows.run.view.status} ${rows.alive}`;
  const thread = rows.tree.thread(node);
  const process = rows.tree.process(node);
  if (thread !== null)
    return `${thread.name}\n${threadState(thread, rows.endingOf(thread))}\n${threadContext(rows, thread)}\n${rows.foundOf(thread)}`;
  return process === null ? '' : processDescription(process);
}

/** What stands beside the name. */
export function description(rows: RunRows, node: NodeId | null): string {
  if (node === null) return runDescription(rows.run.view, rows.alive);
  const thread = rows.tree.thread(node);
  const process = rows.tree.process(node);
  if (thread !== null) {
    const words = threadDescription(thread, rows.nowNs, rows.endingOf(thread));
    const found = rows.foundOf(thread);
    return found === '' ? words : `${found} · ${words}`;
  }
  return process === null ? '' : processDescription(process);
}

export function rowText(rows: RunRows, node: NodeId | null): readonly [label: string, beside: string] {
  return [labelOf(rows, node), description(rows, node)];
}

export function treeItem(rows: RunRows, node: NodeId | null, isUnfolded: boolean): vscode.TreeItem {
  const [label, beside] = rowText(rows, node);
  const item = new vscode.TreeItem(label, foldingOf(rows, node, isUnfolded));
  const row = rows.rowOf(node);
  // An item that had nothing below it stays folded when it gets something, unless it is another one.
  item.id = item.collapsibleState === vscode.TreeItemCollapsibleState.None ? row : `${row}+`;
  item.description = beside;
  item.accessibilityInformation = { label: `${label}, ${beside}` };
  if (node === null) {
    item.iconPath = runIcon(rows.run.view);
    item.contextValue = rows.run.isOver ? 'run' : 'run.running';
    item.tooltip = rows.run.view.commandLine || rows.run.view.title;
    item.command = commandOf(commandIds.showPanel, vscode.l10n.t('Show Panel'), row);
    return item;
  }
  const thread = rows.tree.thread(node);
  if (thread === null) {
    item.iconPath = new vscode.ThemeIcon('server-process');
    item.contextValue = rows.tree.process(node)?.outcome === 'running' ? 'process.running' : 'process';
    return item;
  }
  item.iconPath = stateIcon(thread);
  item.contextValue = threadContext(rows, thread);
  item.command = commandOf(commandIds.revealThread, vscode.l10n.t('Show in Panel'), row);
  return item;
}

/** What can be done with a thread, as the menus' conditions ask for it. */
function threadContext(rows: RunRows, thread: ThreadView): string {
  return [
    'thread',
    ...(thread.createdAt === null ? [] : ['placed']),
    ...(placeNow(thread) === null ? [] : ['somewhere']),
    ...(rows.isTerminable(thread) ? ['terminable'] : []),
  ].join('.');
}

function labelOf(rows: RunRows, node: NodeId | null): string {
  if (node === null) return rows.run.view.title;
  const process = rows.tree.process(node);
  return process === null ? (rows.tree.thread(node)?.name ?? '') : `${process.runtime} ${process.pid}`;
}

function foldingOf(rows: RunRows, node: NodeId | null, isUnfolded: boolean): vscode.TreeItemCollapsibleState {
  if (rows.tree.children(node).length === 0) return vscode.TreeItemCollapsibleState.None;
  return isUnfolded ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

function commandOf(command: string, title: string, row: string): vscode.Command {
  return { command, title, arguments: [row] };
}
