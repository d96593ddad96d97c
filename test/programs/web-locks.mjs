// Locks by name: queued, shared, stolen, not to be had, given up; between threads, and let go by a thread's death.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const { locks } = globalThis.navigator ?? {};
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
const frames = () => new Error().stack.split('\n').slice(2).map(line => line.replace(/file:.*\//, '').trim()).join(' < ');
const outcome = promise => promise.then(value => `${value}`, error => `${error.name}`);

if (locks === undefined) {
  console.log('no locks');
} else if (isMainThread) {
  // The descriptors of what a probe may touch.
  console.log(Reflect.ownKeys(Object.getPrototypeOf(locks)).map(String).join());
  console.log(await locks.request('alone', lock => (console.log(lock.name, lock.mode, frames()), 'done')));
  console.log(await outcome(locks.request('throws', () => { throw new TypeError('x'); })));
  console.log(await outcome(locks.request('-refused', () => 1)));

  const queued = [];
  const hold = ms => async () => { await sleep(ms); };
  queued.push(locks.request('queue', hold(40)));
  const giveUp = new AbortController();
  queued.push(outcome(locks.request('queue', { signal: giveUp.signal }, () => 'never')));
  queued.push(locks.request('queue', { signal: new AbortController().signal }, () => (console.log('second'), sleep(30))));
  queued.push(outcome(locks.request('queue', { ifAvailable: true }, lock => `available: ${lock}`)));
  queued.push(locks.request('queue', () => 'third'));
  giveUp.abort();
  giveUp.signal.throwIfAborted === AbortSignal.prototype.throwIfAborted && console.log('as it was');
  console.log(await Promise.all(queued));

  const robbed = outcome(locks.request('stolen', hold(1000)));
  const behind = locks.request('stolen', () => 'behind');
  const thief = locks.request('stolen', { steal: true }, () => sleep(20).then(() => 'thief'));
  console.log(await robbed, await thief, await behind);

  const readers = [10, 30, 20].map(ms => locks.request('shared', { mode: 'shared' }, hold(ms)));
  const writer = locks.request('shared', () => 'writer');
  const late = locks.request('shared', { mode: 'shared' }, () => 'late');
  await Promise.all(readers);
  console.log(await writer, await late);

  for (const name of ['dies', 'waits']) {
    const worker = new Worker(new URL(import.meta.url), { name, workerData: name });
    await new Promise(resolve => worker.once('message', resolve));
    if (name === 'waits') {
      await new Promise(resolve => worker.once('exit', resolve));
    } else {
      setTimeout(() => worker.terminate(), 400);
    }
  }
  console.log((await locks.query()).held.length);
  // Held to the end.
  locks.request('for good', () => new Promise(() => {}));
  setTimeout(() => process.exit(), 20);
} else if (workerData === 'dies') {
  locks.request('across', () => new Promise(() => {
    parentPort.postMessage('mine');
    setInterval(() => {}, 1000);
  }));
} else {
  const had = locks.request('across', () => sleep(5));
  parentPort.postMessage('asked');
  // Waiting for a lock keeps no thread alive.
  const alive = setInterval(() => {}, 1000);
  await had;
  clearInterval(alive);
}
