import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import type { ThreadView } from '../../src/protocol/panel.ts';
import { inPairs, programs, runRecorded } from './harness.ts';
import type { Recorded } from './harness.ts';
import { ownNode } from './nodes.ts';

const runs = 100;
const latestKillMs = 300;

/** A small generator of random numbers, so that a failure can be had again from its seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What the program wrote down before it was killed and the trace does not know. */
function missing(stdout: string, threads: readonly ThreadView[]): string[] {
  // The last line may have been cut off by the kill.
  return stdout
    .split('\n')
    .slice(0, -1)
    .filter(line => {
      const [what, name, number] = line.split(' ');
      const thread = threads.find(each => each.name === name);
      if (thread === undefined) return true;
      switch (what) {
        case 'created':
          return thread.parent === null || thread.createdAt === null;
        case 'begun':
          return thread.codeBeginsNs === null;
        case 'sent':
          return thread.messages.sent < Number(number);
        case 'exited':
          return thread.outcome !== 'finished' || thread.exitCode !== Number(number);
        default:
          return true;
      }
    });
}

describe('a program that is killed', () => {
  it(`leaves everything that it told before, ${runs} times`, async function () {
    this.timeout(120_000);
    const seed = Date.now() % 1_000_000;
    const random = randomFrom(seed);
    const moments = Array.from({ length: runs }, () => random() * latestKillMs);
    const counts: Record<string, number> = { created: 0, begun: 0, sent: 0, exited: 0 };

    await inPairs(moments, async moment => {
      const run = await killedAfter(moment);
      assert.equal(run.signal, 'SIGKILL', run.stderr);
      assert.deepEqual(
        missing(run.stdout, run.threads),
        [],
        `killed after ${moment} ms (seed ${seed})\n${run.stdout}`,
      );
      for (const thread of run.threads) {
        assert.ok(thread.outcome !== 'running', `${thread.name} is said to run on`);
        if (thread.isMain) assert.equal(thread.outcome, 'killed');
      }
      assert.equal(run.summary.lostEvents, 0);
      for (const line of run.stdout.split('\n').slice(0, -1)) {
        const what = line.split(' ')[0] as string;
        counts[what] = (counts[what] ?? 0) + 1;
      }
    });

    for (const [what, count] of Object.entries(counts))
      assert.ok(count >= 20, `only ${count} times was told: ${what}`);
  });
});

/** The clock starts with the first line, so that there is something to lose. */
function killedAfter(moment: number): Promise<Recorded> {
  let timer: NodeJS.Timeout | null = null;
  return runRecorded(ownNode.path, [path.join(programs, 'killed.mjs')], {
    onStdout: (_stdout, child) => {
      timer ??= setTimeout(() => child.kill('SIGKILL'), moment);
    },
  });
}
