// Does what its argument says, for set times, and prints what it did when, in milliseconds since the process
// began: the truth that a trace of it is compared with. `worker` as second argument does it in a Worker.
import { execSync, spawnSync } from 'node:child_process';
import { closeSync, createReadStream, createWriteStream, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { createGzip } from 'node:zlib';

const hrtimeMs = () => Number(process.hrtime.bigint()) / 1e6;
const bootMs = isMainThread ? hrtimeMs() - performance.now() : workerData.bootMs;
const now = () => hrtimeMs() - bootMs;
const did = [];

async function note(what, work) {
  const from = now();
  await work();
  did.push({ what, from, to: now() });
}

function spin(ms) {
  const end = now() + ms;
  while (now() < end);
}

/** What this thread has had of a core so far, and waited for one, as the kernel counts. */
function schedule() {
  try {
    const [run, ready] = readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ').map(Number);
    return { run: run / 1e6, ready: ready / 1e6 };
  } catch {
    return null;
  }
}

const memory = new Int32Array(new SharedArrayBuffer(8));

const scenarios = {
  async busy() {
    for (const ms of [120, 30, 300]) {
      await note('busy', () => spin(ms));
      await note('waiting', () => delay(80));
    }
  },
  async timers() {
    for (let count = 0; count < 12; count++) {
      await note('waiting', () => delay(40));
      await note('busy', () => spin(25));
    }
  },
  async wait() {
    await note('busy', () => spin(50));
    await note('blocked', () => Atomics.wait(memory, 0, 0, 150));
    await note('busy', () => spin(50));
    const waker = new Worker(
      'const { workerData: memory } = require("worker_threads"); Atomics.wait(memory, 1, 0, 200); Atomics.notify(memory, 0);',
      { eval: true, workerData: memory, name: 'waker' },
    );
    await note('blocked', () => Atomics.wait(memory, 0, 0));
    await note('busy', () => spin(60));
    await new Promise(resolve => waker.on('exit', resolve));
  },
  async immediates() {
    await note('busy', async () => {
      const end = now() + 300;
      while (now() < end) await new Promise(resolve => setImmediate(resolve));
    });
  },
  async promises() {
    await note('busy', async () => {
      const end = now() + 300;
      while (now() < end) await null;
    });
  },
  async files() {
    const folder = mkdtempSync(path.join(tmpdir(), 'thread-view-states-'));
    const file = openSync(path.join(folder, 'data'), 'w');
    const block = Buffer.alloc(1 << 20, 'x');
    await note('synchronous', () => {
      const end = now() + 300;
      while (now() < end) {
        writeSync(file, block);
        fsyncSync(file);
      }
    });
    closeSync(file);
    rmSync(folder, { recursive: true });
  },
  async child() {
    await note('busy', () => spin(60));
    await note('blocked', () => execSync('sleep 0.3'));
    await note('busy', () => spin(60));
    await note('waiting', () => delay(60));
    // From a timer, of which the probe is not told.
    await note('blocked', () => void spawnSync('sleep', ['0.25']));
    await note('busy', () => spin(60));
  },
  async server() {
    const server = createServer((_request, response) => response.end('hello'));
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    await note('waiting', () => delay(400));
    server.close();
  },
  async pipeline() {
    const folder = mkdtempSync(path.join(tmpdir(), 'thread-view-states-'));
    const source = path.join(folder, 'source');
    const file = openSync(source, 'w');
    for (let count = 0; count < 12; count++) writeSync(file, Buffer.from(String(Math.sin(count)).repeat(50_000)));
    closeSync(file);
    const before = performance.eventLoopUtilization();
    await note('streaming', () =>
      pipeline(createReadStream(source), createGzip({ level: 9 }), createWriteStream(path.join(folder, 'packed'))),
    );
    const { idle } = performance.eventLoopUtilization(before);
    did.at(-1).idle = idle;
    rmSync(folder, { recursive: true });
  },
};

const scenario = isMainThread ? process.argv[2] : workerData.scenario;
if (isMainThread && process.argv[3] === 'worker') {
  const worker = new Worker(new URL(import.meta.url), { name: 'subject', workerData: { scenario, bootMs } });
  worker.on('error', error => {
    throw error;
  });
} else {
  const before = schedule();
  const begun = now();
  await scenarios[scenario]();
  const after = schedule();
  console.log(
    JSON.stringify({
      did,
      begun,
      ended: now(),
      run: after && after.run - before.run,
      ready: after && after.ready - before.ready,
    }),
  );
}
