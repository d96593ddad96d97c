// Messages between any two threads: up, down and across; to nobody, in vain, and what the runtime refuses.
import { once } from 'node:events';
import { inspect } from 'node:util';
import { Worker, isMainThread, parentPort, postMessageToThread, threadId, workerData } from 'node:worker_threads';

const stackOf = error => error.stack.replace(/\(?file:.*\//g, '(').split('\n').slice(0, 6).join(' < ');
// The runtime's lines for one listener and for several are different ones.
const frames = () => new Error().stack.split('\n').slice(2).map(line => line.replace(/:\d+:\d+\)?$/, '')).join(' < ');
const refused = promise => promise.then(() => console.log('not refused'), error => console.log(error.code ?? error.name, stackOf(error)));

if (isMainThread) {
  console.log(postMessageToThread.name, postMessageToThread.length, Object.prototype.toString.call(postMessageToThread));
  console.log(Object.getOwnPropertyNames(postMessageToThread), postMessageToThread.constructor.name);
  await refused(postMessageToThread(0, 'to myself'));
  await refused(postMessageToThread(1, 'to nobody'));
  await refused(postMessageToThread(1, 'with a bad timeout', [], 'soon'));
  await refused(postMessageToThread(1, 'with another one', -1));

  const [left, right] = ['left', 'right'].map(
    name => new Worker(new URL(import.meta.url), { name, workerData: { name } }),
  );
  const said = async worker => (await once(worker, 'message'))[0];
  console.log(await Promise.all([said(left), said(right)]));
  await refused(postMessageToThread(left.threadId, () => 'not to be cloned'));
  await refused(postMessageToThread(left.threadId, 'nobody listens'));

  left.postMessage('listen');
  console.log(await said(left));
  await Promise.all([1, 2, 3].map(value => postMessageToThread(left.threadId, value)));
  left.postMessage('show');
  console.log(await said(left));

  const listener = (value, source) => {
    console.log('main got', value, source === right.threadId, process.listenerCount('workerMessage'), frames());
    console.log(process.listeners('workerMessage').map(each => each === listener), process.eventNames().includes('workerMessage'));
  };
  process.on('workerMessage', listener);
  right.postMessage({ upTo: 0, across: left.threadId });
  console.log(await said(right));
  const second = value => console.log('second', value);
  process.on('workerMessage', second);
  process.once('workerMessage', value => console.log('once', value, process.listenerCount('workerMessage')));
  right.postMessage({ upTo: 0, across: left.threadId });
  console.log(await said(right));
  console.log(process.listenerCount('workerMessage'), inspect(process.rawListeners('workerMessage')));
  process.removeAllListeners('workerMessage');
  console.log(process.emit('workerMessage', 'from nobody', 0), process.listenerCount('workerMessage'));
  for (const worker of [left, right]) worker.postMessage('end');
  await Promise.all([once(left, 'exit'), once(right, 'exit')]);
  await refused(postMessageToThread(left.threadId, 'to the dead'));
} else {
  const got = [];
  parentPort.on('message', async message => {
    if (message === 'listen') {
      process.on('workerMessage', (value, source) => {
        got.push([value, source, process.listenerCount('workerMessage')]);
        if (value === 'throw') throw new Error('cannot stand it');
      });
      parentPort.postMessage('listening');
    } else if (message === 'show') {
      parentPort.postMessage(got);
    } else if (message === 'end') {
      parentPort.close();
    } else {
      await postMessageToThread(message.upTo, 'up');
      await postMessageToThread(message.across, 'across', 5000);
      parentPort.postMessage(await postMessageToThread(message.across, 'throw').catch(error => error.code));
    }
  });
  parentPort.postMessage(`${workerData.name} ${threadId}`);
}
