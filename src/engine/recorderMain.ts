import { parentPort, workerData } from 'node:worker_threads';
import type { RecorderTask } from './recorderMessages.ts';
import { recordInProcess } from './recorderProcess.ts';
import { recorderRole } from './recorderRole.ts';
import { recordInThread } from './recorderWorker.ts';

/**
 * Begins to record where this bundle was loaded for that: in a thread of its own, or in a process beside the one that
 * it records for.
 * @returns whether it was
 */
export function playRecorder(): boolean {
  if (parentPort !== null) void recordInThread(parentPort, workerData as RecorderTask);
  else if (process.connected && process.argv[2] === recorderRole) recordInProcess();
  else return false;
  return true;
}
