// Four threads stop and wait for their turn; each wakes the next.
//
// Look for: the long "blocked" spans. A thread in `Atomics.wait` stands still in the middle of a line: no
// event, no message and no timer reaches it. What ends the wait is `Atomics.notify` by another thread:
// `main` wakes the first, and from then on every thread wakes the one after it.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const waiters = 4;

function work(milliseconds) {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

function giveTurn(turns, index) {
  // First the value, then the wake-up. Whoever comes late sees the value and does not wait at all: were
  // there a wake-up only, one that comes before the wait would be lost, and the thread would wait forever.
  Atomics.store(turns, index, 1);
  Atomics.notify(turns, index);
}

if (isMainThread) {
  const turns = new Int32Array(new SharedArrayBuffer(waiters * Int32Array.BYTES_PER_ELEMENT));
  let here = 0;
  for (let index = 0; index < waiters; index++) {
    const worker = new Worker(new URL(import.meta.url), {
      name: `waiter ${index + 1}`,
      workerData: { turns, index },
    });
    worker.once('message', () => {
      here++;
      if (here === waiters) setTimeout(giveTurn, 500, turns, 0);
    });
  }
} else {
  const { turns, index } = workerData;
  parentPort.postMessage('waiting');
  Atomics.wait(turns, index, 0);
  work(200);
  console.log(`waiter ${index + 1} had its turn`);
  if (index + 1 < waiters) giveTurn(turns, index + 1);
}
