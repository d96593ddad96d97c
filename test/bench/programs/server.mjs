// An HTTP server whose two Workers do a little work per request, under the load of a client in a process of its own.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

const workers = 2;
const workSteps = 20_000;

/** @param {number} seed */
function work(seed) {
  let value = seed;
  for (let step = 0; step < workSteps; step++) value = (value * 31 + step) % 65_521;
  return value;
}

/** The client is not what is measured: nothing that was put into our environment may reach it. */
function cleanEnvironment() {
  const kept = Object.entries(process.env).filter(
    ([name]) => name !== 'NODE_OPTIONS' && !name.startsWith('THREAD_VIEW_'),
  );
  return Object.fromEntries(kept);
}

/** @param {import('node:http').Server} server @returns {Promise<string>} what the client measured */
async function load(server) {
  await new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const client = fileURLToPath(new URL('load-client.mjs', import.meta.url));
  const child = spawn(process.execPath, [client, String(address.port)], {
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  child.stdout.setEncoding('utf8').on('data', text => (told += text));
  const code = await new Promise(resolve => child.once('close', resolve));
  if (code !== 0) throw new Error(`the load client ended with ${code}`);
  return told;
}

async function main() {
  /** @type {Map<number, import('node:http').ServerResponse>} */
  const waiting = new Map();
  let requests = 0;
  const pool = Array.from({ length: workers }, () => {
    const worker = new Worker(new URL(import.meta.url));
    worker.on('message', ({ id, value }) => {
      waiting.get(id)?.end(`${value}\n`);
      waiting.delete(id);
    });
    return worker;
  });
  const server = createServer((_request, response) => {
    const id = requests++;
    waiting.set(id, response);
    pool[id % workers]?.postMessage({ id });
  });
  const duration = await load(server);
  process.stdout.write(duration);
  server.close();
  server.closeAllConnections();
  for (const worker of pool) worker.postMessage(null);
}

if (isMainThread) await main();
else {
  parentPort?.on('message', message => {
    if (message === null) parentPort?.close();
    else parentPort?.postMessage({ id: message.id, value: work(message.id) });
  });
}
