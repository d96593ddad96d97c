// Promises rejected and forgotten, in Workers: with a listener, with a handler inside, and with odd values.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const acts = {
  'rejects an error': () => void Promise.reject(new RangeError('forgotten')),
  'rejects a string': () => void Promise.reject('just a string'),
  'rejects undefined': () => void Promise.reject(undefined),
  'handles its rejection': () => {
    process.on('unhandledRejection', reason => parentPort.postMessage(`handled ${reason.message}`));
    void Promise.reject(new Error('mine'));
  },
  'handles its exception': () => {
    process.on('uncaughtException', (error, origin) => parentPort.postMessage(`${origin} ${error.message}`));
    setImmediate(() => {
      throw new Error('also mine');
    });
  },
  'captures its exception': () => {
    process.setUncaughtExceptionCaptureCallback(error => parentPort.postMessage(`captured ${error.message}`));
    throw new Error('caught by callback');
  },
  'throws in its exit handler': () => {
    process.on('exit', () => {
      throw new SyntaxError('too late');
    });
  },
  'throws a frozen error': () => {
    throw Object.freeze(new EvalError('frozen'));
  },
  'throws an object with a hostile stack': () => {
    throw Object.defineProperty(new Error('hostile'), 'stack', {
      get() {
        throw new Error('no stack for you');
      },
    });
  },
  'throws a symbol': () => {
    throw Symbol('thrown');
  },
};

if (isMainThread) {
  for (const name of Object.keys(acts)) {
    const worker = new Worker(new URL(import.meta.url), { name, workerData: name });
    worker.on('message', text => console.log(`${name}: ${text}`));
    worker.on('error', error => console.log(`${name}: ${error?.name ?? typeof error} ${String(error?.message ?? error)}`));
    const code = await new Promise(resolve => worker.on('exit', resolve));
    console.log(`${name}: exit code ${code}`);
  }
} else {
  acts[workerData]();
}
