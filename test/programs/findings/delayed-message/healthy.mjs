// Main waits as short as it can, and once for a result that it then takes.
import { Worker, isMainThread, parentPort, receiveMessageOnPort, workerData, MessageChannel } from 'node:worker_threads';

if (isMainThread) {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL(import.meta.url), { name: 'talker', workerData: { flag, port: port2 }, transferList: [port2] });
  worker.on('message', () => {});
  Atomics.wait(flag, 0, 0);
  console.log(receiveMessageOnPort(port1)?.message);
  let rounds = 0;
  const timer = setInterval(() => {
    Atomics.wait(flag, 0, 1, 30);
    if (++rounds < 10) return;
    clearInterval(timer);
    worker.terminate();
  }, 100);
} else {
  const { flag, port } = workerData;
  setTimeout(() => {
    port.postMessage('the result');
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
    setInterval(() => parentPort.postMessage('still here'), 15);
  }, 700);
}
