// Threads inside threads, eight deep. Each tells its parent how deep it reaches.
import { Worker, isMainThread, parentPort, threadId, workerData } from 'node:worker_threads';

const depth = isMainThread ? 0 : workerData;
const answer = text => (isMainThread ? console.log(text) : parentPort.postMessage(text));

if (depth < 8) {
  const child = new Worker(new URL(import.meta.url), { name: `level ${depth + 1}`, workerData: depth + 1 });
  child.on('message', below => answer(`${threadId} > ${below}`));
} else {
  answer(threadId);
}
