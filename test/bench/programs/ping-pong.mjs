// One message in flight at any time, between the main thread and a Worker and back.
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

const rounds = 100_000;

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  let begun = 0;
  let left = rounds;
  worker.once('online', () => {
    begun = performance.now();
    worker.postMessage(left);
  });
  worker.on('message', () => {
    left--;
    if (left > 0) {
      worker.postMessage(left);
      return;
    }
    console.log((performance.now() - begun).toFixed(3));
    worker.postMessage(null);
  });
} else {
  parentPort?.on('message', ball => {
    if (ball === null) parentPort?.close();
    else parentPort?.postMessage(ball);
  });
}
