// A thread can make threads: one director, two managers, and two clerks for each.
//
// Look for: the tree at the left, and the arrows of creation, which lead from one line of this file to
// every level of it. A thread does not end before the threads that it made; so the answers come back
// level by level: a clerk's to its manager, a manager's to the director, the director's to `main`.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const helpers = {
  director: ['manager 1', 'manager 2'],
  'manager 1': ['clerk 1.1', 'clerk 1.2'],
  'manager 2': ['clerk 2.1', 'clerk 2.2'],
};

/** Makes the named threads and calls back with the sum of what they answer, one message from each. */
function delegate(names, whenAllAnswered) {
  let answers = 0;
  let sum = 0;
  for (const name of names) {
    const worker = new Worker(new URL(import.meta.url), { name, workerData: name });
    worker.once('message', answer => {
      sum += answer;
      answers++;
      if (answers === names.length) whenAllAnswered(sum);
    });
  }
}

function sumOfRoots(count) {
  let sum = 0;
  for (let number = 1; number <= count; number++) sum += Math.sqrt(number);
  return Math.round(sum);
}

if (isMainThread) {
  delegate(['director'], sum => console.log(`the director says ${sum}`));
} else if (workerData in helpers) {
  delegate(helpers[workerData], sum => parentPort.postMessage(sum));
} else {
  parentPort.postMessage(sumOfRoots(100_000_000));
}
