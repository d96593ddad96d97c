// A class, a callback and a second endpoint of a Worker, and an object of this very thread over a MessageChannel.
import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import comlink from 'comlink';
import adapter from 'comlink/dist/umd/node-adapter.js';

const nodeEndpoint = adapter.default ?? adapter;
const { port1, port2 } = new MessageChannel();
comlink.expose({ twice: n => 2 * n, nested: { deep: ['found'] } }, nodeEndpoint(port1));
const here = comlink.wrap(nodeEndpoint(port2));
console.log('this thread', await here.twice(21), await here.nested.deep[0]);
port2.close();

const worker = new Worker(new URL('./comlink-worker.mjs', import.meta.url), { name: 'exposed' });
const api = comlink.wrap(nodeEndpoint(worker));

console.log('sum', await api.add(1, 2), 'property', await api.greeting);
const counter = await new api.Counter(10);
await counter.increment();
await counter.increment(5);
console.log('counter', await counter.value);
counter[comlink.releaseProxy]();

const heard = [];
await api.eachUpTo(3, comlink.proxy(number => heard.push(number)));
console.log('heard', heard);

const bytes = new Uint8Array([1, 2, 3, 4]);
console.log('transferred', await api.size(comlink.transfer(bytes, [bytes.buffer])), bytes.length);
for (const how of ['error', 'value']) {
  try {
    await api.fail(how);
  } catch (error) {
    console.log('thrown', error instanceof Error ? `${error.name} ${error.message}` : error);
  }
}

const endpoint = await api[comlink.createEndpoint]();
const second = comlink.wrap(endpoint);
console.log('second endpoint', await second.add(20, 22));
second[comlink.releaseProxy]();
const exited = once(worker, 'exit');
await api.finish();
console.log('exit', await exited);
