// Two threads, and each does its own five steps, from the first to the last.
//
// Look for: two lanes, one above the other. Within a lane one step follows the other; between the lanes there is
// no order, and which of two lines is printed first is left to chance. Click a lane: the inspector has what makes
// a thread one: its identifier, the line it came from and, on Linux, its program counter and its stack pointer.
import { setTimeout as pause } from 'node:timers/promises';
import { Worker, isMainThread } from 'node:worker_threads';

function work(milliseconds) {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

async function doSteps(who) {
  for (let step = 1; step <= 5; step++) {
    work(60);
    console.log(`${who}: step ${step}`);
    await pause(40);
  }
}

if (isMainThread) new Worker(new URL(import.meta.url), { name: 'helper' });
await doSteps(isMainThread ? 'main' : 'helper');
