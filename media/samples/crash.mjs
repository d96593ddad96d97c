// One of three threads throws. This program ends with exit code 1.
//
// Look for: the mark at the end of `fragile`, and its error with the line that threw. An uncaught error
// ends its own thread only, provided that somebody listens: without the 'error' listener below it would
// end `main`, and with it the whole process and both other threads.
import { Worker, isMainThread, workerData } from 'node:worker_threads';

function work(milliseconds) {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

/** Throws a RangeError: no list is that short. */
function makeList(length) {
  return new Array(length);
}

if (isMainThread) {
  for (const name of ['steady 1', 'fragile', 'steady 2']) {
    const worker = new Worker(new URL(import.meta.url), { name, workerData: name });
    worker.on('error', error => {
      console.error(`${name} failed: ${error.name}: ${error.message}`);
      process.exitCode = 1;
    });
    worker.on('exit', code => console.log(`${name} ended with exit code ${code}`));
  }
} else if (workerData === 'fragile') {
  work(200);
  makeList(-1);
} else {
  work(600);
}
