import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { skip } from '../vscode/skip.ts';
import { dumpThreads } from './dump.ts';
import { matches, programExpectations, sampleExpectations } from './expectations.ts';
import type { Expectation } from './expectations.ts';
import { runBoth } from './harness.ts';
import type { Seen } from './harness.ts';
import { missingMajors, otherNodes, ownNode } from './nodes.ts';
import type { NodeUnderTest } from './nodes.ts';
import { disorders } from './order.ts';
import { differences } from './transparency.ts';

/** Every program once without and once with the probe; then what was seen is looked at from several sides. */
function describeRuns(node: NodeUnderTest, expectations: readonly Expectation[]): void {
  describe(`programs run by Node ${node.version}`, () => {
    const seenOf = runBoth(node.path, expectations, 240_000);

    for (const expectation of expectations) {
      describe(expectation.name, () => {
        const ran = () => seenOf(expectation);

        it('does not notice the probe', () => {
          const { alone, watched } = ran();
          assert.equal(alone.exitCode, expectation.exitCode, alone.stderr);
          const normal = (seen: Seen): Seen => ({ ...seen, stdout: expectation.forgive(seen.stdout) });
          assert.equal(differences(normal(alone), normal(watched), expectation.unordered).join('\n'), '');
        });

        it('has the threads, parents, outcomes and message counts that one expects from reading it', () => {
          const { summary } = ran().watched;
          const [actual, expected] = [dumpThreads(summary), expectation.threads(node.major)];
          if (!matches(actual, expected)) assert.equal(actual, expected);
          assert.equal(summary.lostEvents, 0);
          assert.deepEqual(summary.notices, []);
        });

        it('tells of everything in an order that can be', () => {
          const orphans = expectation.limit?.threadsWithoutParent ?? [];
          const found = disorders(ran().watched).filter(
            each => !orphans.some(name => each === `${name} has no parent`),
          );
          assert.equal(found.join('\n'), '');
        });

        it('knows the line that made each Worker', () => {
          const threads = ran().watched.threads.filter(thread => !thread.isMain);
          for (const { name, createdAt, constructed } of threads) {
            if (expectation.limit?.threadsWithoutParent?.includes(name) === true) continue;
            assert.ok(createdAt !== null, `${name} was created nowhere`);
            if (constructed?.kind === 'eval' && !createdAt.file.endsWith('js')) continue;
            const file = createdAt.file.startsWith('file:') ? fileURLToPath(createdAt.file) : createdAt.file;
            const line = fs.readFileSync(file, 'utf8').split('\n')[createdAt.line - 1] ?? '';
            assert.match(
              line,
              /new (threads\.)?Worker\(|super\(|extends Worker|Reflect\.construct\(/,
              `${name}: ${line}`,
            );
          }
        });
      });
    }
  });
}

describeRuns(ownNode, [...sampleExpectations, ...programExpectations]);
for (const node of otherNodes) {
  describeRuns(
    node,
    [...sampleExpectations, ...programExpectations].filter(expectation => expectation.onEveryNode),
  );
}
for (const major of missingMajors) {
  describe(`programs run by Node ${major}`, () => {
    it('are run', function () {
      if (process.env['THREAD_VIEW_TEST_NODE'] !== undefined)
        skip(this, 'THREAD_VIEW_TEST_NODE chose another Node');
      skip(this, `Node ${major} is not installed; "node test/vscode/install.mjs" installs it`);
    });
  });
}
