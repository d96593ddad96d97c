// A program that replaces and deletes the very members that a probe wraps.
'use strict';
const threads = require('node:worker_threads');
const { Worker, MessagePort, MessageChannel, isMainThread, parentPort, workerData } = threads;
const { EventEmitter } = require('node:events');

if (isMainThread) {
  const emit = EventEmitter.prototype.emit;
  EventEmitter.prototype.emit = function (event, ...rest) {
    if (this instanceof Worker && !/Listener$/.test(event)) console.log('emit', event, rest.length);
    return emit.call(this, event, ...rest);
  };
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (...args) {
    console.log('posting', args.length);
    return post.apply(this, args);
  };
  process.emit = new Proxy(process.emit, {
    apply(target, self, args) {
      if (args[0] === 'exit') console.log('process emits exit');
      return Reflect.apply(target, self, args);
    },
  });
  const exit = process.exit;
  process.exit = code => exit.call(process, code + 1);
  const wait = Atomics.wait;
  Atomics.wait = (...args) => `mine: ${wait(...args)}`;
  console.log(Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1));
  delete Atomics.notify;
  console.log(typeof Atomics.notify);
  threads.Worker = class extends Worker {};
  delete Worker.prototype.ref;
  Object.freeze(Worker.prototype);
  Object.freeze(MessagePort.prototype);
  Object.freeze(Atomics);

  const worker = new threads.Worker(__filename, { name: 'replaced', workerData: 1 });
  worker.on('message', text => console.log(text));
  // Not before: what arrives first, the news that it is up or its answer, is nobody's promise.
  worker.on('online', () => worker.postMessage('one'));
  worker.on('exit', async code => {
    console.log('code', code);
    const { port1, port2 } = new MessageChannel();
    port2.on('message', text => {
      console.log('local', text);
      port1.close();
      port2.on('close', () => process.exit(4));
    });
    port1.postMessage('x');
  });
} else {
  parentPort.emit = undefined;
  Object.setPrototypeOf(parentPort, new Proxy(Object.getPrototypeOf(parentPort), {}));
  parentPort.onmessage = ({ data }) => {
    parentPort.postMessage(`got ${data}`);
    parentPort.close();
  };
}
