// A preload of the user's that makes a thread before the program begins.
const { Worker, isMainThread, threadId } = require('node:worker_threads');
if (isMainThread) new Worker('require("node:fs").writeSync(1, "")', { eval: true, name: 'made by a preload' });
console.log('own preload', threadId, Object.keys(require.cache).length);
