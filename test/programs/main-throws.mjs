// Main throws from inside a message handler: exit code 1, and Node prints the stack.
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

if (isMainThread) {
  function onAnswer(answer) {
    console.log(new Error('where am I').stack);
    throw new RangeError(`cannot stand ${answer}`);
  }
  new Worker(new URL(import.meta.url), { name: 'answers' }).on('message', onAnswer);
} else {
  parentPort.postMessage(42);
  setInterval(() => {}, 1000);
}
