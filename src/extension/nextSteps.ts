import * as vscode from 'vscode';
import type { NextStep, PanelCommand } from '../protocol/panel.ts';

/** The steps that a panel without a trace offers, in the user's language. */
export function nextSteps(commands: readonly PanelCommand[]): readonly NextStep[] {
  return [...new Set(commands)].map(command => ({ command, label: label(command) }));
}

function label(command: PanelCommand): string {
  switch (command) {
    case 'runAgain':
      return vscode.l10n.t('Run Again');
    case 'stop':
      return vscode.l10n.t('Stop');
    case 'openSettings':
      return vscode.l10n.t('Open Settings');
    case 'openFile':
      return vscode.l10n.t('Open File');
    case 'showTerminal':
      return vscode.l10n.t('Show Terminal');
  }
}
