// Very many Workers, a few alive at a time: each says one thing and ends.
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

const workers = 100;
const inFlight = 4;

function main() {
  const begun = performance.now();
  let made = 0;
  let heard = 0;
  let ended = 0;
  const makeNext = () => {
    if (made === workers) return;
    made++;
    const worker = new Worker(new URL(import.meta.url));
    worker.on('message', () => heard++);
    worker.on('exit', () => {
      if (++ended === workers) console.log((performance.now() - begun).toFixed(3));
      makeNext();
    });
  };
  for (let index = 0; index < inFlight; index++) makeNext();
  process.on('exit', () => {
    if (heard !== workers) throw new Error(`${heard} of ${workers} Workers were heard`);
  });
}

if (isMainThread) main();
else parentPort?.postMessage('here');
