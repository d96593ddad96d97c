// process.exit() in a Worker, in the middle of a burst. What it posted before still arrives.
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

if (isMainThread) {
  let received = 0;
  new Worker(new URL(import.meta.url), { name: 'quitter' })
    .on('message', () => received++)
    .on('exit', code => console.log(`exit code ${code} after ${received} messages`));
} else {
  process.on('exit', code => parentPort.postMessage(`last words ${code}`));
  for (let number = 0; ; number++) {
    parentPort.postMessage(number);
    if (number === 999) process.exit(3);
  }
}
