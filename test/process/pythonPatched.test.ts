import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { skip } from '../vscode/skip.ts';
import { programs, runPlain, runRecorded } from './harness.ts';
import { otherPythons, ownPython } from './pythons.ts';
import { differences } from './transparency.ts';

/** A Python that has the library; Debian has both, for its own Python: `python3-gevent`, `python3-eventlet`. */
function pythonWith(library: string): string | undefined {
  const candidates = [ownPython?.path, ...otherPythons.map(each => each.path), '/usr/bin/python3'];
  return candidates.find(
    file => file !== undefined && spawnSync(file, ['-c', `import ${library}`]).status === 0,
  );
}

describe('Python programs in which a library has put its own threads in the place of the runtime’s', () => {
  for (const library of ['gevent', 'eventlet']) {
    it(`${library}: does not notice the probe, and one is told what is not seen`, async function () {
      this.timeout(120_000);
      const python = pythonWith(library);
      if (python === undefined) return skip(this, `no Python has ${library}`);
      const file = `${library}_patched.py`;
      const args = [path.join(programs, 'patched', file)];
      const alone = await runPlain(python, args);
      assert.equal(alone.exitCode, 0, alone.stderr);
      const watched = await runRecorded(python, args);
      assert.equal(differences(alone, watched, false).join('\n'), '');
      assert.deepEqual(watched.summary.notices, [
        `Not seen in ${file}: what a library does that has replaced parts of \`threading\` (as gevent and eventlet do).`,
      ]);
    });
  }
});
