// Messages that arrive but cannot be made into a value: because the receiver's stack is too small for their
// depth, and because the receiving port lives in a vm context, where Node's own objects do not exist.
import {
  MessageChannel,
  Worker,
  isMainThread,
  moveMessagePortToContext,
  parentPort,
  workerData,
} from 'node:worker_threads';
import { createSecretKey } from 'node:crypto';
import { createContext } from 'node:vm';

const start = (name, options) => new Worker(new URL(import.meta.url), { name, ...options });

function deepValue(depth) {
  let value = [];
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

if (isMainThread) {
  const shallow = start('shallow', { workerData: { shallow: true }, resourceLimits: { stackSizeMb: 0.4 } });
  shallow.on('message', text => console.log(text));
  shallow.on('exit', () => {
    const { port1, port2 } = new MessageChannel();
    start('sender', { workerData: { port: port1 }, transferList: [port1] });
    const moved = moveMessagePortToContext(port2, createContext());
    let count = 0;
    moved.onmessageerror = event => console.log('messageerror', event.data.code);
    moved.onmessage = event => {
      console.log('message', event.data);
      if (++count === 2) moved.close();
    };
    moved.start();
  });
  shallow.once('message', () => {
    shallow.postMessage(deepValue(2000));
    shallow.postMessage('last');
  });
} else if (workerData.shallow) {
  parentPort.on('message', text => {
    parentPort.postMessage(`got ${text}`);
    parentPort.close();
  });
  parentPort.on('messageerror', error => parentPort.postMessage(`messageerror ${error.name}`));
  parentPort.postMessage('here');
} else {
  workerData.port.postMessage('before');
  workerData.port.postMessage(createSecretKey(Buffer.from('key')));
  workerData.port.postMessage('after');
}
