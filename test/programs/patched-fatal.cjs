// Puts a handler of its own before the runtime's, by reading and writing at once, as async-hook-domain does.
const original = process._fatalException;
process._fatalException = (error, fromPromise) => {
  console.log('seen', error.message);
  return original.call(process, error, fromPromise);
};
process.on('uncaughtException', error => console.log('handled', error.message));
process.once('exit', () => {
  process._fatalException = original;
  console.log('put back', process._fatalException === original);
});
setTimeout(() => { throw new Error('first'); }, 5);
setTimeout(() => { throw new Error('second'); }, 20);
