// Main itself is blocked in Atomics.wait while Workers live, talk and die. It must be seen meanwhile.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

if (isMainThread) {
  const flags = new Int32Array(new SharedArrayBuffer(16));
  const heard = [];
  for (const [index, name] of ['first', 'second', 'third'].entries()) {
    new Worker(new URL(import.meta.url), { name, workerData: { flags, index } }).on('message', text => heard.push(text));
  }
  process.on('exit', () => console.log(heard.sort().join(', ')));
  console.log(Atomics.wait(flags, 3, 0, 100), Atomics.wait(flags, 3, 1), Atomics.wait(flags, 3, 0, 0));
  while (Atomics.load(flags, 0) < 3) Atomics.wait(flags, 0, Atomics.load(flags, 0));
  for (const bad of [
    () => Atomics.wait(new Int32Array(4), 0, 0),
    () => Atomics.wait(flags, 99, 0),
    () => Atomics.wait([], 0, 0),
    () => Atomics.wait(),
    () => Atomics.notify(flags, 99),
    () => Atomics.notify('x', 0),
    () => Atomics.notify(flags, { valueOf() { throw new Error('from valueOf'); } }),
  ]) {
    try {
      console.log(bad());
    } catch (error) {
      console.log(error.name, error.message);
    }
  }
  console.log(Atomics.notify(flags, 1), Atomics.notify(flags, 1, 0), Atomics.notify(new Int32Array(1), 0));
  console.log(Atomics.wait(new BigInt64Array(new SharedArrayBuffer(8)), 0, 0n, 10), flags.length);
} else {
  const { flags, index } = workerData;
  // Each waits for its turn, and wakes everyone at its end.
  for (let turn = Atomics.load(flags, 0); turn < index; turn = Atomics.load(flags, 0)) Atomics.wait(flags, 0, turn);
  parentPort.postMessage(`turn ${index}`);
  Atomics.add(flags, 0, 1);
  Atomics.notify(flags, 0);
}
