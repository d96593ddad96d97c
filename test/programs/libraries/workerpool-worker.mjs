import workerpool from 'workerpool';

const fibonacci = n => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2));

workerpool.worker({
  fibonacci,
  steps(count) {
    for (let step = 1; step <= count; step++) workerpool.workerEmit({ step });
    return count;
  },
  fail(reason) {
    throw new RangeError(`failed ${reason}`);
  },
  sum: data => data.reduce((sum, each) => sum + each, 0),
  give(length) {
    const data = new Uint8Array(length);
    return new workerpool.Transfer(data, [data.buffer]);
  },
  forever() {
    return new Promise(() => setInterval(() => {}, 1000));
  },
});
