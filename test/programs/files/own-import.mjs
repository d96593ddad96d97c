import { threadId } from 'node:worker_threads';
console.log('own import', threadId);
