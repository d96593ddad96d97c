import { once } from 'node:events';
import { Worker, isMainThread } from 'node:worker_threads';

if (isMainThread) {
  for (let task = 0; task < 14; task++) await once(new Worker(new URL(import.meta.url), { name: `task ${task}` }), 'exit');
}
