// Workers that are worth their start, and short ones that are terminated before they can be used.
import { once } from 'node:events';
import { Worker, isMainThread, workerData } from 'node:worker_threads';

if (isMainThread) {
  const file = new URL(import.meta.url);
  for (let round = 0; round < 4; round++)
    await Promise.all([1, 2, 3].map(() => once(new Worker(file, { workerData: 'works' }), 'exit')));
  const waiting = Array.from({ length: 12 }, () => new Worker(file, { workerData: 'waits' }));
  await Promise.all(waiting.map(worker => once(worker, 'online')));
  await Promise.all(waiting.map(worker => worker.terminate()));
} else if (workerData === 'works') {
  setTimeout(() => {}, 600);
} else {
  setInterval(() => {}, 1000);
}
