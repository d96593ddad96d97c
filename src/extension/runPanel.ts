import * as vscode from 'vscode';
import { bundlePaths } from '../engine/bundlePaths.ts';
import type { Disposable } from '../engine/recording.ts';
import { freshSecret } from '../engine/secrets.ts';
import type { PanelCommand, PanelMessage, ThreadKey } from '../protocol/panel.ts';
import type { StackCapture } from '../protocol/stacks.ts';
import type { SourcePlace } from '../protocol/words.ts';
import { CaretTracker } from './caretTracker.ts';
import { openFindingPage } from './findingPages.ts';
import type { Log } from './log.ts';
import type { MutedFindings } from './mutedFindings.ts';
import { PanelFeed } from './panelFeed.ts';
import { panelHtml } from './panelHtml.ts';
import { readPanelMessage } from './panelMessages.ts';
import type { ShownRun } from './shownRun.ts';
import { openPlace } from './sourceLinks.ts';
import { errorText } from './text.ts';

export const panelViewType = 'thread-view.panel';

/** The files that the page may load. */
const resourceRoots = bundlePaths.panelRoots.map(each => vscode.Uri.file(each));

/** What the panel's owner does for it. */
export interface RunPanelOwner {
  command(panel: RunPanel, command: PanelCommand): Promise<void>;
  /** The panel has got the focus. */
  activated(panel: RunPanel): void;
  /** These lines belong to what is selected in it; none while it is not seen. */
  selected(panel: RunPanel, places: readonly SourcePlace[]): void;
  closed(panel: RunPanel): void;
}

/**
 * One panel: a webview that shows one run after the other. Carries messages to and from it, and keeps what it shows
 * while it is hidden or moved; over when the user closes it.
 */
export class RunPanel {
  readonly #log: Log;
  readonly #muted: MutedFindings;
  readonly #owner: RunPanelOwner;
  readonly #panel: vscode.WebviewPanel;
  readonly #feed: PanelFeed;
  readonly #subscriptions: readonly Disposable[];
  #shown: ShownRun | null = null;

  /** @param panel fresh, or one that VS Code kept over a reload of the window */
  constructor(panel: vscode.WebviewPanel, owner: RunPanelOwner, muted: MutedFindings, log: Log) {
    this.#panel = panel;
    this.#muted = muted;
    this.#owner = owner;
    this.#log = log;
    const { webview } = panel;
    this.#feed = new PanelFeed(
      message => {
        // A panel that is just being thrown away says so by rejecting.
        webview.postMessage(message).then(undefined, () => undefined);
      },
      problem => this.#log.error(problem),
    );
    this.#subscriptions = [
      this.#feed,
      muted.onDidChange(() => this.#feed.mute(muted.kinds)),
      new CaretTracker(place => this.#feed.caret(place)),
      webview.onDidReceiveMessage((value: unknown) => {
        this.#take(value).catch((error: unknown) => this.#log.error(errorText(error)));
      }),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) {
          this.#feed.pause();
          this.#owner.selected(this, []);
        }
        if (panel.active) this.#owner.activated(this);
      }),
      panel.onDidDispose(() => this.#drop()),
    ];
    this.#feed.mute(muted.kinds);
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

  /** Opens a panel in that column. What has the focus keeps it. */
  static open(column: vscode.ViewColumn, owner: RunPanelOwner, muted: MutedFindings, log: Log): RunPanel {
    const panel = vscode.window.createWebviewPanel(
      panelViewType,
      'Thread View',
      { viewColumn: column, preserveFocus: true },
      // A hidden panel costs nothing: it is thrown away, and given everything anew when it is shown again.
      { retainContextWhenHidden: false },
    );
    return new RunPanel(panel, owner, muted, log);
  }

  get shown(): ShownRun | null {
    return this.#shown;
  }

  get column(): vscode.ViewColumn | undefined {
    return this.#panel.viewColumn;
  }

  /** @param run what the panel shows from now on */
  show(run: ShownRun): void {
    this.#shown = run;
    this.#feed.show(run);
    this.#panel.title = vscode.l10n.t('Threads of {0}', run.view.title);
  }

  /** Brings the panel to the front. The editor keeps the focus. */
  reveal(): void {
    this.#panel.reveal(undefined, true);
  }

  /** Points at threads of the run that is shown; the first is selected. */
  revealThreads(threads: readonly ThreadKey[]): void {
    this.reveal();
    this.#feed.reveal(threads);
  }

  /** Shows what was found in the run that is shown. */
  showFindings(): void {
    this.reveal();
    this.#feed.showView('findings');
  }

  /** Shows stacks of the run that is shown, which were captured just now. */
  showCapture(capture: StackCapture): void {
    this.reveal();
    this.#feed.showView('stacks');
    this.#feed.captured(capture);
  }

  #drop(): void {
    for (const each of this.#subscriptions) each.dispose();
    this.#shown = null;
    this.#owner.closed(this);
  }

  async #take(value: unknown): Promise<void> {
    const message = readPanelMessage(value);
    if (message === null) {
      this.#log.error('The panel said something that is no message of its protocol.');
      return;
    }
    await this.#handle(message);
  }

  async #handle(message: PanelMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#feed.ready();
        return;
      case 'window':
        return this.#feed.window(message.request, message);
      case 'ask':
        return this.#feed.ask(message.request, message.question);
      case 'open':
        return openPlace(message.place, this.column);
      case 'selected':
        this.#owner.selected(this, message.places);
        return;
      case 'command':
        return this.#owner.command(this, message.command);
      case 'mute':
        return this.#muted.mute(message.kind, message.isMuted);
      case 'findingPage':
        return openFindingPage(message.kind);
      case 'captureStacks':
        return this.#feed.captureStacks();
      case 'variables':
        return this.#feed.variables(message);
      case 'copy':
        return vscode.env.clipboard.writeText(message.text);
      case 'problem':
        this.#log.error(`Panel: ${message.message}`);
    }
  }
}
