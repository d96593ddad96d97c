import { parentPort, workerData } from 'node:worker_threads';
import type { RecorderTask } from './recorderMessages.ts';
import { recordInProcess } from './recorderProcess.ts';
import { recordInThread } from './recorderWorker.ts';

/** The recorder apart from whoever it records for: in a thread of its own, or in a process. */
if (parentPort !== null) void recordInThread(parentPort, workerData as RecorderTask);
else if (process.connected) recordInProcess();
