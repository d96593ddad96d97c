// The listener of a round goes with it; an emitter of the program's own has many; and a port has as many as it is allowed.
import { EventEmitter, once, setMaxListeners } from 'node:events';
import { MessageChannel, Worker, isMainThread, parentPort } from 'node:worker_threads';

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { name: 'echo' });
  for (let round = 0; round < 15; round++) {
    worker.postMessage(round);
    await once(worker, 'message');
  }
  const own = new EventEmitter();
  for (let n = 0; n < 15; n++) own.on('message', () => {});
  const { port1 } = new MessageChannel();
  setMaxListeners(20, port1);
  for (let n = 0; n < 15; n++) port1.addEventListener('message', () => {});
  port1.close();
  await worker.terminate();
} else {
  parentPort.on('message', round => parentPort.postMessage(round));
}
