// Four threads count prime numbers, each in a quarter of its own.
//
// Look for: four lanes that run side by side for as long as the machine has cores for them; with fewer
// cores they take turns. Each quarter holds larger numbers than the one before, so its thread takes
// longer: that is why they end like a staircase. Each sends ten messages to `main`, which only waits.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const quarter = 2_500_000;
const parts = 10;

function isPrime(number) {
  for (let divisor = 2; divisor * divisor <= number; divisor++) {
    if (number % divisor === 0) return false;
  }
  return number > 1;
}

function countPrimes(from, to) {
  let count = 0;
  for (let number = from; number < to; number++) if (isPrime(number)) count++;
  return count;
}

if (isMainThread) {
  let total = 0;
  for (let index = 0; index < 4; index++) {
    const name = `primes #${index + 1}`;
    const worker = new Worker(new URL(import.meta.url), { name, workerData: index * quarter });
    worker.on('message', count => (total += count));
    worker.on('exit', () => console.log(`${name} is done`));
  }
  process.on('exit', () => console.log(`${total} primes below ${4 * quarter}`));
} else {
  const step = quarter / parts;
  for (let part = 0; part < parts; part++) {
    const from = workerData + part * step;
    parentPort.postMessage(countPrimes(from, from + step));
  }
}
