// Much that is not kept, and an error that only sounds alike.
import { Worker, isMainThread } from 'node:worker_threads';

if (isMainThread) {
  new Worker(new URL(import.meta.url), { name: 'tidy', resourceLimits: { maxOldGenerationSizeMb: 64 } })
    .on('error', error => console.log(error.message));
} else {
  let last = null;
  for (let round = 0; round < 20_000; round++) last = new Array(1000).fill(round);
  throw new Error(`memory of ${last.length}`);
}
