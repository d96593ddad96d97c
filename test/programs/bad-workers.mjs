// Workers that cannot start, and Workers that end oddly.
import { Worker } from 'node:worker_threads';

const folder = new URL('./files/', import.meta.url);
for (const [name, file, options] of [
  ['missing file', new URL('no-such-file.mjs', folder)],
  ['syntax error', new URL('syntax-error.mjs', folder)],
  ['missing import', new URL('missing-import.mjs', folder)],
  ['throws on load', new URL('throws-on-load.cjs', folder)],
  ['empty file', new URL('empty.mjs', folder)],
  ['exit code 42', new URL('exit-code.mjs', folder)],
  ['never settles', new URL('never-settles.mjs', folder)],
  ['out of memory', new URL('out-of-memory.mjs', folder), { resourceLimits: { maxOldGenerationSizeMb: 8 } }],
  ['data URL', new URL('data:text/javascript,throw new Error("from a data URL")')],
]) {
  const worker = new Worker(file, { name, ...options });
  worker.on('error', error => console.log(`${name}: ${error.name} ${error.code ?? ''}`));
  const code = await new Promise(resolve => worker.on('exit', resolve));
  console.log(`${name}: exit code ${code}`);
}
