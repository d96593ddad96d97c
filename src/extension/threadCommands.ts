import * as vscode from 'vscode';
import { ProcessTree } from '../engine/processTree.ts';
import { rowSorts } from '../trace/rowOrder.ts';
import type { RowSort } from '../trace/rowOrder.ts';
import type { Log } from './log.ts';
import type { RunPanels } from './runPanels.ts';
import { openPlace } from './sourceLinks.ts';
import { errorText } from './text.ts';
import { placeNow } from './threadItems.ts';
import type { ThreadsView } from './threadsView.ts';
import { sortWord, threadSummary } from './threadWords.ts';

const sortKey = 'threads.sort';

/** The order of threads that the user chose last in this workspace. */
export function rememberedSort(memory: vscode.Memento): RowSort {
  const kept = memory.get<unknown>(sortKey);
  return rowSorts.find(sort => sort === kept) ?? 'created';
}

/** What the menus of the Threads view do. Each is given a row, or whatever else VS Code gives to a command. */
export class ThreadCommands {
  readonly #view: ThreadsView;
  readonly #panels: RunPanels;
  readonly #memory: vscode.Memento;
  readonly #log: Log;
  /** Whether the user has to say that a thread is really to be terminated. */
  #asks = true;

  constructor(view: ThreadsView, panels: RunPanels, memory: vscode.Memento, log: Log) {
    this.#view = view;
    this.#panels = panels;
    this.#memory = memory;
    this.#log = log;
  }

  /** @param rows all that are meant, where they are several, as VS Code's menus say it */
  async reveal(row: unknown, rows?: unknown): Promise<void> {
    const found = this.#view.threadOf(row);
    if (found === null) return;
    const others = (Array.isArray(rows) ? rows : []).flatMap(each => this.#view.threadOf(each) ?? []);
    const meant = [found, ...others.filter(other => other.run === found.run)].map(({ thread }) => thread.key);
    this.#panels.reveal(found.run).revealThreads([...new Set(meant)]);
    await this.#view.reveal(found.run, found.thread.key);
  }

  async openCreation(row: unknown): Promise<void> {
    const place = this.#view.threadOf(row)?.thread.createdAt ?? null;
    if (place !== null) await openPlace(place, this.#panels.column);
  }

  async openPlaceNow(row: unknown): Promise<void> {
    const thread = this.#view.threadOf(row)?.thread;
    const place = thread === undefined ? null : placeNow(thread);
    if (place !== null) await openPlace(place, this.#panels.column);
  }

  async copy(row: unknown): Promise<void> {
    const found = this.#view.threadOf(row);
    if (found !== null) await vscode.env.clipboard.writeText(threadSummary(found.thread, found.rows.nowNs));
  }

  async stopProcess(row: unknown): Promise<void> {
    const found = this.#view.processOf(row);
    if (found === null || found.process.outcome !== 'running') return;
    if (found.process.pid === found.run.pid) await found.run.stop();
    else await (await ProcessTree.of(found.process.pid)).end();
  }

  /** Asks the user once, and then the thread that made it. */
  async terminate(row: unknown): Promise<void> {
    const found = this.#view.threadOf(row);
    if (!found?.rows.isTerminable(found.thread)) return;
    const { rows, run, thread } = found;
    if (!(await this.#isMeant(thread.name, rows.makerOf(thread)))) return;
    // Somebody may have asked twice while the question was open.
    if (!rows.isTerminable(thread)) return;
    rows.setEnding(thread.key, true);
    this.#view.refresh();
    const isAsked = await run.terminate(thread.key).catch((error: unknown) => {
      this.#log.error(errorText(error));
      return false;
    });
    if (isAsked) return;
    rows.setEnding(thread.key, false);
    this.#view.refresh();
    // It may have ended meanwhile; then there is nothing to say.
    if (this.#view.threadOf(row)?.thread.outcome !== 'running') return;
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        '{0} could not be terminated: the thread that made it has no probe that could be asked.',
        thread.name,
      ),
    );
  }

  /** What is typed filters at once; Escape brings back the filter before. */
  async filter(): Promise<void> {
    const before = this.#view.filter;
    const input = vscode.window.createInputBox();
    input.title = vscode.l10n.t('Filter Threads');
    input.prompt = vscode.l10n.t('As in the panel: words, state:blocked, name:, file:, id:, error:');
    input.value = before;
    const subscriptions = [input.onDidChangeValue(text => this.#view.setFilter(text.trim()))];
    const isAccepted = await new Promise<boolean>(resolve => {
      subscriptions.push(
        input.onDidAccept(() => resolve(true)),
        input.onDidHide(() => resolve(false)),
      );
      input.show();
    });
    for (const each of [...subscriptions, input]) each.dispose();
    if (!isAccepted) this.#view.setFilter(before);
  }

  clearFilter(): void {
    this.#view.setFilter('');
  }

  async sort(): Promise<void> {
    const { sort: current } = this.#view;
    const items = rowSorts.map(sort => ({
      label: sortWord(sort),
      ...(sort === current ? { description: vscode.l10n.t('now') } : {}),
      sort,
    }));
    const title = vscode.l10n.t('Sort Threads By');
    const chosen = await vscode.window.showQuickPick(items, { title });
    if (chosen === undefined) return;
    this.#view.setSort(chosen.sort);
    await this.#memory.update(sortKey, chosen.sort);
  }

  async #isMeant(name: string, maker: string): Promise<boolean> {
    if (!this.#asks) return true;
    const yes = vscode.l10n.t('Terminate');
    const always = vscode.l10n.t("Terminate, and Don't Ask Again");
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Terminate the Worker {0}?', name),
      {
        modal: true,
        detail: vscode.l10n.t(
          '{0} made it, and is asked to call its terminate(). What the Worker does is cut off wherever it is.',
          maker,
        ),
      },
      yes,
      always,
    );
    if (answer === always) this.#asks = false;
    return answer === yes || answer === always;
  }
}
