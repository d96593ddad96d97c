// Four threads: two were given a name, two were not.
//
// Look for: the names at the left. `reader` and `writer` say what they are for. The other two are called after the
// file that they run, with a number; which of them does what, one has to find out from the line that made it.
import { Worker, isMainThread, workerData } from 'node:worker_threads';

function work(milliseconds) {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

if (isMainThread) {
  const file = new URL(import.meta.url);
  new Worker(file, { name: 'reader', workerData: 200 });
  new Worker(file, { name: 'writer', workerData: 300 });
  // Both of these lines make a thread, and nothing but the line tells them apart.
  new Worker(file, { workerData: 200 });
  new Worker(file, { workerData: 300 });
} else {
  work(workerData);
}
