// One more listener for each round.
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { name: 'echo' });
  const ask = round =>
    new Promise(resolve => {
      worker.on('message', answer => answer === round && resolve());
      worker.postMessage(round);
    });
  for (let round = 0; round < 15; round++) await ask(round);
  await worker.terminate();
} else {
  parentPort.on('message', round => parentPort.postMessage(round));
}
