// A program that takes apart everything that a probe could lean on, after it was loaded, and then goes on.
'use strict';
const { Worker, MessagePort, isMainThread, parentPort, workerData } = require('node:worker_threads');
const fs = require('node:fs');
const log = text => write.call(fs, 1, `${text}\n`);
const write = fs.writeSync;

function takeApart() {
  const boom = name =>
    function () {
      throw new Error(`${name} is not for you`);
    };
  for (const name of ['writeSync', 'openSync', 'closeSync', 'fstatSync', 'statSync', 'readlinkSync', 'unlinkSync', 'appendFileSync', 'writeFileSync']) {
    fs[name] = boom(`fs.${name}`);
  }
  require('module').syncBuiltinESMExports();
  performance.now = boom('performance.now');
  process.hrtime = boom('process.hrtime');
  process.exit = boom('process.exit');
  process.on = boom('process.on');
  process.emitWarning = boom('process.emitWarning');
  process.binding = boom('process.binding');
  Date.now = boom('Date.now');
  Error.stackTraceLimit = 0;
  Error.prepareStackTrace = boom('Error.prepareStackTrace');
  JSON.stringify = boom('JSON.stringify');
  JSON.parse = boom('JSON.parse');
  delete globalThis.TextEncoder;
  delete globalThis.Buffer;
  globalThis.Float64Array = globalThis.DataView = globalThis.Uint8Array = boom('a typed array');
  Reflect.apply = boom('Reflect.apply');
  Reflect.construct = boom('Reflect.construct');
  Map.prototype.get = Map.prototype.set = boom('Map');
  WeakMap.prototype.get = WeakMap.prototype.set = WeakMap.prototype.has = boom('WeakMap');
  Array.prototype.map = boom('map');
  Array.prototype.indexOf = boom('indexOf');
  String.prototype.split = String.prototype.replace = String.prototype.slice = boom('String');
  RegExp.prototype.exec = boom('exec');
  Object.keys = Object.entries = Object.assign = Object.defineProperty = boom('Object');
  Object.prototype.get = 'a getter?';
  Math.min = Math.max = Math.floor = boom('Math');
}

const made = [];
if (isMainThread) {
  const worker = new Worker(__filename, { name: 'before', workerData: 'before' });
  worker.on('message', text => log(`main hears ${text}`));
  worker.on('error', () => log('before failed'));
  worker.on('exit', code => {
    log(`before: exit ${code}`);
    takeApart();
    const shared = new Int32Array(new SharedArrayBuffer(8));
    log(Atomics.wait(shared, 0, 0, 5));
    log(Atomics.notify(shared, 0));
    const again = new Worker(__filename, { name: 'after', workerData: 'after' });
    again.on('message', text => log(`main hears ${text}`));
    again.on('exit', code => log(`after: exit ${code}`));
    again.postMessage('to after');
  });
  worker.postMessage('to before');
} else {
  if (workerData === 'after') takeApart();
  parentPort.once('message', text => {
    parentPort.postMessage(`${text}, answered`);
  });
}
