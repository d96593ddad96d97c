// Asks the server of `server.mjs` a fixed number of times, over a fixed number of connections, and prints how
// long that took. The first few requests, which open the connections and warm both sides up, count too.
import { Agent, get } from 'node:http';

const requests = 4000;
const connections = 16;
const port = Number(process.argv[2]);
const agent = new Agent({ keepAlive: true, maxSockets: connections });

/** @returns {Promise<void>} */
function ask() {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent }, response => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`status ${response.statusCode}`));
      });
    }).once('error', reject);
  });
}

let left = requests;
async function askOnAndOn() {
  while (left-- > 0) await ask();
}

const begun = performance.now();
await Promise.all(Array.from({ length: connections }, askOnAndOn));
console.log((performance.now() - begun).toFixed(3));
agent.destroy();
