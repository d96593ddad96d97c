// Each has what the other wants.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { setTimeout } from 'node:timers/promises';

if (isMainThread) {
  for (const [name, ...order] of [['a', 'left', 'right'], ['b', 'right', 'left']])
    new Worker(new URL(import.meta.url), { name, workerData: order });
} else {
  const [first, second] = workerData;
  // Waiting for a lock keeps no thread alive.
  parentPort.on('message', () => {});
  await navigator.locks.request(first, async () => {
    await setTimeout(300);
    await navigator.locks.request(second, () => console.log('never'));
  });
}
