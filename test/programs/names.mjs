// Names that are hard to print and hard to store.
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

const names = [
  undefined,
  '',
  ' ',
  'größer als λ',
  '日本語のスレッド',
  '🧵 thread 👩‍👩‍👧',
  'two\nlines\tand a tab',
  '\u001b[31mred\u001b[0m',
  'quote " backslash \\ </script> ${x}',
  '\u202eright to left',
  'nul \0 inside',
  'lone \ud800 surrogate',
  'x'.repeat(5000),
  '__proto__',
];

if (isMainThread) {
  for (const name of names) {
    const worker = new Worker(new URL(import.meta.url), name === undefined ? {} : { name });
    await new Promise(resolve => worker.on('exit', resolve));
  }
  console.log('done');
} else {
  parentPort.postMessage(null);
}
