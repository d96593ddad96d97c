// Very many messages posted at once, each of them echoed.
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

const messages = 300_000;

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  let begun = 0;
  let echoes = 0;
  worker.once('online', () => {
    begun = performance.now();
    for (let message = 0; message < messages; message++) worker.postMessage(message);
  });
  worker.on('message', () => {
    if (++echoes < messages) return;
    console.log((performance.now() - begun).toFixed(3));
    worker.postMessage(null);
  });
} else {
  parentPort?.on('message', message => {
    if (message === null) parentPort?.close();
    else parentPort?.postMessage(message);
  });
}
