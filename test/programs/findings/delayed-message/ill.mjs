// Main stops itself while the Worker has something to say.
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { name: 'talker' });
  worker.on('message', () => {});
  const flag = new Int32Array(new SharedArrayBuffer(4));
  let rounds = 0;
  const timer = setInterval(() => {
    Atomics.wait(flag, 0, 0, 350);
    if (++rounds < 5) return;
    clearInterval(timer);
    worker.terminate();
  }, 100);
} else {
  setInterval(() => parentPort.postMessage('still here'), 15);
}
