// Threads that stand still in every way there is, for their stacks to be captured. The first argument says what the
// main thread does, the others what Workers there are. When all of them are where they are going to be, and the main
// thread is about to be, it says so. It ends when its stdin does, unless it is busy.
import { execFileSync, fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker, isMainThread, workerData } from 'node:worker_threads';

const isChild = process.argv[2] === 'child';
const shared = isMainThread ? { arrivals: new Int32Array(new SharedArrayBuffer(4)), pipe: process.argv.slice(3).includes('io') ? makePipe() : null } : workerData.shared;

function makePipe() {
  const pipe = path.join(mkdtempSync(path.join(tmpdir(), 'stacks-')), 'pipe');
  execFileSync('mkfifo', [pipe]);
  return pipe;
}

function arrive() {
  if (!isMainThread) Atomics.add(shared.arrivals, 0, 1);
  else if (isChild) process.send('here');
  else writeSync(1, 'all are there\n');
}

function spinDeep(depth) {
  if (depth > 0) return spinDeep(depth - 1) + 1;
  const parent = process.ppid;
  arrive();
  // Not for ever, should nobody be there any more to end it.
  while (process.ppid === parent);
}

function sitInWait() {
  arrive();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function sinkTo(depth) {
  if (depth > 0) sinkTo(depth - 1);
  else sitInWait();
}

const ways = {
  spin: () => spinDeep(3),
  wait: () => sitInWait(),
  deep: () => sinkTo(1000),
  idle: () => {
    setInterval(() => undefined, 60_000);
    arrive();
  },
  io: () => {
    arrive();
    execFileSync('cat', isMainThread ? [] : [shared.pipe], { stdio: [isMainThread ? 0 : 'ignore', 'ignore', 'ignore'] });
  },
  nested: () => {
    new Worker(new URL(import.meta.url), { workerData: { shared, kind: 'spin' }, name: 'inner' });
    ways.idle();
  },
  listen: () => {
    process.on('SIGUSR1', () => writeSync(1, 'the program heard SIGUSR1\n'));
    arrive();
  },
};

function atEnd() {
  writeSync(1, 'the program ends\n');
  if (shared.pipe !== null) {
    writeFileSync(shared.pipe, '');
    rmSync(path.dirname(shared.pipe), { recursive: true });
  }
  process.exit(3);
}

if (isChild) {
  ways.spin();
} else if (isMainThread) {
  const [own, ...kinds] = process.argv.slice(2);
  for (const kind of kinds) {
    if (kind === 'child') {
      const child = fork(new URL(import.meta.url), ['child']);
      await new Promise(resolve => child.once('message', resolve));
      // It spins, and does not see that its parent ends.
      process.once('exit', () => child.kill('SIGKILL'));
      child.unref();
    } else {
      new Worker(new URL(import.meta.url), { workerData: { shared, kind }, name: kind });
    }
  }
  const expected = kinds.filter(kind => kind !== 'child').length + (kinds.includes('nested') ? 1 : 0);
  const timer = setInterval(() => {
    if (Atomics.load(shared.arrivals, 0) < expected) return;
    clearInterval(timer);
    ways[own]();
    process.stdin.once('end', atEnd).resume();
  }, 20);
} else {
  ways[workerData.kind]();
}
