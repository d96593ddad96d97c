// A fixed amount of work with a fixed number of messages; tells how many milliseconds it took.
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

const rounds = 200;
const messagesPerRound = 50;

function work() {
  let value = 1;
  for (let step = 0; step < 400_000; step++) value = (value * 31 + step) % 65_521;
  return value;
}

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { name: 'echo' });
  const started = performance.now();
  let round = 0;
  const next = () => {
    work();
    for (let count = 0; count < messagesPerRound; count++) worker.postMessage(count);
  };
  worker.on('message', () => {
    if (++round < rounds) next();
    else {
      console.log(performance.now() - started);
      worker.postMessage('end');
    }
  });
  next();
} else {
  parentPort.on('message', message => {
    if (message === 'end') parentPort.close();
    if (message === messagesPerRound - 1) parentPort.postMessage(work());
  });
}
