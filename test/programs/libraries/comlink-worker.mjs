import { parentPort } from 'node:worker_threads';
import comlink from 'comlink';
import adapter from 'comlink/dist/umd/node-adapter.js';

class Counter {
  constructor(value) {
    this.value = value;
  }
  increment(by = 1) {
    this.value += by;
  }
}

comlink.expose(
  {
    Counter,
    greeting: 'hello',
    add: (a, b) => a + b,
    async eachUpTo(count, callback) {
      for (let number = 1; number <= count; number++) await callback(number);
      callback[comlink.releaseProxy]();
    },
    size: bytes => bytes.byteLength,
    fail(how) {
      throw how === 'error' ? new RangeError('as asked') : { not: 'an error' };
    },
    // After the answer, which still needs the port.
    finish: () => void setTimeout(() => parentPort.close(), 20),
  },
  (adapter.default ?? adapter)(parentPort),
);
