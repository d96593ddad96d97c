// CommonJS all the way; the Worker is taken from the module in several ways.
'use strict';
const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');
const threads = require('node:worker_threads');

if (isMainThread) {
  console.log(threads.Worker === Worker, Object.keys(require.cache).length, module.children.length);
  console.log(require.main === module, process.argv.length, process.execArgv);
  const first = new Worker(__filename, { name: 'first', workerData: { twice: 21 } });
  first.on('message', answer => {
    console.log(answer);
    new threads.Worker(__filename, { name: 'second', workerData: { twice: answer }, argv: ['x'] })
      .on('message', console.log)
      .on('exit', code => console.log('exit', code));
  });
} else {
  parentPort.postMessage(workerData.twice * 2);
}
