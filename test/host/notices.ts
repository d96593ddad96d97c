import * as vscode from 'vscode';

/**
 * Notes what would be shown as a notification, and shows nothing. Tests and the extension have one `vscode` between
 * them, for the tests lie in the extension's folder.
 */
export class NotedNotices implements vscode.Disposable {
  readonly texts: string[] = [];
  readonly #originals: { readonly name: Shower; readonly original: unknown }[] = [];

  constructor() {
    const window = vscode.window as unknown as Record<Shower, unknown>;
    for (const name of showers) {
      this.#originals.push({ name, original: window[name] });
      window[name] = (text: string) => {
        this.texts.push(text);
        return Promise.resolve(undefined);
      };
    }
  }

  dispose(): void {
    const window = vscode.window as unknown as Record<Shower, unknown>;
    for (const { name, original } of this.#originals) window[name] = original;
  }
}

const showers = ['showInformationMessage', 'showWarningMessage', 'showErrorMessage'] as const;
type Shower = (typeof showers)[number];
