// Fifty thousand messages, as fast as they go, and one back.
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

const count = 50_000;

if (isMainThread) {
  let received = 0;
  let sum = 0;
  const worker = new Worker(new URL(import.meta.url), { name: 'source' });
  worker.on('message', number => {
    sum += number;
    if (++received === count) worker.postMessage('enough');
  });
  worker.on('exit', code => console.log(received, sum, code));
} else {
  for (let number = 0; number < count; number++) parentPort.postMessage(number);
  parentPort.once('message', () => {});
}
