// A program with hooks of its own: stack formatting, async hooks, diagnostics, uncaught errors, a loader.
'use strict';
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { AsyncLocalStorage, createHook } = require('node:async_hooks');
const channel = require('node:diagnostics_channel');
const fs = require('node:fs');
const Module = require('node:module');

if (isMainThread) {
  Error.prepareStackTrace = (error, frames) => frames.map(frame => frame.getFunctionName() ?? 'anonymous').join(' < ');
  const types = new Map();
  createHook({ init: (_, type) => types.set(type, (types.get(type) ?? 0) + 1) }).enable();
  const storage = new AsyncLocalStorage();
  channel.subscribe('worker_threads', ({ worker }) => fs.writeSync(1, `made ${worker.threadId} ${new Error('x').stack}\n`));
  const load = Module._load;
  Module._load = function (request) {
    fs.writeSync(1, `load ${request}\n`);
    return load.apply(this, arguments);
  };
  process.on('uncaughtException', (error, origin) => console.log(origin, error.message, error.stack));
  process.on('uncaughtExceptionMonitor', error => console.log('monitor', error.message));
  process.on('exit', code => {
    const ours = ['MESSAGEPORT', 'WORKER', 'Timeout'].map(type => `${type} ${types.get(type) ?? 0}`);
    console.log(code, ours.join(', '));
  });
  storage.run('context', () => {
    const worker = new Worker(__filename, { name: 'hooked', workerData: { answer: 42 } });
    worker.on('message', text => {
      console.log(storage.getStore(), text, new Error('in a handler').stack);
      require('node:path');
      if (text === 'second') worker.postMessage('enough');
      if (text === 'second') throw new Error('caught by the handler');
    });
    worker.on('exit', code => console.log('exit', code, storage.getStore()));
  });
} else {
  parentPort.postMessage('first');
  setTimeout(() => parentPort.postMessage('second'), 50);
  parentPort.once('message', () => {});
}
