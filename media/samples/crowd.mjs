// Twice as many threads as there are cores, and all of them want to compute.
//
// Look for: lanes that are "ready" (they could run, but every core is taken) and lanes that run, and how they change
// places: each is taken off its core after a few milliseconds to let another one on. Press C for the cores: which
// thread each of them ran, and when. (Only Linux tells of cores; elsewhere all lanes look as if they ran.)
import { availableParallelism } from 'node:os';
import { Worker, isMainThread } from 'node:worker_threads';

/** So much work, however long it takes: whoever gets half a core needs twice the time. */
function sumOfRoots(count) {
  let sum = 0;
  for (let number = 1; number <= count; number++) sum += Math.sqrt(number);
  return sum;
}

if (isMainThread) {
  const cores = availableParallelism();
  console.log(`${2 * cores} threads for ${cores} ${cores === 1 ? 'core' : 'cores'}`);
  for (let number = 1; number <= 2 * cores; number++) {
    new Worker(new URL(import.meta.url), { name: `crowd ${number}` });
  }
} else {
  sumOfRoots(100_000_000);
}
