// Two hundred Workers that do nothing, eight at a time.
import { Worker, isMainThread, parentPort, threadId } from 'node:worker_threads';

const count = 200;

if (isMainThread) {
  let made = 0;
  let ended = 0;
  let sum = 0;
  const next = () => {
    if (made === count) return;
    new Worker(new URL(import.meta.url), { name: `short ${++made}` })
      .on('message', id => (sum += id))
      .on('exit', () => {
        ended++;
        next();
      });
  };
  for (let lane = 0; lane < 8; lane++) next();
  process.on('exit', () => console.log(`${ended} ended; their thread ids sum up to ${sum}`));
} else {
  parentPort.postMessage(threadId);
}
