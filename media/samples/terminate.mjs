// Three threads: one ends by itself, and two never would.
//
// Look for: how each of them ends. `busy` spins and `stuck` is blocked; neither looks at messages any
// more, so asking them to stop would not help. `terminate()` ends a thread wherever it is. Its exit code is
// then 1, and what it was doing stays half done: share nothing with it that must not be left half done.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const tasks = {
  quick() {},
  busy() {
    for (;;);
  },
  stuck() {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
};

if (isMainThread) {
  let here = 0;
  const names = Object.keys(tasks);
  const workers = names.map(name => new Worker(new URL(import.meta.url), { name, workerData: name }));
  const [, busy, stuck] = workers;
  workers.forEach((worker, index) => {
    worker.once('message', () => {
      here++;
      if (here === workers.length) setTimeout(() => busy.terminate(), 400);
    });
    worker.on('exit', code => console.log(`${names[index]} ended with exit code ${code}`));
  });
  busy.on('exit', () => setTimeout(() => stuck.terminate(), 400));
} else {
  parentPort.postMessage('here');
  tasks[workerData]();
}
