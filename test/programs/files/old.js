// Runs on any Node that has threads, and prints what a probe could have changed.
'use strict';
var threads = require('worker_threads');
if (threads.isMainThread) {
  console.log(process.execArgv.length === 0 || process.execArgv[0] === '--require', Object.getOwnPropertyNames(process).indexOf('emit'));
  console.log(String(threads.Worker).slice(0, 12), Object.getOwnPropertyNames(threads.Worker.prototype).indexOf('emit'));
  var worker = new threads.Worker(__filename);
  worker.on('message', function (message) {
    console.log('heard', message);
  });
  worker.on('exit', function (code) {
    console.log('ended', code, process.listenerCount('exit'));
  });
} else {
  threads.parentPort.postMessage('hello');
}
