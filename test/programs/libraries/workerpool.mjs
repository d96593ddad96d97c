// Threads, then child processes: a function sent by its source, methods of a script, events, transfers, errors,
// cancellation, a timeout, and termination.
import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';

const script = fileURLToPath(new URL('./workerpool-worker.mjs', import.meta.url));

for (const workerType of ['thread', 'process']) {
  console.log(workerType);
  const offloaded = workerpool.pool({ workerType, maxWorkers: 1 });
  console.log('offloaded', await offloaded.exec((a, b) => a * b, [6, 7]));
  await offloaded.exec(() => { throw new SyntaxError('from a function'); }).catch(tellError);
  await offloaded.terminate();

  const pool = workerpool.pool(script, { workerType, minWorkers: 2, maxWorkers: 2 });
  console.log('methods', await pool.exec('methods'));
  console.log('all', await Promise.all([5, 10, 15].map(n => pool.exec('fibonacci', [n]))));
  const events = [];
  await pool.exec('steps', [3], { on: event => events.push(event) });
  console.log('events', events);
  await pool.exec('fail', ['on purpose']).catch(tellError);
  await pool.exec('unknown').catch(tellError);
  if (workerType === 'thread') {
    const data = new Uint8Array([1, 2, 3]);
    console.log('transferred', await pool.exec('sum', [data], { transfer: [data.buffer] }), data.length);
    console.log('transferred back', (await pool.exec('give', [5])).length);
  }
  await pool.terminate();

  // One at a time, so that how many come and go is not left to chance.
  const strict = workerpool.pool(script, { workerType, maxWorkers: 1 });
  const cancelled = strict.exec('forever');
  setTimeout(() => cancelled.cancel(), 200);
  await cancelled.catch(tellError);
  await strict.exec('forever').timeout(200).catch(tellError);
  console.log('still works', await (await strict.proxy()).fibonacci(12));
  await strict.terminate();
  console.log(strict.stats().totalWorkers);
}

function tellError(error) {
  console.log(error.constructor.name, error.name, error.message);
}
