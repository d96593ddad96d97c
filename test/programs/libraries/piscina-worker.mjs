import { parentPort } from 'node:worker_threads';
import { setTimeout as delay } from 'node:timers/promises';
import { move } from 'piscina';

export default ({ from, to }) => {
  let sum = 0;
  for (let n = from; n < to; n++) sum += n;
  return sum;
};
export const shout = text => text.toUpperCase();
export const fill = buffer => {
  new Uint8Array(buffer).fill(7);
  return move(buffer);
};
export const fail = reason => {
  throw new RangeError(`failed: ${reason}`);
};
export const failWithCause = async reason => {
  await delay(5);
  throw new Error('outer', { cause: new TypeError(reason) });
};
export const sleep = ms => delay(ms, 'slept');
export const tell = text => {
  parentPort.postMessage(`told: ${text}`);
};
