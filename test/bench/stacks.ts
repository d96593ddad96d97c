/**
 * How long a capture of stacks takes: `npx tsx test/bench/stacks.ts [node] [threads]`. Half of the Workers sit in
 * `Atomics.wait` and half are idle, for more that spin than there are cores would measure the scheduler.
 */
import * as path from 'node:path';
import { monotonicNow } from '../../src/engine/clock.ts';
import type { Recorder } from '../../src/engine/recorder.ts';
import { programs, runRecorded } from '../process/harness.ts';

const [node = process.execPath, threads = '20'] = process.argv.slice(2);
const captures = 20;

async function measure(recorder: Recorder): Promise<void> {
  const tookMs: number[] = [];
  let silent = 0;
  for (let left = captures; left > 0; left--) {
    const begunNs = monotonicNow();
    const capture = await recorder.captureStacks(null);
    tookMs.push((monotonicNow() - begunNs) / 1e6);
    silent += capture.threads.filter(
      ({ frames, why }) => frames === null && why?.includes('answer') === true,
    ).length;
  }
  const [first = NaN] = tookMs;
  tookMs.sort((a, b) => a - b);
  const [median = NaN, most = NaN] = [tookMs[captures >> 1], tookMs.at(-1)];
  console.log(
    `${threads} Workers: first ${first.toFixed(0)} ms, median ${median.toFixed(0)} ms, longest ${most.toFixed(0)} ms; ${silent} stacks of ${captures} captures missing`,
  );
}

async function main(): Promise<void> {
  const kinds = Array.from({ length: Number(threads) }, (_, index) => (index % 2 === 0 ? 'wait' : 'idle'));
  let isReady = false;
  let hasBegun = false;
  await runRecorded(node, [path.join(programs, 'stacks.mjs'), 'idle', ...kinds], {
    onStdout: stdout => (isReady = stdout.includes('all are there')),
    onUpdate: (_update, child, recorder) => {
      if (!isReady || hasBegun) return;
      hasBegun = true;
      void measure(recorder).finally(() => child.stdin?.end());
    },
  });
}

void main();
