import * as vscode from 'vscode';
import type { FindingKind } from '../protocol/findings.ts';
import * as words from '../trace/findings/findingWords.ts';

/** What findings of a kind are called, in the user's language. */
export function findingTitle(kind: FindingKind): string {
  return words.findingTitle(kind, (text, ...args) => vscode.l10n.t(text, ...args));
}
