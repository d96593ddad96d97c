// Threads that stand still in every way there is, for their stacks to be captured. The arguments say which Workers
// there are and what the main thread does; it ends when its stdin does, unless it is busy.
import { execFileSync, fork } from 'node:child_process';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const forever = () => new Int32Array(new SharedArrayBuffer(4));

function spinDeep(depth) {
  if (depth > 0) return spinDeep(depth - 1) + 1;
  for (;;);
}

function sitInWait() {
  Atomics.wait(forever(), 0, 0);
}

function waitForAnother() {
  execFileSync('cat', { stdio: ['inherit', 'ignore', 'ignore'] });
}

const ways = {
  spin: () => spinDeep(3),
  wait: () => sitInWait(),
  idle: () => setInterval(() => undefined, 1000),
  io: () => waitForAnother(),
  nested: () => new Worker(new URL(import.meta.url), { workerData: 'spin', name: 'inner' }),
  child: () => fork(new URL(import.meta.url), ['spin'], { stdio: 'ignore' }),
  listen: () => process.on('SIGUSR1', () => console.log('the program heard SIGUSR1')),
  deep: () => sinkTo(1000),
};

function sinkTo(depth) {
  if (depth > 0) sinkTo(depth - 1);
  else sitInWait();
}

if (isMainThread) {
  const [own = 'idle', ...kinds] = process.argv.slice(2);
  const children = [];
  for (const kind of kinds) {
    if (kind === 'child') children.push(ways.child());
    else {
      const worker = new Worker(new URL(import.meta.url), { workerData: kind, name: kind });
      await new Promise(resolve => worker.once('message', resolve));
    }
  }
  console.log('all are there');
  process.stdin.resume();
  process.stdin.once('end', () => {
    for (const child of children) child.kill('SIGKILL');
    console.log('the program ends');
    process.exit(3);
  });
  setTimeout(() => ways[own](), 50);
} else {
  parentPort.postMessage('here');
  ways[workerData]();
}
