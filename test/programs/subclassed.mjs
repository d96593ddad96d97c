// A program that builds on Worker, and looks closely at it.
import * as threads from 'node:worker_threads';
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { createRequire } from 'node:module';
import { inspect } from 'node:util';
import { once } from 'node:events';

if (isMainThread) {
  class Pooled extends Worker {
    jobs = 0;
    #secret = 7;
    constructor(name) {
      super(new URL(import.meta.url), { name });
      this.secretly = () => this.#secret;
    }
    postMessage(value, transfer) {
      this.jobs++;
      return super.postMessage({ value, job: this.jobs }, transfer);
    }
    emit(event, ...rest) {
      if (event === 'message') rest[0] = `intercepted ${rest[0]}`;
      return super.emit(event, ...rest);
    }
  }

  const require = createRequire(import.meta.url);
  console.log(require('worker_threads').Worker === Worker, threads.default.Worker === Worker);
  console.log(process.getBuiltinModule?.('node:worker_threads').Worker === Worker);
  console.log(Worker.name, Worker.length, Reflect.ownKeys(Worker), Object.keys(Worker.prototype));
  console.log(Object.getOwnPropertyDescriptor(Worker, 'prototype'), Worker.prototype.constructor === Worker);
  console.log(Object.getPrototypeOf(Worker).name, inspect(Worker));

  for (const call of [
    () => Worker('x'),
    () => new Worker(),
    () => new Worker(123),
    () => new Worker('./x.mjs', { name: 5 }),
    () => new Worker('./x.mjs', { env: 5 }),
    () => new Worker('./x.mjs', { argv: 5 }),
    () => new Worker('./x.mjs', { execArgv: 5 }),
    () => new Worker('./x.mjs', { execArgv: ['--no-such-option'] }),
    () => new Worker('./x.mjs', { execArgv: ['--title=x'] }),
    () => new Worker('./x.mjs', { workerData: () => {} }),
    () => new Worker('./x.mjs', { env: { NODE_OPTIONS: '--title=x' } }),
    () => new Worker('./x.mjs', { env: { NODE_OPTIONS: '--no-such-option' } }),
    () => new Worker('x.mjs'),
    () => new Worker('http://localhost/x.mjs'),
    () => new Worker('1', { eval: 'no' }),
    () => new Worker(new URL('data:text/javascript,1'), { eval: true }),
    () => new Worker('./x.mjs', null),
    () => new Worker('./x.mjs', { get name() { throw new Error('from a getter'); } }),
  ]) {
    try {
      call();
      console.log('made');
    } catch (error) {
      console.log(error.code, error.name, error.message);
    }
  }

  const pooled = new Pooled('pooled');
  console.log(pooled instanceof Worker, pooled.constructor === Pooled, pooled.secretly(), pooled.threadId);
  pooled.on('message', text => console.log(text));
  pooled.postMessage('first');
  pooled.postMessage('second');
  console.log(await once(pooled, 'exit'), pooled.jobs, pooled.threadId);

  function Other() {}
  Other.prototype = Object.create(Worker.prototype);
  const reflected = Reflect.construct(Worker, [new URL(import.meta.url), { name: 'reflected' }], Other);
  console.log(reflected instanceof Other, reflected instanceof Worker);
  reflected.postMessage({ value: 'third' });
  reflected.postMessage({ value: 'fourth' });
  await once(reflected, 'exit');
  console.log('done');
} else {
  let received = 0;
  parentPort.on('message', ({ value, job }) => {
    parentPort.postMessage(`${value} ${job}`);
    if (++received === 2) parentPort.close();
  });
}
