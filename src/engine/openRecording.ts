import type { Worker } from 'node:worker_threads';
import type { RunSummary } from '../trace/summary.ts';
import { bundlePaths } from './bundlePaths.ts';
import type { KeptRun } from './recording.ts';
import { readRecordingInfo } from './recordingInfo.ts';
import type { RecordingInfo } from './recordingInfo.ts';
import { RunInThread, startThread } from './runInThread.ts';

/** A run that was kept, whose trace lives in a thread of its own. Made by {@link openRecording}. */
class OpenedRecording extends RunInThread implements KeptRun {
  constructor(
    worker: Worker,
    readonly info: RecordingInfo,
  ) {
    super(worker);
  }

  override summary(command: readonly string[] = this.info.command): Promise<RunSummary> {
    return super.summary(command);
  }
}

/**
 * Opens a run that was kept. Takes about a second per million events, during which the calling thread is free; a
 * file that breaks off is opened as far as it goes, and the notices say so.
 * @param script the recorder's bundle; given by tests only
 * @throws RecordingError for what cannot be opened, as a rejection; an `Error` when there is not memory enough
 */
export async function openRecording(file: string, script: string = bundlePaths.recorder): Promise<KeptRun> {
  // Here, so that what is wrong with the file keeps its kind.
  await readRecordingInfo(file);
  const { worker, first } = await startThread(script, { type: 'open', file });
  if (first.type !== 'read') throw new Error(`The recorder began with "${first.type}".`);
  return new OpenedRecording(worker, first.info);
}
