// Three Workers that want one core: each prints how long it had it and how long it waited for it.
import { readFileSync } from 'node:fs';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

if (isMainThread) {
  for (const name of ['one', 'two', 'three']) {
    const worker = new Worker(new URL(import.meta.url), { name, workerData: name });
    worker.on('message', truth => console.log(JSON.stringify(truth)));
  }
} else {
  const schedule = () => readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ').map(Number);
  const before = schedule();
  const end = performance.now() + 600;
  let value = 1;
  while (performance.now() < end) value = (value * 31) % 65_521;
  const after = schedule();
  parentPort.postMessage({
    name: workerData,
    run: (after[0] - before[0]) / 1e6,
    ready: (after[1] - before[1]) / 1e6,
    value,
  });
}
