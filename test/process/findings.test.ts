import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import type { FindingKind, FindingView } from '../../src/protocol/findings.ts';
import { skip } from '../vscode/skip.ts';
import { programs, runRecorded, type Recorded } from './harness.ts';
import { missingMajors, otherNodes, ownNode } from './nodes.ts';
import { noPython, ownPython } from './pythons.ts';

const folder = path.join(programs, 'findings');

interface Watched extends Recorded {
  readonly findings: readonly FindingView[];
  /** Those that were told while the program ran. */
  readonly live: readonly FindingView[];
}

/** @param until the program is killed as soon as such a thing is found; without it, it ends by itself */
async function watch(runtime: string, file: string, until: FindingKind | null = null): Promise<Watched> {
  let findings: readonly FindingView[] = [];
  let live: readonly FindingView[] = [];
  const recorded = await runRecorded(runtime, [path.join(folder, file)], {
    onUpdate: (update, child) => {
      findings = update.findings ?? findings;
      if (child.exitCode === null && child.signalCode === null) live = findings;
      const found = findings.find(({ kind }) => kind === until);
      if (found === undefined || child.killed) return;
      if (process.env['THREAD_VIEW_LATENCIES'] !== undefined)
        console.log(`${file}: told ${((update.nowNs - found.sinceNs) / 1e6).toFixed(0)} ms after it began`);
      child.kill('SIGKILL');
    },
    beforeDisposal: async recorder => {
      findings = (await recorder.snapshot()).findings ?? assert.fail();
    },
  });
  return { ...recorded, findings, live };
}

function namesOf({ threads }: Recorded, { threads: keys }: FindingView): string[] {
  return keys.map(key => threads.find(thread => thread.key === key)?.name ?? '?');
}

/** What is found, whose threads, and which lines. */
function told(watched: Watched, kind: FindingKind): string[] {
  return watched.findings
    .filter(found => found.kind === kind)
    .map(found => {
      const lines = found.places.map(({ role, place }) => `${role} ${place.line}`);
      return `${namesOf(watched, found).join(', ')}: ${[...new Set(lines)].sort().join(', ')}`;
    });
}

const nodes = [ownNode, ...otherNodes];

describe('deadlocks', function () {
  this.timeout(90_000);

  for (const node of nodes) {
    describe(`on Node ${node.version}`, () => {
      if (node.major >= 26 || node.major === 24) {
        it('two Workers want what the other has', async () => {
          const watched = await watch(node.path, 'deadlock/two-locks.mjs', 'deadlock');
          assert.deepEqual(told(watched, 'deadlock'), ['a, b: holds 12, waits 14']);
          assert.notEqual(watched.findings[0]?.untilNs, null);
        });
      }

      it('main waits for a Worker that has ended', async () => {
        const watched = await watch(node.path, 'deadlock/nobody-notifies.mjs', 'deadlock');
        assert.deepEqual(told(watched, 'deadlock'), ['main: waits 7']);
      });

      it('main and its Worker wait for each other', async () => {
        const watched = await watch(node.path, 'deadlock/each-other.mjs', 'deadlock');
        assert.deepEqual(told(watched, 'deadlock'), ['main, other: waits 7, waits 9']);
      });

      it('main waits for a Worker that waits for an answer of main', async () => {
        const watched = await watch(node.path, 'deadlock/unheard.mjs', 'deadlock');
        assert.deepEqual(told(watched, 'deadlock'), ['main, asker: waits 8']);
      });

      it('no deadlock is found where waits end', async () => {
        const watched = await watch(node.path, 'deadlock/healthy.mjs');
        assert.equal(watched.exitCode, 0, watched.stderr);
        assert.deepEqual(
          watched.live.filter(({ kind }) => kind === 'deadlock'),
          [],
        );
      });
    });
  }

  for (const major of missingMajors) {
    it(`on Node ${major}`, function () {
      skip(this, `Node ${major} is not installed`);
    });
  }

  describe('in Python', () => {
    const python = (file: string, until: FindingKind | null = null): Promise<Watched> =>
      watch(ownPython?.path ?? assert.fail(), file, until);
    before(function () {
      if (ownPython === null) skip(this, noPython);
    });

    it('two threads want what the other has', async () => {
      const watched = await python('deadlock/two-locks.py', 'deadlock');
      assert.deepEqual(told(watched, 'deadlock'), ['a, b: makes 4, waits 11']);
    });

    it('main waits for a thread that waits for what main has', async () => {
      const watched = await python('deadlock/join-holder.py', 'deadlock');
      assert.deepEqual(told(watched, 'deadlock'), ['main, worker: makes 13, makes 4, waits 15, waits 8']);
    });

    it('main is over and has kept a lock', async () => {
      const watched = await python('deadlock/exit-holder.py', 'deadlock');
      assert.deepEqual(told(watched, 'deadlock'), ['main, worker: makes 4, waits 6']);
    });

    it('a task waits for another that its pool has no thread for', async () => {
      const watched = await python('deadlock/pool-of-one.py', 'deadlock');
      assert.deepEqual(told(watched, 'deadlock').length, 1);
    });

    it('no deadlock is found where waits end', async () => {
      const watched = await python('deadlock/healthy.py');
      assert.equal(watched.exitCode, 0, watched.stderr);
      assert.deepEqual(watched.live, []);
    });
  });
});
