// Workers that end only when somebody from outside has them ended; what the program notices of that is printed.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';

const file = new URL(import.meta.url);
const start = name => new Worker(file, { name, workerData: name });

if (isMainThread) {
  const worker = start(process.argv[2] ?? 'spins');
  worker.on('error', error => console.log('error', error.message));
  if (process.argv[2] === 'is kept') {
    // This thread does not listen to anybody until its input is over.
    readFileSync(0);
    if (process.argv[3] === 'itself') void worker.terminate();
    console.log('exit', ...(await once(worker, 'exit')));
  } else {
    const code = once(worker, 'exit');
    // What a program that ends its Worker itself does, for comparison.
    if (process.argv[3] === 'itself') worker.once('message', () => void worker.terminate());
    console.log('exit', ...(await code), worker.threadId, worker.listenerCount('exit'));
  }
} else {
  process.on('exit', () => console.log('an ended thread says nothing'));
  if (workerData === 'makes another') {
    const inner = start('spins');
    inner.once('message', () => parentPort.postMessage('up'));
    const [code] = await once(inner, 'exit');
    console.log('inner exit', code);
    process.exitCode = 7;
  } else {
    parentPort.postMessage('up');
    if (workerData === 'waits') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    for (;;);
  }
}
