// Ports that travel: in workerData, through two threads, inside objects; ports inside one thread; ports read
// without an event loop.
import {
  MessageChannel,
  Worker,
  isMainThread,
  parentPort,
  receiveMessageOnPort,
  workerData,
} from 'node:worker_threads';
import { once } from 'node:events';

const roles = {
  // Gets a port in its data, and hands it on: the port's second journey.
  relay() {
    parentPort.once('message', ({ to }) => {
      to.postMessage({ port: workerData.port }, [workerData.port]);
      to.close();
    });
  },
  // Gets the travelled port by message and answers through it.
  goal() {
    parentPort.once('message', ({ from }) => {
      from.once('message', ({ port }) => {
        port.on('message', number => {
          port.postMessage(number + 1);
          if (number === 5) port.close();
        });
      });
    });
  },
  // Reads its port by hand while its loop stands still.
  reader() {
    const { port, flag } = workerData;
    Atomics.wait(flag, 0, 0);
    const texts = [];
    for (let got = receiveMessageOnPort(port); got; got = receiveMessageOnPort(port)) texts.push(got.message);
    parentPort.postMessage(texts.join(' '));
    port.close();
  },
};

if (isMainThread) {
  const start = (name, data, transferList = []) =>
    new Worker(new URL(import.meta.url), { name, workerData: { ...data, role: name }, transferList });

  const travelling = new MessageChannel();
  const bridge = new MessageChannel();
  const relay = start('relay', { port: travelling.port2 }, [travelling.port2]);
  const goal = start('goal');
  goal.postMessage({ from: bridge.port2 }, [bridge.port2]);
  relay.postMessage({ to: bridge.port1 }, [bridge.port1]);
  const answers = [];
  travelling.port1.on('message', number => answers.push(number));
  // Sent before anyone is there to hear it: it travels along with the port.
  for (let number = 1; number <= 5; number++) travelling.port1.postMessage(number);
  await Promise.all([once(travelling.port1, 'close'), once(relay, 'exit'), once(goal, 'exit')]);
  console.log('through two threads:', answers.join(' '));

  const { port1, port2 } = new MessageChannel();
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const reader = start('reader', { port: port2, flag }, [port2]);
  for (const text of ['read', 'without', 'a', 'loop']) port1.postMessage(text);
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
  const exit = once(reader, 'exit');
  console.log((await once(reader, 'message'))[0]);
  await exit;

  const local = new MessageChannel();
  local.port2.onmessage = event => {
    console.log('to myself:', event.data, event.target === local.port2, event.ports.length);
    local.port2.close();
  };
  local.port1.postMessage('hello');
  local.port1.ref();
  await once(local.port1, 'close');
  try {
    local.port1.postMessage('nobody');
    local.port1.postMessage(() => {});
  } catch (error) {
    console.log(error.name, error.message);
  }
} else {
  roles[workerData.role]();
}
