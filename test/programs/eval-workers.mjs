// Code given as text: in CommonJS, in ESM syntax, nested, and with a syntax error.
import { Worker } from 'node:worker_threads';

async function run(name, code, options) {
  const worker = new Worker(code, { eval: true, name, ...options });
  worker.on('message', text => console.log(`${name} says ${text}`));
  worker.on('error', error => console.log(`${name} threw ${error?.name ?? error}`));
  console.log(`${name} ended with ${await new Promise(resolve => worker.on('exit', resolve))}`);
}

await run('plain eval', `require('worker_threads').parentPort.postMessage('hello');`);
await run(
  'outer eval',
  `const { Worker, parentPort } = require('node:worker_threads');
   const inner = new Worker(
     "const { Worker, parentPort } = require('worker_threads');" +
     "new Worker('1 + 1', { eval: true, name: 'innermost eval' }).on('exit', code => parentPort.postMessage(code));",
     { eval: true, name: 'inner eval' });
   inner.on('message', code => parentPort.postMessage('innermost ended with ' + code));`,
);
await run('eval with import()', `import('node:worker_threads').then(m => m.parentPort.postMessage('imported'));`);
await run('eval syntax error', `this is not JavaScript`);
await run('eval throws null', `throw null;`);
