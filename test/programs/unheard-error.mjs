// A Worker throws and nobody listens: the whole program ends with exit code 1, and Node prints the stack.
import { Worker, isMainThread, workerData } from 'node:worker_threads';

function deepest() {
  throw new TypeError('nobody listens to me');
}
function deep() {
  deepest();
}

if (isMainThread) {
  new Worker(new URL(import.meta.url), { name: 'bystander', workerData: 'bystander' });
  new Worker(new URL(import.meta.url), { name: 'thrower', workerData: 'thrower' });
} else if (workerData === 'thrower') {
  setTimeout(deep, 300);
} else {
  setInterval(() => {}, 1000);
}
