// Workers that are ended from outside at awkward moments.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { once } from 'node:events';

const file = new URL(import.meta.url);

if (isMainThread) {
  const start = name => new Worker(file, { name, workerData: name });

  const atOnce = start('ended at once');
  console.log('at once', await atOnce.terminate());

  const twice = start('ended twice');
  await once(twice, 'message');
  console.log('twice', await Promise.all([twice.terminate(), twice.terminate()]), await twice.terminate());

  const waiting = start('ended in a wait');
  await once(waiting, 'message');
  console.log('in a wait', await waiting.terminate());

  const family = start('ended with its children');
  await once(family, 'message');
  console.log('with its children', await family.terminate());

  const unref = start('left alone');
  await once(unref, 'message');
  unref.unref();
  console.log('main is done');
} else {
  process.on('exit', () => parentPort.postMessage('a killed thread says nothing'));
  if (workerData === 'ended with its children') {
    const child = new Worker(file, { name: 'child of the ended', workerData: 'child' });
    child.once('message', () => parentPort.postMessage('up'));
  } else {
    parentPort.postMessage('up');
    if (workerData === 'ended in a wait') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
  setInterval(() => {}, 1000);
}
