import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import { inPairs, programs, runPlain, runRecorded } from './harness.ts';
import type { Recorded, Seen } from './harness.ts';
import { ownNode } from './nodes.ts';
import { differences } from './transparency.ts';

const file = path.join(programs, 'exit-code.cjs');

/** How main ends, and what is to be known of it: its exit code or signal, its outcome, and its error. */
const endings: readonly (readonly [
  how: string,
  code: number | string,
  outcome: string,
  error: string | null,
])[] = [
  ['exit 0', 0, 'finished', null],
  ['exit 300', 44, 'failed', null],
  ['exitCode', 9, 'failed', null],
  ['throw', 1, 'failed', 'Error: main throws'],
  ['throw null', 1, 'failed', 'null: a thrown null'],
  ['reject', 1, 'failed', 'Error: main rejects'],
  ['exit in exit', 11, 'failed', null],
  // Node ends with the code that was asked for before, though it prints the error; the probe has ended by then.
  ['throw in exit', 0, 'finished', null],
  ['SIGTERM', 'SIGTERM', 'killed', null],
  ['SIGKILL', 'SIGKILL', 'killed', null],
  ['reallyExit', 12, 'failed', null],
];

describe('the end of a program', () => {
  const runs = new Map<string, { readonly alone: Seen; readonly watched: Recorded }>();

  before(async function () {
    this.timeout(120_000);
    await inPairs(endings, async ([how]) => {
      const args = [file, how];
      runs.set(how, {
        alone: await runPlain(ownNode.path, args),
        watched: await runRecorded(ownNode.path, args),
      });
    });
  });

  for (const [how, code, outcome, error] of endings) {
    it(`is the same, and known, for: ${how}`, () => {
      const run = runs.get(how);
      assert.ok(run !== undefined);
      const { alone, watched } = run;
      assert.equal(alone.signal ?? alone.exitCode, code, alone.stderr);
      assert.equal(differences(alone, watched, false).join('\n'), '');

      const { summary, threads } = watched;
      assert.equal(summary.signal ?? summary.exitCode, code);
      const [main, alive] = threads;
      assert.ok(main !== undefined && alive !== undefined && threads.length === 2);
      assert.equal(main.outcome, outcome);
      assert.equal(main.exitCode, typeof code === 'number' ? code : null);
      assert.equal(main.error === null ? null : `${main.error.name}: ${main.error.message}`, error);
      assert.equal(alive.outcome, 'killed');
    });
  }
});
