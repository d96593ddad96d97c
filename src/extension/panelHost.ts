import * as vscode from 'vscode';
import { bundlePaths } from '../engine/bundlePaths.ts';
import type { Disposable } from '../engine/recording.ts';
import { freshSecret } from '../engine/secrets.ts';
import type { PanelCommand, PanelMessage, ThreadKey } from '../protocol/panel.ts';
import { CaretTracker } from './caretTracker.ts';
import type { Log } from './log.ts';
import { PanelFeed } from './panelFeed.ts';
import { panelHtml } from './panelHtml.ts';
import { readPanelMessage } from './panelMessages.ts';
import type { ShownRun } from './shownRun.ts';
import { openPlace } from './sourceLinks.ts';
import { errorText } from './text.ts';

export const panelViewType = 'thread-view.panel';

/** The files that the page may load. */
const resourceRoots = bundlePaths.panelRoots.map(each => vscode.Uri.file(each));

/**
 * The panel beside the editor: makes the webview when it is wanted, carries messages to and from it, and
 * keeps what it shows while it is hidden, moved or closed. One per window; lives as long as the extension.
 */
export class PanelHost {
  readonly #log: Log;
  readonly #runCommand: (command: PanelCommand) => Promise<void>;
  #panel: vscode.WebviewPanel | null = null;
  #feed: PanelFeed | null = null;
  #shown: ShownRun | null = null;
  #subscriptions: Disposable[] = [];

  constructor(log: Log, runCommand: (command: PanelCommand) => Promise<void>) {
    this.#log = log;
    this.#runCommand = runCommand;
  }

  get isOpen(): boolean {
    return this.#panel !== null;
  }

  /** Where the panel is, while it is open. */
  get column(): vscode.ViewColumn | undefined {
    return this.#panel?.viewColumn;
  }

  /** @param run what the panel shows from now on, also when it is opened later */
  show(run: ShownRun | null): void {
    this.#shown = run;
    this.#feed?.show(run);
    if (this.#panel !== null) this.#panel.title = this.#title();
  }

  /** Opens the panel beside the editor, or brings the open one to the front. The editor keeps the focus. */
  reveal(): void {
    if (this.#panel !== null) {
      this.#panel.reveal(undefined, true);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      panelViewType,
      this.#title(),
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      // A hidden panel costs nothing: it is thrown away, and given everything anew when it is shown again.
      { retainContextWhenHidden: false },
    );
    this.#adopt(panel);
  }

  /** Opens the panel with a thread selected. */
  revealThread(thread: ThreadKey): void {
    this.reveal();
    this.#feed?.reveal(thread);
  }

  /** Takes over a panel that VS Code kept over a reload of the window. */
  restore(panel: vscode.WebviewPanel): void {
    if (this.#panel !== null) panel.dispose();
    else this.#adopt(panel);
  }

  #adopt(panel: vscode.WebviewPanel): void {
    const { webview } = panel;
    const feed = new PanelFeed(
      message => {
        // A panel that is just being thrown away says so by rejecting.
        webview.postMessage(message).then(undefined, () => undefined);
      },
      problem => this.#log.error(problem),
    );
    this.#panel = panel;
    this.#feed = feed;
    this.#subscriptions = [
      feed,
      new CaretTracker(place => feed.caret(place)),
      webview.onDidReceiveMessage((value: unknown) => {
        this.#take(feed, value).catch((error: unknown) => this.#log.error(errorText(error)));
      }),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) feed.pause();
      }),
      panel.onDidDispose(() => this.#drop()),
    ];
    feed.show(this.#shown);
    panel.title = this.#title();
    panel.iconPath = {
      light: vscode.Uri.file(bundlePaths.panelIconLight),
      dark: vscode.Uri.file(bundlePaths.panelIconDark),
    };
    webview.options = { enableScripts: true, localResourceRoots: resourceRoots };
    webview.html = panelHtml({
      language: vscode.env.language,
      texts: vscode.l10n.bundle,
      title: 'Thread View',
      scriptUri: webview.asWebviewUri(vscode.Uri.file(bundlePaths.panelScript)).toString(),
      styleUri: webview.asWebviewUri(vscode.Uri.file(bundlePaths.panelStyle)).toString(),
      cspSource: webview.cspSource,
      nonce: freshSecret(),
    });
  }

  #drop(): void {
    for (const each of this.#subscriptions) each.dispose();
    this.#subscriptions = [];
    this.#panel = null;
    this.#feed = null;
  }

  async #take(feed: PanelFeed, value: unknown): Promise<void> {
    const message = readPanelMessage(value);
    if (message === null) {
      this.#log.error('The panel said something that is no message of its protocol.');
      return;
    }
    await this.#handle(feed, message);
  }

  async #handle(feed: PanelFeed, message: PanelMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        feed.ready();
        return;
      case 'window':
        return feed.window(message.request, message);
      case 'ask':
        return feed.ask(message.request, message.question);
      case 'open':
        return openPlace(message.place, this.#panel?.viewColumn);
      case 'command':
        return this.#runCommand(message.command);
      case 'copy':
        return vscode.env.clipboard.writeText(message.text);
      case 'problem':
        this.#log.error(`Panel: ${message.message}`);
    }
  }

  #title(): string {
    return this.#shown === null ? 'Thread View' : vscode.l10n.t('Threads of {0}', this.#shown.view.title);
  }
}
