import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import { programs, runPlain, runRecorded } from './harness.ts';
import { otherNodes, ownNode } from './nodes.ts';

/**
 * What a program can find out if it looks for us: the way in has to be somewhere. Each is known, and nobody's
 * program depends on it; anything else that shows is a mistake.
 */
const known: readonly RegExp[] = [
  // Looked up there in place of the inherited method, so that nothing of ours is on the stack when that runs.
  /^Worker\.prototype emit: configurable; get get\/0 /,
  /^process emit: configurable; get get\/0 /,
  /^AbortSignal\.prototype throwIfAborted: configurable; get get\/0 /,
  /^(MessagePort|BroadcastChannel)\.prototype Symbol\(nodejs\.internal\.kHybridDispatch\): configurable; get get\/0 /,
  /^process _fatalException: enumerable,configurable; get get\/0 /,
  // A native constructor, replaced by a class.
  /^MessageChannel(\.prototype)? (prototype|arguments|caller|constructor): /,
];

describe('a program that looks for the probe', () => {
  for (const node of [ownNode, ...otherNodes]) {
    it(`finds nothing but what is known, with Node ${node.version}`, async () => {
      const args = [path.join(programs, 'reflection.mjs')];
      const [alone, watched] = [await runPlain(node.path, args), await runRecorded(node.path, args)];
      assert.equal(alone.exitCode, 0, alone.stderr);
      const [before, after] = [alone.stdout.split('\n'), watched.stdout.split('\n')];
      assert.ok(before.length > 150);
      const changes = [
        ...before.filter(line => !after.includes(line)),
        ...after.filter(line => !before.includes(line)),
      ];
      const replaced = (line: string): boolean =>
        /^(process _fatalException|AbortSignal\.prototype throwIfAborted): .*value /.test(line);
      assert.deepEqual(
        changes.filter(line => !replaced(line) && !known.some(pattern => pattern.test(line))),
        [],
      );
    });
  }
});
