// The Worker ends before it has woken main.
import { Worker, isMainThread, workerData } from 'node:worker_threads';

if (isMainThread) {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  new Worker(new URL(import.meta.url), { name: 'forgetful', workerData: flag });
  Atomics.wait(flag, 0, 0);
} else {
  Atomics.store(workerData, 0, 1);
}
