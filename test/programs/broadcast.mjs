// Four threads in one BroadcastChannel. Everyone hears the others, and nobody hears himself.
import { BroadcastChannel, Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const names = ['alto', 'tenor', 'bass'];
const channel = new BroadcastChannel('choir');

if (isMainThread) {
  let here = 0;
  const heard = [];
  channel.onmessage = ({ data }) => {
    heard.push(data);
    if (heard.length === names.length * 2) {
      console.log(heard.sort().join(', '));
      channel.close();
    }
  };
  for (const name of names) {
    new Worker(new URL(import.meta.url), { name, workerData: name }).once('message', () => {
      if (++here === names.length) channel.postMessage('sing');
    });
  }
} else {
  // "sing", and two from each of the other two. Some may come before "sing" does.
  let toHear = 1 + 2 * (names.length - 1);
  channel.onmessage = ({ data }) => {
    if (data === 'sing') {
      channel.postMessage(`${workerData} la`);
      channel.postMessage(`${workerData} ti`);
    }
    if (--toHear === 0) channel.close();
  };
  parentPort.postMessage('here');
}
