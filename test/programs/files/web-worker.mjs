// The global Worker of browsers, as far as Node has it.
const worker = new Worker('data:text/javascript,postMessage(42)', { name: 'web' });
worker.onmessage = ({ data }) => {
  console.log(data);
  worker.terminate();
};
