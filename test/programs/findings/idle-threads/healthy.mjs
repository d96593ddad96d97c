// Six are made, all are used, if rarely.
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

if (isMainThread) {
  const pool = Array.from({ length: 6 }, () => new Worker(new URL(import.meta.url)));
  let next = 0;
  const timer = setInterval(() => pool[next++ % pool.length].postMessage('work'), 300);
  setTimeout(() => {
    clearInterval(timer);
    for (const worker of pool) worker.terminate();
  }, 7500);
} else {
  parentPort.on('message', () => {});
}
