// A pool of two threads: results, several handlers, transferred buffers, errors, an aborted task whose thread
// is replaced, and the pool's own events.
import { Piscina } from 'piscina';

const filename = new URL('./piscina-worker.mjs', import.meta.url).href;
const pool = new Piscina({ filename, minThreads: 2, maxThreads: 2, idleTimeout: 60_000 });

const sums = await Promise.all([1, 2, 3, 4, 5, 6].map(n => pool.run({ from: 0, to: n * 1000 })));
console.log('sums', sums);
console.log('named', await pool.run('text', { name: 'shout' }));

const buffer = new ArrayBuffer(64);
const back = await pool.run(Piscina.move(buffer), { name: 'fill' });
console.log('moved away', buffer.byteLength, 'and back', new Uint8Array(back).slice(0, 4));

for (const name of ['fail', 'failWithCause', 'missing']) {
  try {
    await pool.run('why', { name });
  } catch (error) {
    console.log(name, error.name, error.message, error.cause?.message);
  }
}

const aborter = new AbortController();
const aborted = pool.run(60_000, { name: 'sleep', signal: aborter.signal });
setTimeout(() => aborter.abort(), 100);
await aborted.catch(error => console.log(error.name, error.message));
console.log('after the abort', await pool.run({ from: 0, to: 10 }), pool.threads.length);

const queued = new AbortController();
const early = pool.run(60_000, { name: 'sleep', signal: queued.signal });
queued.abort('not needed');
await early.catch(error => console.log(error.name, error.message));

console.log('completed', pool.completed, 'queue', pool.queueSize);
await pool.close();

const spin = new Piscina({ filename, minThreads: 1, maxThreads: 1, atomics: 'sync' });
const told = [];
spin.on('message', message => told.push(message));
console.log('synchronous', await spin.run({ from: 0, to: 100 }), await spin.run('loud', { name: 'shout' }));
await spin.run('hello', { name: 'tell' });
await spin.close();
console.log('told', told);
