// process.exit() in main while Workers are in the middle of everything: this ends with exit code 7.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { writeSync } from 'node:fs';

if (isMainThread) {
  let here = 0;
  for (const name of ['posting', 'spinning', 'waiting', 'idle']) {
    new Worker(new URL(import.meta.url), { name, workerData: name }).once('message', () => {
      if (++here < 4) return;
      writeSync(1, 'main exits\n');
      process.exit(7);
    });
  }
  process.on('exit', code => writeSync(1, `exit handler of main: ${code}\n`));
} else {
  process.on('exit', () => writeSync(1, 'never: a Worker of a dying process runs no exit handler\n'));
  parentPort.postMessage('here');
  if (workerData === 'posting') for (;;) parentPort.postMessage('more');
  if (workerData === 'spinning') for (;;);
  if (workerData === 'waiting') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  if (workerData === 'idle') setInterval(() => {}, 1000);
}
