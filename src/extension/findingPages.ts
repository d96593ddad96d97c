import * as vscode from 'vscode';
import { bundlePaths } from '../engine/bundlePaths.ts';
import type { FindingKind } from '../protocol/findings.ts';

/** Opens the page that explains a kind of findings, as VS Code shows any Markdown. */
export async function openFindingPage(kind: FindingKind): Promise<void> {
  const page = vscode.Uri.joinPath(vscode.Uri.file(bundlePaths.findingPages), `${kind}.md`);
  await vscode.commands.executeCommand('markdown.showPreview', page);
}
