// Everything a program can count and print about itself and its Workers. It must read the same, observed or not.
import {
  MessageChannel,
  MessagePort,
  BroadcastChannel,
  Worker,
  isMainThread,
  parentPort,
  threadId,
  workerData,
} from 'node:worker_threads';
import { createRequire, isBuiltin, builtinModules } from 'node:module';
import { EventEmitter } from 'node:events';
import { inspect } from 'node:util';
import * as threads from 'node:worker_threads';

const require = createRequire(import.meta.url);

function listeners(emitter) {
  return emitter.eventNames().map(name => `${String(name)}:${emitter.listenerCount(name)}`).join(' ');
}

let say = [];
const print = (...values) => say.push(values.map(value => (typeof value === 'string' ? value : inspect(value))).join(' '));

function takeCensus() {
  print('thread', threadId, isMainThread);
  print('process', listeners(process), process.execArgv, process.argv.slice(2), process.argv0 === 'node' ? '' : 'argv0');
  print('resources', process.getActiveResourcesInfo().join());
  print('globals', Reflect.ownKeys(globalThis).map(String).sort().join());
  print('modules', Object.keys(require.cache).join(), Reflect.ownKeys(threads).map(String).join(), isBuiltin('worker_threads'), builtinModules.length);
  print('Error', Error.stackTraceLimit, Error.prepareStackTrace, Reflect.ownKeys(Error).map(String).join());
  print('new stack', new Error('stack').stack.split('\n').length);
}

if (isMainThread) {
  takeCensus();
  const worker = new Worker(new URL(import.meta.url), { name: 'counted', workerData: { deep: { port: null } } });
  const look = when => {
    print(when, listeners(worker), worker.threadId, Reflect.ownKeys(worker).map(String).join());
    print(when, inspect(worker, { depth: 1 }).replace(/-?\d+(\.\d+)?/g, '#'));
    print(when, listeners(worker.stdout), listeners(worker.stderr), worker.stdin, Object.keys(worker.resourceLimits));
  };
  look('made');
  worker.once('online', () => {
    look('online');
    worker.postMessage('seen');
  });
  const { port1, port2 } = new MessageChannel();
  print('port', inspect(port1), Reflect.ownKeys(port1).map(String).join(), inspect(new MessageChannel()).length);
  // Which of a message and an end is heard first is nobody's promise: each has its lines to itself.
  const answer = [];
  const itsLines = [];
  let isOver = false;
  const finish = () => {
    if (!isOver || answer.length === 0 || itsLines.length === 0) return;
    console.log([...answer, ...itsLines, ...say].join('\n'));
    process.exit();
  };
  port1.on('message', text => {
    const others = say;
    say = answer;
    print('answer', text, listeners(port1), port1.hasRef?.());
    print(new Error('in a message handler').stack);
    say = others;
    port1.close();
    finish();
  });
  worker.on('message', lines => {
    itsLines.push(...lines);
    finish();
  });
  worker.postMessage({ port: port2 }, [port2]);
  for (const call of [
    () => new Worker(123),
    () => new Worker('./x.mjs', { workerData: () => {} }),
    () => Worker('x'),
    () => worker.postMessage(() => {}),
    () => worker.postMessage({}, [port2]),
    () => port1.postMessage({}, [port1]),
    () => port1.postMessage(),
    () => worker.postMessage(),
    () => new BroadcastChannel(),
    () => new BroadcastChannel('b').postMessage(),
    () => MessagePort(),
    () => new MessagePort(),
    () => MessageChannel(),
    () => Atomics.wait({}, 0, 0),
    () => worker.postMessage.call({}, 1),
    () => port1.postMessage.call({}, 1),
    () => worker.terminate.call(undefined),
    () => structuredClone(() => {}),
  ]) {
    try {
      print('returned', call());
    } catch (error) {
      print(error.stack);
    }
  }
  worker.once('exit', code => {
    look(`exit ${code}`);
    print('process at the end', listeners(process));
    isOver = true;
    finish();
  });
} else {
  takeCensus();
  print('parentPort', listeners(parentPort), Reflect.ownKeys(parentPort).map(String).join(), workerData);
  parentPort.once('message', ({ port }) => {
    print('got', inspect(port).length, listeners(parentPort));
    print(new Error('in a Worker').stack);
    port.postMessage('hello');
    parentPort.postMessage(say);
    // A Worker that is over looks otherwise: it is not before it was looked at.
    parentPort.once('message', () => {});
  });
}
