// A burst, and then a stream that main keeps up with.
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { name: 'talker' });
  worker.on('message', () => {});
  setTimeout(() => worker.terminate(), 4000);
} else {
  for (let n = 0; n < 20_000; n++) parentPort.postMessage(n);
  setInterval(() => {
    for (let n = 0; n < 5; n++) parentPort.postMessage(n);
  }, 10);
}
