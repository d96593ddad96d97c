import * as vscode from 'vscode';
import { bundlePaths } from '../engine/bundlePaths.ts';
import type { ShownRun } from './shownRun.ts';
import { comparePage, type ComparedRun } from './comparePage.ts';

/** Opens a page that shows two runs side by side. When one of them goes on, it is drawn again at its end. */
export async function openComparison(first: ShownRun, second: ShownRun): Promise<void> {
  const roots = bundlePaths.panelRoots.map(each => vscode.Uri.file(each));
  const panel = vscode.window.createWebviewPanel(
    'thread-view.comparison',
    first.view.title === second.view.title
      ? vscode.l10n.t('Two runs of {0}', first.view.title)
      : vscode.l10n.t('{0} and {1}', first.view.title, second.view.title),
    vscode.ViewColumn.Active,
    { enableScripts: false, localResourceRoots: roots, enableFindWidget: true },
  );
  panel.iconPath = {
    light: vscode.Uri.file(bundlePaths.panelIconLight),
    dark: vscode.Uri.file(bundlePaths.panelIconDark),
  };
  const draw = async () => {
    const [before, after] = await Promise.all([first, second].map(facts));
    if (before === undefined || after === undefined) return;
    panel.webview.html = comparePage({
      language: vscode.env.language,
      styleUri: panel.webview.asWebviewUri(vscode.Uri.file(bundlePaths.compareStyle)).toString(),
      cspSource: panel.webview.cspSource,
      first: before,
      second: after,
    });
  };
  const subscriptions = [first, second].map(run => {
    let { status } = run.view;
    return run.onDidChangeView(view => {
      if (view.status === status) return;
      status = view.status;
      void draw();
    });
  });
  panel.onDidDispose(() => {
    for (const each of subscriptions) each.dispose();
  });
  await draw();
}

async function facts(run: ShownRun): Promise<ComparedRun> {
  const { threads, nowNs } = await run.snapshot();
  return { view: run.view, threads: threads.filter(thread => thread.kind === 'program'), nowNs };
}
