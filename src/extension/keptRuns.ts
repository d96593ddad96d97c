import * as vscode from 'vscode';
import type { KeepOptions } from '../engine/journal.ts';
import { RecordingStore, type StoredRecording } from '../engine/recordingStore.ts';
import type { RunView } from '../protocol/panel.ts';
import type { Log } from './log.ts';
import { keptRuns } from './runList.ts';
import { errorText } from './text.ts';

export const keptMegabytesSetting = 'threadView.runs.keptMegabytes';
const defaultMegabytes = 500;
const megabyte = 1024 * 1024;
/** So much of the room for all may one run take. */
const shareOfOne = 0.5;

/** The runs of this workspace that are kept on the disk, beside those of other windows of it. */
export class KeptRuns {
  readonly #folder: string;
  readonly #log: Log;

  constructor(folder: vscode.Uri, log: Log) {
    this.#folder = folder.fsPath;
    this.#log = log;
  }

  /**
   * Where a run that begins is to be kept; makes room for it.
   * @returns `null` when the user wants none kept, or the folder cannot be had
   */
  async keep({ title, file, commandLine, startedAtMs }: RunView): Promise<KeepOptions | null> {
    const bytes = keptMegabytes() * megabyte;
    if (bytes === 0) return null;
    const store = this.#store();
    try {
      await store.prune(1);
      return {
        file: await store.newFile(startedAtMs),
        maxBytes: Math.floor(bytes * shareOfOne),
        title,
        programFile: file,
        command: [commandLine],
      };
    } catch (error) {
      // Running matters more than keeping.
      this.#log.error(`Runs cannot be kept in ${this.#folder}: ${errorText(error)}`);
      return null;
    }
  }

  /** The newest first; also those that are being recorded, and what cannot be read, which says why. */
  list(): Promise<readonly StoredRecording[]> {
    return this.#store().list();
  }

  /** The one that began then; milliseconds since 1970. */
  async find(startedAtMs: number): Promise<string | null> {
    return (
      (await this.list()).find(({ file, info }) => info !== null && startOf(file) === startedAtMs)?.file ??
      null
    );
  }

  /** @throws with a sentence for the user */
  remove(file: string): Promise<void> {
    return this.#store().remove(file);
  }

  #store(): RecordingStore {
    return new RecordingStore(this.#folder, {
      mostRecordings: keptRuns(),
      mostBytes: keptMegabytes() * megabyte,
    });
  }
}

/** When the run of a file of ours began: that is in its name. `null` for one that has another. */
export function startOf(file: string): number | null {
  const found = /run-(\d{13})-[^\\/]*$/.exec(file);
  return found === null ? null : Number(found[1]);
}

/** The room that the runs of a workspace may have on the disk; 0 keeps none. */
function keptMegabytes(): number {
  const value = vscode.workspace.getConfiguration().get<unknown>(keptMegabytesSetting);
  return typeof value === 'number' && value >= 0 ? value : defaultMegabytes;
}
