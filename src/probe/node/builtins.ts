/**
 * The module object that programs get, to be changed: an `import` would give a copy that cannot be.
 */
// eslint-disable-next-line @typescript-eslint/no-require-imports
export const workerThreads = require('worker_threads') as typeof import('worker_threads');
