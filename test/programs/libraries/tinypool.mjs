// Threads, then child processes: results, errors, a channel, a fresh worker per task, recycling, cancellation.
import { MessageChannel } from 'node:worker_threads';
import { Tinypool } from 'tinypool';

const filename = new URL('./tinypool-worker.mjs', import.meta.url).href;

for (const runtime of ['worker_threads', 'child_process']) {
  console.log(runtime);
  const pool = new Tinypool({ filename, runtime, minThreads: 2, maxThreads: 2 });
  console.log('results', await Promise.all([1, 2, 3, 4].map(n => pool.run(n))));
  console.log('named', await pool.run({ text: 'abc' }, { name: 'reversed' }));
  await pool.run('why', { name: 'fail' }).catch(error => console.log(error.name, error.message));
  await pool.recycleWorkers();
  console.log('after recycling', await pool.run(9));
  if (runtime === 'worker_threads') {
    const data = new Uint8Array([1, 2, 3]);
    console.log('moved', await pool.run(Tinypool.move(data.buffer), { name: 'size' }), data.length);

    const { port1, port2 } = new MessageChannel();
    const heard = [];
    port1.on('message', message => heard.push(message));
    console.log('over a port', await pool.run({ port: port2, count: 3 }, { name: 'tell', transferList: [port2] }));
    port1.close();
    console.log('heard', heard);

    const aborter = new AbortController();
    const aborted = pool.run(null, { name: 'forever', signal: aborter.signal });
    setTimeout(() => aborter.abort(), 100);
    await aborted.catch(error => console.log(error.name, error.message));
    console.log('after the abort', await pool.run(10));
  }
  await pool.destroy();

  const isolated = new Tinypool({ filename, runtime, minThreads: 1, maxThreads: 1, isolateWorkers: true });
  console.log('isolated', await isolated.run(0, { name: 'count' }), await isolated.run(0, { name: 'count' }));
  await isolated.destroy();
}
