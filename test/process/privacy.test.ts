import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { skip } from '../vscode/skip.ts';
import { programs, runRecorded } from './harness.ts';
import type { Recorded } from './harness.ts';
import { ownNode } from './nodes.ts';
import { noPython, ownPython } from './pythons.ts';

const secret = 'correct-horse-battery-staple';

interface Kept {
  readonly recorded: Recorded;
  /** Everything that the program's threads told, as bytes. */
  readonly streams: string;
  readonly modes: readonly number[];
  readonly folder: string;
}

async function runWithSecret(command: string, program: string): Promise<Kept> {
  let streams = '';
  let modes: number[] = [];
  let folder = '';
  const recorded = await runRecorded(
    command,
    [path.join(programs, program), '--db-password', secret, `--api-key=${secret}`],
    {
      env: { DATABASE_PASSWORD: secret, PATH: process.env['PATH'] ?? '' },
      onEnded: made => {
        folder = made;
        const files = fs.readdirSync(folder).map(name => path.join(folder, name));
        modes = [folder, ...files].map(file => fs.statSync(file).mode & 0o777);
        streams = files.map(file => fs.readFileSync(file, 'latin1')).join('\n');
      },
    },
  );
  return { recorded, streams, modes, folder };
}

describe('what is private', function () {
  this.timeout(60_000);
  const cases = [
    { name: 'Node', command: ownNode.path, program: 'confidential.mjs' },
    ...(ownPython === null
      ? []
      : [{ name: 'Python', command: ownPython.path, program: 'python/confidential.py' }]),
  ];
  if (ownPython === null) {
    it('is kept by Python', function () {
      skip(this, noPython);
    });
  }

  it('is hidden in the flags that a Worker is given', async () => {
    const code = `new (require('worker_threads').Worker)('', { eval: true, execArgv: ['--conditions=token=${secret}'] })`;
    const { threads, exitCode, stderr } = await runRecorded(ownNode.path, ['-e', code]);
    assert.equal(exitCode, 0, stderr);
    const worker = threads.find(thread => !thread.isMain);
    assert.deepEqual(worker?.constructed?.execArgv, ['--conditions=token=***']);
  });

  for (const { name, command, program } of cases) {
    describe(`to a program of ${name}`, () => {
      let kept: Kept;
      before(async () => {
        kept = await runWithSecret(command, program);
      });

      it('is in no line that it told: neither of arguments nor of the environment, of messages or of values', () => {
        assert.equal(kept.recorded.exitCode, 0, kept.recorded.stderr);
        assert.ok(kept.streams.includes('confidant'), 'the streams were not found');
        assert.ok(!kept.streams.includes(secret));
      });

      it('is in nothing that is shown or written of the run', () => {
        const { summary, threads, window } = kept.recorded;
        for (const shown of [summary, threads, window]) assert.ok(!JSON.stringify(shown).includes(secret));
        assert.deepEqual(summary.command.slice(2), ['--db-password', '***', '--api-key=***']);
        assert.ok(threads.some(thread => thread.name === 'confidant'));
      });

      it("lies in a folder of the user's alone while it runs, which is gone with the run", () => {
        const [folder, ...files] = kept.modes;
        if (process.platform !== 'win32') assert.equal(folder, 0o700);
        assert.ok(files.length > 0);
        assert.equal(fs.existsSync(kept.folder), false);
      });
    });
  }
});
