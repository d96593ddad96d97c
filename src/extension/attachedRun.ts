import * as vscode from 'vscode';
import type { AttachedRecording } from '../engine/attachedRecording.ts';
import type { TraceUpdate } from '../engine/recording.ts';
import { Run } from './run.ts';
import type { RunContext } from './runContext.ts';

/** The key of the run that is announced by this id. */
export function attachedKey(id: string): string {
  return `attached ${id}`;
}

/** A run that was started elsewhere and is looked at as a guest, from attaching to its end or to detaching. */
export class AttachedRun extends Run {
  readonly over: Promise<void>;
  /** Somebody else's: what belongs to it is not ours to end with the run. */
  readonly pid = null;
  readonly #recording: AttachedRecording;
  #detached: () => void = () => undefined;
  /** What was known when it was detached from. */
  #last: Promise<TraceUpdate> | null = null;

  constructor(recording: AttachedRecording, again: () => Promise<void>, context: RunContext) {
    const { id, title, file, commandLine, startedAtMs } = recording.run;
    super({ title, file, key: attachedKey(id), again }, context);
    this.#recording = recording;
    // At once: a panel takes a run that began at another time for another one.
    this.change({ commandLine, startedAtMs, isAttached: true, status: 'running' });
    this.over = this.#live();
  }

  async #live(): Promise<void> {
    const detached = new Promise<'detached'>(resolve => (this.#detached = () => resolve('detached')));
    this.look(this.#recording);
    const end = await Promise.race([this.#recording.ended, detached]);
    if (end === 'detached') {
      this.setNotices([vscode.l10n.t('Detached; the program goes on.')]);
      this.change({ status: 'ended' });
    } else {
      this.change({ status: 'ended', ...end });
    }
  }

  override snapshot(): Promise<TraceUpdate> {
    return this.#last ?? super.snapshot();
  }

  /** Detaches, as with a debugger. What was seen can be looked at further; the program goes on. */
  async stop(): Promise<void> {
    if (this.isOver) return;
    if (this.#last === null) {
      this.#last = super.snapshot();
      // Told to whoever asks for it.
      this.#last.catch(() => undefined);
      this.lookAway();
      this.#detached();
    }
    await this.over;
  }

  /** It is the user's own, and not one of VS Code's, or not of this window. */
  showTerminal(): Promise<boolean> {
    return Promise.resolve(false);
  }
}
