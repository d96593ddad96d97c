import * as vscode from 'vscode';
import type { Sentence } from '../engine/launchProblem.ts';

/** A sentence of the engine in the user's language, where a translation is there. */
export function localized({ template, args }: Sentence): string {
  return vscode.l10n.t(template, ...args);
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
