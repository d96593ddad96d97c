import * as vscode from 'vscode';
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
      const recording = await AttachedRecording.attach(run);
      this.#owner.show(new AttachedRun(recording, () => this.attach(chosen), this.#context), before);
    } catch (error) {
      const text = error instanceof AttachProblem ? localized(error.sentence) : errorText(error);
      this.#context.log.error(`Attaching to ${run.title} failed: ${text}`);
      void vscode.window.showErrorMessage(text);
    }
  }
}
