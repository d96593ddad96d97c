import * as assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { threadStates } from '../../src/protocol/words.ts';
import { skip } from '../vscode/skip.ts';
import { programs, runRecorded, threadNamed } from './harness.ts';
import { otherNodes, ownNode } from './nodes.ts';

/** The runtime counts of such a wait what came after the stop; far more is in the samples before. */
const beforeStopMs = 250;
const stoppedMs = 100;

async function stopAndContinue(child: ChildProcess): Promise<void> {
  await delay(beforeStopMs);
  child.kill('SIGSTOP');
  await delay(stoppedMs);
  child.kill('SIGCONT');
}

describe('a program that is stopped and continued (Ctrl+Z and fg)', () => {
  before(function () {
    if (process.platform !== 'linux')
      skip(this, 'what is between two moments of the probe is known on Linux only');
  });

  for (const node of [ownNode, ...otherNodes]) {
    it(`waited before and after that, Node ${node.version}`, async () => {
      let stop: Promise<void> | undefined;
      const run = await runRecorded(node.path, [path.join(programs, 'states', 'stopped.mjs')], {
        onStdout: (_stdout, child) => {
          stop ??= stopAndContinue(child);
        },
      });
      await stop;
      assert.equal(run.exitCode, 0, run.stderr);
      const { from, to } = JSON.parse(run.stdout.split('\n')[1] ?? '') as { from: number; to: number };
      const main = threadNamed(run.threads, 'main');
      const lane = run.window.lanes.find(each => each.thread === main.key);
      assert.ok(lane?.kind === 'spans');
      let waitedMs = 0;
      const seen: string[] = [];
      for (let span = 0; span < lane.startNs.length; span++) {
        const startMs = Math.max(from, (lane.startNs[span] ?? 0) / 1e6);
        const endMs = Math.min(to, (lane.endNs[span] ?? 0) / 1e6);
        if (endMs <= startMs) continue;
        const state = threadStates[lane.state[span] ?? 0];
        const cause = run.window.causes[lane.cause[span] ?? -1] ?? '';
        seen.push(`${state} ${startMs.toFixed(0)}–${endMs.toFixed(0)} ${cause}`);
        if (state === 'waiting') waitedMs += endMs - startMs;
      }
      const polled = seen.filter(each => /^blocked .*poll/.test(each));
      assert.ok(polled.length === 0 && waitedMs > 0.5 * (to - from), seen.join(' | '));
    });
  }
});
