import * as vscode from 'vscode';
import type { AttachableRun } from '../engine/announcements.ts';
import { listAttachable } from '../engine/attachable.ts';
import { AttachedRecording, AttachProblem } from '../engine/attachedRecording.ts';
import { pickAttachable } from './attachInput.ts';
import { AttachedRun, attachedKey } from './attachedRun.ts';
import type { Run } from './run.ts';
import type { RunContext } from './runContext.ts';
import type { RunList } from './runList.ts';
import { errorText, localized } from './text.ts';

/** What becomes of a run that is attached to; the controller does it. */
export interface AttachingOwner {
  /** It is attached to already. */
  reveal(run: Run): void;
  /** @param before what it is another try of */
  show(run: Run, before: Run | null): void;
}

/** Attaches to runs that were started elsewhere. Owned by the controller; lives as long as the extension. */
export class Attaching {
  readonly #runs: RunList;
  readonly #owner: AttachingOwner;
  readonly #context: RunContext;

  constructor(runs: RunList, owner: AttachingOwner, context: RunContext) {
    this.#runs = runs;
    this.#owner = owner;
    this.#context = context;
  }

  /** @param id of the announced run; without one, the user chooses */
  async attach(id: unknown): Promise<void> {
    const chosen = typeof id === 'string' ? id : (await pickAttachable())?.id;
    if (chosen === undefined) return;
    const before = this.#runs.ofKey(attachedKey(chosen));
    if (before !== null && !before.isOver) {
      this.#owner.reveal(before);
      return;
    }
    // Looked for anew: between the list and the choice it may have ended.
    const run = (await listAttachable()).find(each => each.id === chosen);
    if (run === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('This program has ended.'));
      return;
    }
    try {
      this.#owner.show(await this.#attachTo(run), before);
    } catch (error) {
      void vscode.window.showErrorMessage(this.#failed(run, error));
    }
  }

  /**
   * What a panel showed before its window was reloaded, attached to again.
   * @param startedAtMs when the run began
   * @returns `null` when it is none of those that can be attached to, or not any more
   */
  async find(startedAtMs: number): Promise<Run | null> {
    const run = (await listAttachable()).find(each => each.startedAtMs === startedAtMs);
    if (run === undefined) return null;
    const known = this.#runs.ofKey(attachedKey(run.id));
    if (known !== null && !known.isOver) return known;
    try {
      const found = await this.#attachTo(run);
      this.#runs.add(found);
      return found;
    } catch (error) {
      this.#failed(run, error);
      return null;
    }
  }

  async #attachTo(run: AttachableRun): Promise<AttachedRun> {
    return new AttachedRun(await AttachedRecording.attach(run), () => this.attach(run.id), this.#context);
  }

  /** @returns why, for the user */
  #failed(run: AttachableRun, error: unknown): string {
    const text = error instanceof AttachProblem ? localized(error.sentence) : errorText(error);
    this.#context.log.error(`Attaching to ${run.title} failed: ${text}`);
    return text;
  }
}
