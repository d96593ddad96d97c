// Every way in which a Worker's options keep a preload out, or let a program see it.
import { SHARE_ENV, Worker, isMainThread, parentPort, threadId, workerData } from 'node:worker_threads';
import { once } from 'node:events';

const variants = {
  default: {},
  'empty env': { env: {} },
  'empty execArgv': { execArgv: [] },
  'both empty': { env: {}, execArgv: [] },
  'own NODE_OPTIONS': { env: { NODE_OPTIONS: '--no-warnings', OWN: 'yes' } },
  'own NODE_OPTIONS, empty execArgv': { env: { NODE_OPTIONS: '--no-deprecation' }, execArgv: [] },
  'own execArgv': { execArgv: ['--no-warnings', '--trace-deprecation'] },
  'own execArgv, empty env': { execArgv: ['--no-warnings'], env: {} },
  'shared env': { env: SHARE_ENV },
  'shared env, empty execArgv': { env: SHARE_ENV, execArgv: [] },
  argv: { argv: ['one', 'two words', ''] },
  limits: { resourceLimits: { maxOldGenerationSizeMb: 64, stackSizeMb: 2 } },
  'no data': { workerData: undefined },
  'tracked fds': { trackUnmanagedFds: false },
  piped: { stdout: true, stderr: true, stdin: true },
};

/** What a preload may add for the processes that inherit it; a Worker with an environment of its own has neither. */
const inherited = new Set(['NODE_OPTIONS', 'THREAD_VIEW_ENDPOINT']);

if (isMainThread) {
  for (const [name, options] of Object.entries(variants)) {
    const frozen = Object.freeze({ ...options, name, workerData: { name, ownEnv: options.env?.constructor === Object } });
    const before = JSON.stringify(frozen);
    const worker = new Worker(new URL(import.meta.url), frozen);
    if (JSON.stringify(frozen) !== before) console.log('the options were changed');
    const exit = once(worker, 'exit');
    const [seen] = await once(worker, 'message');
    const [code] = await exit;
    console.log(name, JSON.stringify(seen), worker.threadId, code);
  }
  console.log(process.env.SET_BY_WORKER);
} else {
  const env = Object.keys(process.env);
  if (workerData.name === 'shared env') process.env.SET_BY_WORKER = 'set by a Worker';
  parentPort.postMessage({
    threadId,
    execArgv: process.execArgv,
    argv: process.argv.slice(2),
    env: workerData.ownEnv ? Object.entries(process.env).sort() : env.filter(key => !inherited.has(key)).length > 0,
  });
}
