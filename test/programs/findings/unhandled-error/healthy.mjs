// Somebody does; another Worker catches its own, and a third one ends with a code.
import { Worker, isMainThread, workerData } from 'node:worker_threads';

if (isMainThread) {
  for (const name of ['heard', 'catches', 'exits'])
    new Worker(new URL(import.meta.url), { name, workerData: name }).on('error', error => console.log(error.message));
} else if (workerData === 'heard') throw new RangeError('too far');
else if (workerData === 'catches') process.on('uncaughtException', () => {}), setTimeout(() => { throw new Error('caught'); }, 10);
else process.exit(3);
