// The order in which an event loop does things, around messages: a probe must not shift it.
import { MessageChannel, Worker, isMainThread, parentPort } from 'node:worker_threads';

const order = [];
const note = text => order.push(text);

if (isMainThread) {
  const { port1, port2 } = new MessageChannel();
  let count = 0;
  port2.on('message', text => {
    note(`message ${text}`);
    process.nextTick(() => note(`tick of ${text}`));
    Promise.resolve().then(() => note(`microtask of ${text}`));
    setImmediate(() => note(`immediate of ${text}`));
    if (++count === 3) setImmediate(() => setImmediate(() => port2.close()));
  });
  for (const text of ['a', 'b', 'c']) port1.postMessage(text);
  queueMicrotask(() => note('microtask'));
  process.nextTick(() => note('tick'));
  port2.on('close', () => {
    note('closed');
    console.log(order.join('\n'));
    new Worker(new URL(import.meta.url), { name: 'ordered' }).on('message', lines => console.log(lines.join('\n')));
  });
} else {
  note('begin');
  queueMicrotask(() => note('microtask'));
  process.nextTick(() => note('tick'));
  setImmediate(() => {
    note('immediate');
    parentPort.postMessage(order);
  });
  await null;
  note('after await');
}
