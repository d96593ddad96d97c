import { basename } from 'pnp-says-path';
import { Worker, isMainThread } from 'node:worker_threads';
console.log(isMainThread ? 'main' : 'worker', basename(import.meta.url), process.versions.pnp, process.env.NODE_OPTIONS?.includes('pnp'));
if (isMainThread) new Worker(new URL(import.meta.url), { name: 'resolved' });
