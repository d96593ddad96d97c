import * as vscode from 'vscode';
import { findingKinds } from '../protocol/findings.ts';
import type { FindingKind, FindingView } from '../protocol/findings.ts';

const section = 'threadView.findings.muted';

/** The kinds of findings that the user does not want to see, as the setting says. Lives as long as the extension. */
export class MutedFindings implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  readonly onDidChange = this.#changed.event;
  #kinds = readKinds();

  constructor() {
    this.#subscription = vscode.workspace.onDidChangeConfiguration(change => {
      if (!change.affectsConfiguration(section)) return;
      this.#kinds = readKinds();
      this.#changed.fire();
    });
  }

  get kinds(): readonly FindingKind[] {
    return this.#kinds;
  }

  /** What is left of findings when those are taken away that nobody wants to see. */
  without(findings: readonly FindingView[]): readonly FindingView[] {
    return findings.filter(({ kind }) => !this.#kinds.includes(kind));
  }

  /** Writes the setting, where it is set already or else for the user. */
  async mute(kind: FindingKind, isMuted: boolean): Promise<void> {
    const others = this.#kinds.filter(each => each !== kind);
    const kinds = isMuted ? [...others, kind] : others;
    const configuration = vscode.workspace.getConfiguration();
    const { workspaceValue } = configuration.inspect(section) ?? {};
    const target =
      workspaceValue === undefined ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace;
    await configuration.update(section, kinds, target);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

function readKinds(): readonly FindingKind[] {
  const value = vscode.workspace.getConfiguration().get<unknown>(section);
  return Array.isArray(value) ? findingKinds.filter(kind => value.includes(kind)) : [];
}
