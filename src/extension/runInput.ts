import * as vscode from 'vscode';
import { badArguments } from './rememberedArguments.ts';
import type { Run } from './run.ts';
import type { WorkspaceScript } from './workspaceScripts.ts';

/** @returns what the user typed, empty for none; `undefined` when they thought better of it */
export function askArguments(title: string, before: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Run {0} with arguments', title),
    prompt: vscode.l10n.t(
      'As in a shell, with quotes around what holds spaces. They are remembered for this file; left empty, those of the settings count.',
    ),
    value: before,
    ignoreFocusOut: true,
    validateInput: text => (badArguments(text) ? vscode.l10n.t('A quote is not closed.') : undefined),
  });
}

/** @returns `null` when there is none, or the user chose none */
export async function pickRun(runs: readonly Run[], title: string): Promise<Run | null> {
  if (runs.length === 0) return null;
  const time = new Intl.DateTimeFormat(vscode.env.language, { timeStyle: 'medium' });
  const items = runs.map(run => ({
    label: run.view.title,
    description: time.format(run.view.startedAtMs),
    detail: run.view.commandLine,
    run,
  }));
  return (await vscode.window.showQuickPick(items, { title, matchOnDetail: true }))?.run ?? null;
}

/** @returns `null` when there is none, which the user is told, or the user chose none */
export async function pickScript(scripts: readonly WorkspaceScript[]): Promise<WorkspaceScript | null> {
  if (scripts.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No package.json with scripts was found in this workspace.'),
    );
    return null;
  }
  const items = scripts.map(script => ({
    label: script.name,
    description: vscode.workspace.asRelativePath(script.folder, false),
    detail: script.text,
    script,
  }));
  const title = vscode.l10n.t('Which script is to be run?');
  const options = { title, matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.script ?? null;
}

/** @returns two runs, the earlier first; `null` when there are not so many, which the user is told, or none was chosen */
export async function pickTwoRuns(runs: readonly Run[]): Promise<readonly [Run, Run] | null> {
  if (runs.length < 2) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is one run only. Run something once more to compare it.'),
    );
    return null;
  }
  const [one, other] = runs.length === 2 ? runs : await pickInTurn(runs);
  if (one === undefined || other === undefined) return null;
  return one.view.startedAtMs <= other.view.startedAtMs ? [one, other] : [other, one];
}

async function pickInTurn(runs: readonly Run[]): Promise<readonly Run[]> {
  const one = await pickRun(runs, vscode.l10n.t('Which run is to be compared?'));
  if (one === null) return [];
  const rest = runs.filter(run => run !== one);
  const other = await pickRun(rest, vscode.l10n.t('With which one?'));
  return other === null ? [] : [one, other];
}
