// A CPU-bound pool: two Workers count primes, a range per message, and ask for the next one when they are done.
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

const workers = 2;
const ranges = 60;
const rangeSize = 130_000;
const expected = 527_154;

/** @param {number} value */
function isPrime(value) {
  if (value < 2) return false;
  for (let divisor = 2; divisor * divisor <= value; divisor++) if (value % divisor === 0) return false;
  return true;
}

/** @param {number} range */
function countPrimes(range) {
  let count = 0;
  for (let value = range * rangeSize; value < (range + 1) * rangeSize; value++) if (isPrime(value)) count++;
  return count;
}

function main() {
  const begun = performance.now();
  let next = 0;
  let done = 0;
  let primes = 0;
  for (let index = 0; index < workers; index++) {
    const worker = new Worker(new URL(import.meta.url));
    worker.on('message', count => {
      primes += count;
      if (++done === ranges) console.log((performance.now() - begun).toFixed(3));
      worker.postMessage(next < ranges ? next++ : null);
    });
    worker.postMessage(next++);
  }
  process.on('exit', () => {
    if (primes !== expected) throw new Error(`${primes} primes and not ${expected}`);
  });
}

if (isMainThread) main();
else {
  parentPort?.on('message', range => {
    if (range === null) parentPort?.close();
    else parentPort?.postMessage(countPrimes(range));
  });
}
