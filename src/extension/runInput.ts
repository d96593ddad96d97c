import * as vscode from 'vscode';
import { recordingExtension } from '../engine/recordingFile.ts';
import type { StoredRecording } from '../engine/recordingStore.ts';
import { badArguments } from './rememberedArguments.ts';
import { startOf, type KeptRuns } from './keptRuns.ts';
import { errorText } from './text.ts';
import { clockTime, dateAndTime, duration, threadsText } from './threadWords.ts';
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
  const items = runs.map(run => ({
    label: run.view.title,
    description: clockTime(run.view.startedAtMs),
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

interface KeptItem extends vscode.QuickPickItem {
  /** `null` asks for a file. */
  readonly file: string | null;
}

/** @returns the recording that the user chose from those that are kept or from the disk; `null` for none */
export async function pickKeptRun(kept: KeptRuns, runs: readonly Run[]): Promise<string | null> {
  const items = [...(await kept.list())].flatMap(each => keptItem(each, runs) ?? []);
  const browse: KeptItem = {
    label: vscode.l10n.t('Choose a file…'),
    iconPath: new vscode.ThemeIcon('folder-opened'),
    file: null,
  };
  const pick = vscode.window.createQuickPick<KeptItem>();
  pick.title = vscode.l10n.t('Which run is to be opened?');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = [...items, browse];
  pick.onDidTriggerItemButton(({ item }) => {
    if (item.file === null) return;
    kept.remove(item.file).then(
      () => (pick.items = pick.items.filter(each => each !== item)),
      (error: unknown) => void vscode.window.showErrorMessage(errorText(error)),
    );
  });
  const chosen = await new Promise<KeptItem | null>(resolve => {
    pick.onDidAccept(() => resolve(pick.selectedItems[0] ?? null));
    pick.onDidHide(() => resolve(null));
    pick.show();
  });
  pick.dispose();
  return chosen === null ? null : (chosen.file ?? (await chooseFile()));
}

/** Those that are open or being recorded are found in the list of runs. */
function keptItem({ file, info, isBeingRecorded }: StoredRecording, runs: readonly Run[]): KeptItem | null {
  if (info === null || isBeingRecorded) return null;
  if (runs.some(run => run.view.startedAtMs === startOf(file))) return null;
  return {
    label: info.title,
    description: [
      dateAndTime(info.startedAtMs),
      threadsText(info.threads),
      duration(info.durationMs * 1e6),
    ].join(' · '),
    detail: info.command.join(' '),
    buttons: [{ iconPath: new vscode.ThemeIcon('trash'), tooltip: vscode.l10n.t('Delete this recording') }],
    file,
  };
}

async function chooseFile(): Promise<string | null> {
  const filters = { [vscode.l10n.t('Recordings of Thread View')]: [recordingExtension.slice(1)] };
  return (await vscode.window.showOpenDialog({ filters }))?.[0]?.fsPath ?? null;
}
