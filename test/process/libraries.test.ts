import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ensureLibraries } from '../vscode/install.mjs';
import { programs, runPlain, runRecorded } from './harness.ts';
import { otherNodes, ownNode } from './nodes.ts';
import { differences } from './transparency.ts';

/** A program that uses a library the way people do, and what it makes. */
interface LibraryProgram {
  readonly library: string;
  readonly threads: number;
  readonly processes: number;
}

const libraryPrograms: readonly LibraryProgram[] = [
  // Two threads in the pool, two that take the places of aborted ones, and one that waits with `Atomics`.
  { library: 'piscina', threads: 6, processes: 1 },
  // Six threads: one for a function, two for methods, one and its two successors for what is cancelled. Then
  // the same as processes.
  { library: 'workerpool', threads: 13, processes: 7 },
  // Two threads, two after recycling, one after the abort, three that are new for each task. Its child processes
  // get an environment of their own, which does not bring the probe along.
  { library: 'tinypool', threads: 9, processes: 1 },
  { library: 'comlink', threads: 2, processes: 1 },
];

describe('libraries that make threads', () => {
  let folder = '';

  before(async function () {
    this.timeout(300_000);
    // A module finds its packages above itself, so the programs are put next to a way to them.
    const packages = await ensureLibraries();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'libraries-'));
    fs.cpSync(path.join(programs, 'libraries'), folder, { recursive: true });
    fs.symlinkSync(packages, path.join(folder, 'node_modules'), 'junction');
  });

  after(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  for (const node of [ownNode, ...otherNodes]) {
    describe(`under Node ${node.version}`, () => {
      for (const { library, threads, processes } of libraryPrograms) {
        it(`${library} does not notice the probe`, async function () {
          this.timeout(120_000);
          const args = [path.join(folder, `${library}.mjs`)];
          const alone = await runPlain(node.path, args);
          assert.equal(alone.exitCode, 0, alone.stderr);
          const watched = await runRecorded(node.path, args);
          assert.equal(differences(alone, watched, false).join('\n'), '');
          const { summary } = watched;
          assert.equal(summary.processes.length, processes);
          assert.equal(summary.processes.flatMap(each => each.threads).length, threads);
          assert.equal(summary.lostEvents, 0);
          assert.deepEqual(summary.notices, []);
        });
      }
    });
  }
});
