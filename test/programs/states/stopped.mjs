// Works and waits by turns, then says that it waits long, so that somebody can stop and continue it meanwhile.
// Prints the milliseconds since its process began between which it waited.
import { setTimeout as delay } from 'node:timers/promises';

for (let count = 0; count < 4; count++) {
  await delay(60);
  const end = performance.now() + 25;
  while (performance.now() < end);
}
const from = performance.now();
process.stdout.write('waits\n');
await delay(800);
process.stdout.write(`${JSON.stringify({ from, to: performance.now() })}\n`);
