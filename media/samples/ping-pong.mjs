// Two threads throw a ball to each other, 300 times there and 300 times back.
//
// Look for: the two lanes are never busy at the same time, because each waits for the other's message.
// Zoom in until you see single arrows: what lies between them is the price of a message. `main` only
// introduced the two: they talk through a channel of their own, past its event loop.
import { MessageChannel, Worker, isMainThread, workerData } from 'node:worker_threads';

const rounds = 300;

/** A little work, so that there is something to see between two messages. */
function work(ball) {
  let value = ball;
  for (let step = 0; step < 100_000; step++) value = (value * 31 + step) % 65_521;
  return value;
}

if (isMainThread) {
  const { port1, port2 } = new MessageChannel();
  const file = new URL(import.meta.url);
  new Worker(file, { name: 'ping', workerData: { port: port1, serves: true }, transferList: [port1] });
  new Worker(file, { name: 'pong', workerData: { port: port2, serves: false }, transferList: [port2] });
} else {
  const { port, serves } = workerData;
  let received = 0;
  port.on('message', ball => {
    received++;
    if (!serves || received < rounds) port.postMessage(work(ball));
    if (serves && received === rounds) {
      console.log(`${received} round trips; the ball is ${ball} now`);
      // Closes both ends. Nothing keeps either thread alive then, and each ends by itself.
      port.close();
    }
  });
  if (serves) port.postMessage(work(1));
}
