// Idle, but for a reason: a server, a timer that is far off.
import { createServer } from 'node:net';
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { name: 'helper' });
  const server = createServer().listen(0, '127.0.0.1');
  setTimeout(() => {
    server.close();
    worker.postMessage('over');
  }, 8000);
} else {
  parentPort.once('message', () => {});
}
