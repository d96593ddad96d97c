// Two threads count in the same memory, and nothing guards it. The sum is too small; by how much is left to chance.
//
// Look for: both lanes run at the same time; that is all it takes. Each reads the counter, works, and writes what it
// read plus one. Where the other one wrote meanwhile, its step is lost. No error tells of it: only the sum does.
import { Worker, isMainThread, workerData } from 'node:worker_threads';

const rounds = 30;
/** Where in the shared memory what lies. */
const counter = 0;
const arrived = 1;

function work(milliseconds) {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

/** Both begin together. These calls are safe, and have nothing to do with the race. */
function waitForTheOther(memory) {
  Atomics.add(memory, arrived, 1);
  Atomics.notify(memory, arrived);
  while (Atomics.load(memory, arrived) < 2) Atomics.wait(memory, arrived, 1);
}

if (isMainThread) {
  const memory = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  for (const name of ['left', 'right']) new Worker(new URL(import.meta.url), { name, workerData: memory });
  process.on('exit', () =>
    console.log(`${2 * rounds} steps were done, and the counter says ${memory[counter]}`),
  );
} else {
  const memory = workerData;
  waitForTheOther(memory);
  for (let round = 0; round < rounds; round++) {
    const read = memory[counter];
    work(5); // the other thread reads the same number
    memory[counter] = read + 1;
  }
}
