// Holds a secret wherever a program may hold one: its arguments, its environment, what it gives to threads, and
// what it says to them.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const secret = process.env.DATABASE_PASSWORD;

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), {
    name: 'confidant',
    argv: ['--token', secret],
    env: { ...process.env, OTHER_SECRET: secret },
    workerData: { secret },
  });
  worker.on('message', () => worker.postMessage({ end: secret }));
} else {
  const local = workerData.secret;
  parentPort.postMessage(local);
  parentPort.once('message', () => parentPort.close());
}
