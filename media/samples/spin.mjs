// The main thread spins for two seconds while other threads live and die.
//
// Look for: the lanes that begin and end while `main` is busy. To the program they are still alive, since
// `main` hears nothing while it spins; but the timeline shows when they really ended. Their messages
// arrive all at once at the end: an arrow's length is the time that its message lay in the queue.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

function spin(milliseconds) {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

if (isMainThread) {
  const started = performance.now();
  for (const life of [200, 500, 800]) {
    const worker = new Worker(new URL(import.meta.url), { name: `lives ${life} ms`, workerData: life });
    worker.on('message', text => {
      console.log(performance.now() - started < 2000 ? `${text}, in time` : `${text}, heard too late`);
    });
  }
  spin(2000);
} else {
  spin(workerData);
  parentPort.postMessage(`a life of ${workerData} ms is over`);
}
