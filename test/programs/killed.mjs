// Writes down what it did, as soon as it did it, until it is killed.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { writeSync } from 'node:fs';

const note = text => writeSync(1, `${text}\n`);

if (isMainThread) {
  let made = 0;
  let alive = 0;
  const makeOne = () => {
    const name = `w${++made}`;
    alive++;
    const worker = new Worker(new URL(import.meta.url), { name, workerData: { name, short: made % 3 !== 0 } });
    note(`created ${name}`);
    worker.on('exit', code => {
      alive--;
      note(`exited ${name} ${code}`);
    });
  };
  makeOne();
  // Few at a time: more than the machine has cores for would all be starting still when the end comes.
  setInterval(() => {
    if (alive < 3) makeOne();
  }, 8);
} else {
  const { name, short } = workerData;
  note(`begun ${name}`);
  let sent = 0;
  const timer = setInterval(() => {
    // What was sent in earlier turns of the loop. What this turn sends is not told before the turn is over.
    if (sent > 0) note(`sent ${name} ${sent}`);
    for (let count = 0; count < 3; count++, sent++) parentPort.postMessage(sent);
    if (short && sent >= 6) clearInterval(timer);
  }, 3);
}
