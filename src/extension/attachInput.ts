import * as vscode from 'vscode';
import type { AttachableRun } from '../engine/announcements.ts';
import { listAttachable } from '../engine/attachable.ts';
import { bundlePaths } from '../engine/bundlePaths.ts';
import { asTyped } from '../engine/commandLine.ts';

/** How often the list is looked at anew while it is open, in milliseconds. */
const refreshMs = 1000;

interface Item extends vscode.QuickPickItem {
  /** Missing in the one that stands in for an empty list. */
  readonly run?: AttachableRun;
}

/** Asks which of the user's runs is meant; the list follows what begins and ends. @returns `null` for none */
export async function pickAttachable(): Promise<AttachableRun | null> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = vscode.l10n.t('Which running program is to be shown?');
  pick.placeholder = vscode.l10n.t('Programs that were started with "thread-view run --attachable"');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.busy = true;
  let isOpen = true;
  const follow = async () => {
    for (
      let before: string | null = null;
      isOpen;
      await new Promise(resolve => setTimeout(resolve, refreshMs))
    ) {
      const runs = await listAttachable();
      const ids = runs.map(run => run.id).join();
      pick.busy = false;
      // Setting the same items again would move the choice.
      if (ids === before) continue;
      before = ids;
      const active = pick.activeItems[0]?.run?.id;
      pick.items = runs.length === 0 ? [howToStart()] : runs.map(itemOf);
      const same = pick.items.filter(item => active !== undefined && item.run?.id === active);
      if (same.length > 0) pick.activeItems = same;
    }
  };
  try {
    return await new Promise<AttachableRun | null>((resolve, reject) => {
      pick.onDidAccept(() => {
        const [item] = pick.selectedItems;
        if (item === undefined) return;
        if (item.run === undefined) void copyCommand();
        resolve(item.run ?? null);
      });
      pick.onDidTriggerItemButton(() => {
        void copyCommand();
        resolve(null);
      });
      pick.onDidHide(() => resolve(null));
      pick.show();
      follow().catch(reject);
    });
  } finally {
    isOpen = false;
    pick.dispose();
  }
}

function itemOf(run: AttachableRun): Item {
  const since = new Date(run.startedAtMs).toLocaleTimeString(vscode.env.language);
  return {
    label: run.title,
    description: vscode.l10n.t('since {0}, process {1}', since, run.pid),
    detail: `${run.commandLine} (${run.cwd})`,
    run,
  };
}

function howToStart(): Item {
  return {
    label: vscode.l10n.t('No program can be attached to. Start one in a terminal:'),
    detail: command(),
    alwaysShow: true,
    buttons: [{ iconPath: new vscode.ThemeIcon('copy'), tooltip: vscode.l10n.t('Copy the command') }],
  };
}

async function copyCommand(): Promise<void> {
  await vscode.env.clipboard.writeText(command());
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The command was copied. Paste it into a terminal, with your program in place of FILE.'),
  );
}

/** The command line of this installation, which need not be on the PATH. */
function command(): string {
  return `${asTyped(['node', bundlePaths.commandLine, 'run', '--attachable'])} FILE`;
}
