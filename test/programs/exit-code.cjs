// Ends as its argument says. The exit code, or the signal, must be the same when it is observed.
'use strict';
const { Worker } = require('node:worker_threads');
const how = process.argv[2];
const worker = new Worker('setInterval(() => {}, 1000)', { eval: true, name: 'alive' });
worker.once('online', () => {
  console.log('ending:', how);
  ({
    'exit 0': () => process.exit(0),
    'exit 300': () => process.exit(300),
    exitCode: () => {
      process.exitCode = 9;
      worker.unref();
    },
    throw: () => {
      throw new Error('main throws');
    },
    'throw null': () => {
      throw null;
    },
    reject: () => void Promise.reject(new Error('main rejects')),
    'exit in exit': () => {
      process.on('exit', () => process.exit(11));
      process.exit(10);
    },
    'throw in exit': () => {
      worker.unref();
      process.on('exit', () => {
        throw new Error('in exit');
      });
      process.exit(0);
    },
    SIGTERM: () => process.kill(process.pid, 'SIGTERM'),
    SIGKILL: () => process.kill(process.pid, 'SIGKILL'),
    reallyExit: () => process.reallyExit(12),
  })[how]();
});
