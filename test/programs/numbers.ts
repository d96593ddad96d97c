// TypeScript, run by those Nodes that take it as it is.
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

interface Answer {
  readonly value: number;
}

if (isMainThread) {
  const worker: Worker = new Worker(new URL(import.meta.url), { name: 'typed' });
  worker.on('message', (answer: Answer) => console.log(answer.value));
} else {
  parentPort!.postMessage({ value: 42 } satisfies Answer);
}
