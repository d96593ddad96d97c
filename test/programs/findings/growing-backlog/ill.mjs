// The Worker says more than main can hear.
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { name: 'talker' });
  worker.on('message', () => {
    for (const until = performance.now() + 1; performance.now() < until;);
  });
  setTimeout(() => process.exit(), 6000);
} else {
  setInterval(() => {
    for (let n = 0; n < 60; n++) parentPort.postMessage(n);
  }, 10);
}
