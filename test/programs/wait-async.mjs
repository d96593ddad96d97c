// Waits without blocking: woken, timed out, in vain; and the order of everything that hangs on their promises.
import { Worker, isMainThread, workerData, parentPort } from 'node:worker_threads';

if (isMainThread) {
  const shared = new Int32Array(new SharedArrayBuffer(16));
  const late = Atomics.waitAsync(shared, 3, 0);
  const { async: waits, value } = Atomics.waitAsync(shared, 0, 0);
  console.log(waits, value instanceof Promise, Atomics.waitAsync(shared, 1, 7), Atomics.waitAsync(shared, 1, 0, 0));
  try {
    Atomics.waitAsync(new Int32Array(4), 0, 0);
  } catch (error) {
    console.log(error.stack.replace(/\(file:.*\//, '(').split('\n').slice(0, 3).join(' | '));
  }
  value.then(result => console.log('first', result));
  Promise.resolve().then(() => console.log('tick'));
  value.then(result => console.log('second', result)).finally(() => console.log('third'));
  const worker = new Worker(new URL(import.meta.url), { name: 'waker', workerData: { shared } });
  console.log(await value);
  console.log(await Atomics.waitAsync(shared, 1, 0, 5).value);
  const results = await Promise.all([1, 2, 3].map(() => Atomics.waitAsync(shared, 2, 0).value).concat(ask(worker)));
  console.log(results);
  // A promise that nobody has, of a wait that nobody ends: it does not keep the program.
  console.log(late.async);
} else {
  const { shared } = workerData;
  parentPort.once('message', () => parentPort.postMessage(Atomics.notify(shared, 2)));
  while (Atomics.notify(shared, 0) === 0) Atomics.wait(shared, 1, 0, 1);
}

function ask(worker) {
  return new Promise(resolve => {
    worker.once('message', resolve);
    worker.postMessage('go');
  });
}
