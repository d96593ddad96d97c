// Main computes in its callbacks while the Worker has something to say.
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { name: 'talker' });
  worker.on('message', () => {});
  let rounds = 0;
  const timer = setInterval(() => {
    for (const until = performance.now() + 150; performance.now() < until;);
    if (++rounds < 100) return;
    clearInterval(timer);
    worker.terminate();
  }, 200);
} else {
  setInterval(() => parentPort.postMessage('still here'), 15);
}
