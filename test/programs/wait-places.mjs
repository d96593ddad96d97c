// Waits and wakes up others on lines that are told, whatever the program itself does about stack traces.
import { Worker, isMainThread, workerData } from 'node:worker_threads';

if (isMainThread) {
  const shared = new Int32Array(new SharedArrayBuffer(16));
  let prepared = 0;
  Error.prepareStackTrace = () => `${++prepared}`;
  Error.stackTraceLimit = 0;
  start('waker', shared);
  console.log(Atomics.wait(shared, 0, 0)); // woken
  const stuck = start('stuck', shared);
  while (Atomics.notify(shared, 3) === 0) Atomics.wait(shared, 1, 0, 1); // polls
  // More in a row than are looked for, and one whose line is told when it is over.
  for (let count = 0; count < 300; count++) Atomics.wait(shared, 2, 0, 0); // short
  console.log(Atomics.wait(shared, 2, 0, 30)); // long
  await stuck.terminate();
  Object.freeze(Error);
  Atomics.wait(shared, 2, 0, 5); // frozen
  console.log(prepared, Error.stackTraceLimit);
} else if (workerData.role === 'waker') {
  while (Atomics.notify(workerData.shared, 0) === 0) Atomics.wait(workerData.shared, 1, 0, 1); // wakes
} else {
  for (;;) Atomics.wait(workerData.shared, 3, 0); // hangs
}

function start(role, shared) {
  return new Worker(new URL(import.meta.url), { name: role, workerData: { role, shared } });
}
