// The two threads of race.mjs, with a guard: who wants to count takes the lock first. No step is lost any more.
//
// Look for: while one lane runs, the other is "blocked": it waits for the lock. The arrow between them is the wake-up,
// from who gave the lock back to who may go on. That is the price: the guarded part is never done by two at once, so
// it should be as short as it can be; what needs no guard is done outside of it.
import { Worker, isMainThread, workerData } from 'node:worker_threads';

const rounds = 30;
/** Where in the shared memory what lies. */
const counter = 0;
const lock = 1;
const free = 0;
const taken = 1;

function work(milliseconds) {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

function takeLock(memory) {
  // In one step: if it is free, it is ours. Otherwise stand still until somebody gives it back, and try again.
  while (Atomics.compareExchange(memory, lock, free, taken) !== free) Atomics.wait(memory, lock, taken);
}

function giveLock(memory) {
  Atomics.store(memory, lock, free);
  Atomics.notify(memory, lock, 1);
}

if (isMainThread) {
  const memory = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  for (const name of ['left', 'right']) new Worker(new URL(import.meta.url), { name, workerData: memory });
  process.on('exit', () =>
    console.log(`${2 * rounds} steps were done, and the counter says ${memory[counter]}`),
  );
} else {
  const memory = workerData;
  for (let round = 0; round < rounds; round++) {
    takeLock(memory);
    const read = memory[counter];
    work(5);
    memory[counter] = read + 1;
    giveLock(memory);
    work(2); // something else, which needs no guard
  }
}
