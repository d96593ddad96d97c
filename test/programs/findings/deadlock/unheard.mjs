// The Worker asks main, which waits for it and hears nothing.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

if (isMainThread) {
  const done = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(import.meta.url), { name: 'asker', workerData: done });
  worker.on('message', () => worker.postMessage('an answer'));
  Atomics.wait(done, 0, 0);
} else {
  parentPort.once('message', () => {
    Atomics.store(workerData, 0, 1);
    Atomics.notify(workerData, 0);
  });
  parentPort.postMessage('a question');
}
