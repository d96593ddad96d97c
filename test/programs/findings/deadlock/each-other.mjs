// Main waits for the Worker, and the Worker for main.
import { Worker, isMainThread, workerData } from 'node:worker_threads';

if (isMainThread) {
  const turns = new Int32Array(new SharedArrayBuffer(8));
  new Worker(new URL(import.meta.url), { name: 'other', workerData: turns });
  Atomics.wait(turns, 0, 0);
} else {
  Atomics.wait(workerData, 1, 0);
}
