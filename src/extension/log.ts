import * as vscode from 'vscode';

/**
 * What users can send along with a report: the output channel "Thread View". It is made with the first
 * line, so that a window in which nothing happened has no such channel.
 */
export class Log implements vscode.Disposable {
  #channel: vscode.LogOutputChannel | null = null;

  info(message: string): void {
    this.#open().info(message);
  }

  error(message: string): void {
    this.#open().error(message);
  }

  dispose(): void {
    this.#channel?.dispose();
  }

  #open(): vscode.LogOutputChannel {
    this.#channel ??= vscode.window.createOutputChannel('Thread View', { log: true });
    return this.#channel;
  }
}
