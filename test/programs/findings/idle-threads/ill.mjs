// Six are made, two are used.
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

if (isMainThread) {
  const pool = Array.from({ length: 6 }, (_, n) => new Worker(new URL(import.meta.url), { name: `pool ${n}` }));
  const timer = setInterval(() => pool.slice(0, 2).forEach(worker => worker.postMessage('work')), 100);
  setTimeout(() => {
    clearInterval(timer);
    for (const worker of pool) worker.terminate();
  }, 8000);
} else {
  parentPort.on('message', () => {});
}
