let counted = 0;

export default n => n * n;
export const reversed = ({ text }) => [...text].reverse().join('');
export const fail = reason => {
  throw new TypeError(`failed: ${reason}`);
};
export const size = buffer => buffer.byteLength;
export const tell = ({ port, count }) => {
  for (let number = 1; number <= count; number++) port.postMessage({ number });
  return new Promise(resolve => {
    port.once('close', () => resolve('closed'));
    port.postMessage('the end');
    setTimeout(() => port.close(), 50);
  });
};
export const forever = () => new Promise(() => setInterval(() => {}, 1000));
export const count = () => ++counted;
