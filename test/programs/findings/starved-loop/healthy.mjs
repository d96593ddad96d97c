// Short callbacks; a Worker that works off a queue; and what main does before its loop turns for the first time.
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

const busy = ms => { for (const until = performance.now() + ms; performance.now() < until;); };

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { name: 'queue' });
  let left = 8;
  worker.on('message', () => {
    busy(2);
    if (--left === 0) process.exit();
  });
  for (let task = 0; task < 8; task++) worker.postMessage(task);
  busy(400);
} else {
  parentPort.on('message', task => {
    busy(90);
    parentPort.postMessage(task);
  });
}
