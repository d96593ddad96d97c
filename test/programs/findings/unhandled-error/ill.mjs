// Nobody listens for the Worker's errors.
import { Worker, isMainThread } from 'node:worker_threads';

if (isMainThread) new Worker(new URL(import.meta.url), { name: 'unlucky' });
else throw new RangeError('too far');
