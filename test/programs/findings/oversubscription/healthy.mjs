// As many as there are cores, and many that mostly wait.
import { availableParallelism } from 'node:os';
import { Worker, isMainThread, workerData } from 'node:worker_threads';

if (isMainThread) {
  for (let n = 0; n < 3 * availableParallelism(); n++)
    new Worker(new URL(import.meta.url), { workerData: n < availableParallelism() });
} else if (workerData) {
  for (const until = performance.now() + 7000; performance.now() < until;);
} else {
  let rounds = 0;
  const timer = setInterval(() => ++rounds === 65 && clearInterval(timer), 100);
}
