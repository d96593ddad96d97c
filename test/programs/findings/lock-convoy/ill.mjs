// All that the Workers do, they do with the lock.
import { Worker, isMainThread } from 'node:worker_threads';
import { setTimeout } from 'node:timers/promises';

if (isMainThread) {
  for (let n = 0; n < 5; n++) new Worker(new URL(import.meta.url), { name: `worker ${n}` });
} else {
  // Waiting for a lock keeps no thread alive.
  const alive = setInterval(() => {}, 1000);
  for (const until = performance.now() + 6000; performance.now() < until;)
    await navigator.locks.request('table', () => setTimeout(4));
  clearInterval(alive);
}
