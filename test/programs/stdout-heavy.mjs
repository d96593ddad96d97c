// Three Workers write ten thousand lines each, to stdout and stderr; main sorts nothing and drops nothing.
import { Worker, isMainThread, workerData } from 'node:worker_threads';

if (isMainThread) {
  for (const name of ['red', 'green', 'blue']) {
    new Worker(new URL(import.meta.url), { name, workerData: name }).on('exit', code => console.log(name, 'exit', code));
  }
} else {
  for (let line = 0; line < 10_000; line++) {
    if (line % 10 === 0) console.error(`${workerData} warns ${line}`);
    else console.log(`${workerData} says ${line}`);
  }
}
