// What single events cost, in a thread that does nothing else. Prints, for each kind, the median nanoseconds of
// one and the bytes that one allocates. Wants --expose-gc and a new space with room for a whole batch.
//
//   send      one `postMessage`
//   receive   one delivery, of many in one turn of the event loop
//   turn      a turn of the event loop with one `postMessage` and one delivery in it
import { GCProfiler } from 'node:v8';
import { setImmediate } from 'node:timers';
import { MessageChannel } from 'node:worker_threads';

const batches = 15;
/** The first ones run code that is not optimized yet. */
const warmUps = 5;
const batchSize = 10_000;

const collectGarbage = globalThis.gc;
if (collectGarbage === undefined) throw new Error('run this with --expose-gc');

const { port1, port2 } = new MessageChannel();
/** What the next delivery does. */
let onDelivery = () => {};
port2.on('message', () => onDelivery());

function sendBatch() {
  for (let index = 0; index < batchSize; index++) port1.postMessage(index);
}

function receiveBatch() {
  return new Promise(resolve => {
    let left = batchSize;
    onDelivery = () => {
      if (--left === 0) resolve(undefined);
    };
  });
}

function turnBatch() {
  return new Promise(resolve => {
    let left = batchSize;
    const post = () => port1.postMessage(left);
    onDelivery = () => {
      // Posted from here, it could still be delivered in this turn.
      if (--left === 0) resolve(undefined);
      else setImmediate(post);
    };
    post();
  });
}

/** @typedef {{ ns: number, bytes: number | null }} Price */

/** @param {() => unknown} batch @returns {Promise<Price>} `bytes` is null when the collector ran meanwhile */
async function priceOf(batch) {
  collectGarbage?.();
  const collector = new GCProfiler();
  collector.start();
  const heapBefore = process.memoryUsage().heapUsed;
  const begun = performance.now();
  await batch();
  const ms = performance.now() - begun;
  const bytes = process.memoryUsage().heapUsed - heapBefore;
  const collected = (collector.stop()?.statistics.length ?? 0) > 0;
  return { ns: (ms * 1e6) / batchSize, bytes: collected ? null : bytes / batchSize };
}

/** @param {number[]} values */
function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? null;
}

/** @param {Price[]} prices */
function medians(prices) {
  const settled = prices.slice(warmUps);
  return {
    ns: median(settled.map(({ ns }) => ns)),
    bytes: median(settled.flatMap(({ bytes }) => (bytes === null ? [] : [bytes]))),
  };
}

/** @type {Record<'send' | 'receive' | 'turn', Price[]>} */
const prices = { send: [], receive: [], turn: [] };
for (let batch = 0; batch < batches; batch++) {
  prices.send.push(await priceOf(sendBatch));
  prices.receive.push(await priceOf(receiveBatch));
  prices.turn.push(await priceOf(turnBatch));
}
console.log(
  JSON.stringify({
    send: medians(prices.send),
    receive: medians(prices.receive),
    turn: medians(prices.turn),
  }),
);
port1.close();
