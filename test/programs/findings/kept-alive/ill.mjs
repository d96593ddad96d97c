// All is done, but the Worker still listens.
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { name: 'listener' });
  worker.on('message', () => {});
  worker.postMessage('the only task');
} else {
  parentPort.on('message', () => parentPort.postMessage('done'));
}
