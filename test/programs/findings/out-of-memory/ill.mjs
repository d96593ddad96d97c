import { Worker, isMainThread } from 'node:worker_threads';

if (isMainThread) {
  new Worker(new URL(import.meta.url), { name: 'hungry', resourceLimits: { maxOldGenerationSizeMb: 16 } })
    .on('error', error => console.log(error.code));
} else {
  const kept = [];
  for (;;) kept.push(new Array(1000).fill(kept.length));
}
