import { availableParallelism } from 'node:os';
import { Worker, isMainThread } from 'node:worker_threads';

if (isMainThread) {
  for (let n = 0; n < 3 * availableParallelism(); n++) new Worker(new URL(import.meta.url), { name: `spinner ${n}` });
} else {
  for (const until = performance.now() + 9000; performance.now() < until;);
}
