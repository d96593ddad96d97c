// Waits that look alike and end: a slow Worker, one that asks and goes on by itself, locks that are let go.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { setTimeout } from 'node:timers/promises';

if (isMainThread) {
  const done = new Int32Array(new SharedArrayBuffer(4));
  for (const [index, name] of ['slow', 'talks', 'blocked'].entries()) {
    new Worker(new URL(import.meta.url), { name, workerData: { name, done } });
    Atomics.wait(done, 0, index);
  }
  const two = [['left', 'right'], ['right', 'left']].map(
    order => new Worker(new URL(import.meta.url), { name: order[0], workerData: { name: 'locks', order } }),
  );
  await Promise.all(two.map(worker => new Promise(resolve => worker.once('exit', resolve))));
} else if (workerData.name === 'locks') {
  if (globalThis.navigator?.locks !== undefined) {
    const [first, second] = workerData.order;
    const alive = setInterval(() => {}, 10_000);
    // Two things that have nothing to do with each other.
    const holds = navigator.locks.request(first, () => setTimeout(400));
    await setTimeout(50);
    await Promise.all([holds, navigator.locks.request(second, () => {})]);
    clearInterval(alive);
  }
} else {
  const { name, done } = workerData;
  if (name === 'talks') parentPort.postMessage('on my way');
  if (name === 'blocked') Atomics.wait(done, 0, 2, 1200);
  else await setTimeout(1200);
  Atomics.add(done, 0, 1);
  Atomics.notify(done, 0);
}
