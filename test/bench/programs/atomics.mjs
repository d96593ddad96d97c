// Two Workers add to one shared number, without ever waiting.
import { Worker, isMainThread, workerData } from 'node:worker_threads';

const workers = 2;
const additions = 10_000_000;

/** @param {Int32Array} shared */
function add(shared) {
  for (let index = 0; index < additions / workers; index++) Atomics.add(shared, 0, 1);
}

function main() {
  const begun = performance.now();
  const shared = new Int32Array(new SharedArrayBuffer(4));
  let ended = 0;
  for (let index = 0; index < workers; index++) {
    new Worker(new URL(import.meta.url), { workerData: shared }).on('exit', () => {
      if (++ended < workers) return;
      console.log((performance.now() - begun).toFixed(3));
      if (shared[0] !== additions) throw new Error(`${shared[0]} additions and not ${additions}`);
    });
  }
}

if (isMainThread) main();
else add(workerData);
