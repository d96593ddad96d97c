// The event loop runs empty, more comes, and it runs empty again; in main, in a Worker, and not where it is cut short.
import { Worker, isMainThread, workerData } from 'node:worker_threads';

const name = isMainThread ? 'main' : workerData;
const frames = () => new Error().stack.split('\n').slice(1).map(line => line.replace(/file:.*\//, '').trim()).join(' < ');

if (isMainThread) {
  for (const name of ['worker', 'quits']) {
    const worker = new Worker(new URL(import.meta.url), { name, workerData: name });
    await new Promise(resolve => worker.on('exit', resolve));
  }
}
let times = 0;
process.on('beforeExit', code => {
  // In a Worker, printing is work for the loop too.
  if (++times > 2) return;
  console.log(name, 'beforeExit', code, times, process.listenerCount('beforeExit'), frames());
  if (times === 1) setTimeout(() => console.log(name, 'again'), 20);
});
process.on('mine', () => console.log(name, 'mine', frames()));
// As many events of its own as it likes.
setTimeout(() => {
  for (let count = 0; count < 3; count++) process.emit('mine');
  for (let count = 0; count < 1000; count++) process.emit('nobody listens');
  if (name === 'quits') process.exit();
}, 5);
