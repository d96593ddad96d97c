// How the things that a probe may replace look to a program that turns them over.
import { BroadcastChannel, MessageChannel, MessagePort, Worker } from 'node:worker_threads';
import { EventEmitter } from 'node:events';

for (const [name, holder] of Object.entries({
  Worker,
  'Worker.prototype': Worker.prototype,
  MessagePort,
  'MessagePort.prototype': MessagePort.prototype,
  MessageChannel,
  'MessageChannel.prototype': MessageChannel.prototype,
  BroadcastChannel,
  'BroadcastChannel.prototype': BroadcastChannel.prototype,
  'EventEmitter.prototype': EventEmitter.prototype,
  'EventTarget.prototype': EventTarget.prototype,
  'AbortSignal.prototype': AbortSignal.prototype,
  Atomics,
  process,
})) {
  for (const key of Reflect.ownKeys(holder)) {
    const { value, get, set, ...flags } = Object.getOwnPropertyDescriptor(holder, key);
    const functions = Object.entries({ value, get, set })
      .filter(([, fn]) => typeof fn === 'function')
      .map(([role, fn]) => `${role} ${fn.name}/${fn.length} ${Reflect.ownKeys(fn).map(String).sort().join()}`);
    console.log(`${name} ${String(key)}: ${Object.keys(flags).filter(flag => flags[flag]).join()}; ${functions.join('; ')}`);
  }
}
