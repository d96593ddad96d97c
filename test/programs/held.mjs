// Main is held, by spinning or by waiting, until a line comes on stdin. Other threads live meanwhile.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { readSync } from 'node:fs';

if (isMainThread) {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const start = name => new Worker(new URL(import.meta.url), { name, workerData: { name, flag } });
  start('mayfly').on('message', text => console.log(text));
  start('keeper');
  if (process.argv[2] === 'spin') while (Atomics.load(flag, 0) === 0);
  else Atomics.wait(flag, 0, 0);
} else if (workerData.name === 'mayfly') {
  parentPort.postMessage('a message that nobody hears in time');
} else {
  readSync(0, Buffer.alloc(1));
  Atomics.store(workerData.flag, 0, 1);
  Atomics.notify(workerData.flag, 0);
}
