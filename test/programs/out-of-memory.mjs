// What one sees of a Worker that the runtime stops for want of memory, with every way of listening.
import { errorMonitor } from 'node:events';
import { Worker } from 'node:worker_threads';

const full = "const all = []; for (;;) all.push(new Array(1e4).fill('x' + all.length));";
const frames = () => new Error().stack.split('\n').slice(2).map(line => line.trim()).join(' < ');
const seen = worker => [worker.eventNames(), worker.listenerCount('exit'), worker.listeners('exit').length, worker.listenerCount(errorMonitor)];

function start(name, listen, code = full) {
  const worker = new Worker(code, { eval: true, name, resourceLimits: { maxOldGenerationSizeMb: 16 } });
  return new Promise(resolve => listen(worker, () => setImmediate(resolve)));
}

for (const [way, code] of [['full', full], ['fine', 'process.exitCode = 3']]) {
  await start(`${way} 1`, (worker, done) => {
    worker.on('error', error => console.log(way, error.code, error.message, seen(worker), frames()));
    worker.on('exit', code => (console.log(way, code, seen(worker), frames()), done()));
  }, code);
  await start(`${way} 2`, (worker, done) => {
    // Its frames would tell: the runtime has one line for one listener and another for several.
    worker.on(errorMonitor, error => console.log(way, 'monitor', error.code, seen(worker)));
    worker.once('error', () => {
      console.log(way, 'error', seen(worker), frames());
      worker.emit('something else');
    });
    worker.on('something else', () => console.log(way, 'something else', seen(worker), frames()));
    worker.once('exit', () => console.log(way, 'first', seen(worker)));
    worker.on('exit', code => (console.log(way, 'second', code, seen(worker), worker), done()));
  }, code);
  await start(`${way} 3`, (worker, done) => {
    worker.on('error', () => (console.log(way, 'only an error listener', seen(worker)), done()));
    if (way === 'fine') setTimeout(done, 500);
  }, code);
}
process.once('uncaughtException', error => console.log('nobody listened', error.code));
new Worker(full, { eval: true, name: 'unheard', resourceLimits: { maxOldGenerationSizeMb: 16 } });
