import * as vscode from 'vscode';
import { baseName } from '../engine/files.ts';
import type { RunView } from '../protocol/panel.ts';
import { nextSteps } from './nextSteps.ts';
import { emptySnapshot, emptyWindow } from './nothing.ts';
import type { ShownRun } from './shownRun.ts';

/** What is left of a run that was not kept when the window was reloaded: its name and the way to run it again. */
export function goneRun(file: vscode.Uri | null): ShownRun {
  const view: RunView = {
    title: file === null ? 'Thread View' : baseName(file.fsPath),
    file: file?.fsPath ?? null,
    commandLine: '',
    status: 'gone',
    startedAtMs: Date.now(),
    exitCode: null,
    signal: null,
    failure: {
      message: vscode.l10n.t('This run is gone: the window was reloaded, and the run was not kept.'),
      detail: null,
      nextSteps: file === null ? [] : nextSteps(['runAgain', 'openFile']),
    },
    notices: [],
  };
  const nothing = { dispose: () => undefined };
  return {
    view,
    onDidChangeView: () => nothing,
    onDidUpdate: () => nothing,
    snapshot: () => Promise.resolve(emptySnapshot),
    window: query => Promise.resolve(emptyWindow(query)),
    ask: () => Promise.resolve(null),
    captureStacks: () => Promise.resolve(null),
    variables: () => Promise.resolve(null),
  };
}
