import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import type { ThreadView } from '../../src/protocol/panel.ts';
import { programs, runRecorded } from './harness.ts';
import { ownNode } from './nodes.ts';

describe('a program whose main thread is held', () => {
  for (const [how, state] of [
    ['spin', 'running'],
    ['wait', 'blocked'],
  ] as const) {
    it(`is seen meanwhile: ${how}`, async function () {
      this.timeout(90_000);
      const threads = new Map<string, ThreadView>();
      let seenInTime: { readonly main: ThreadView; readonly mayfly: ThreadView } | null = null;
      const run = await runRecorded(ownNode.path, [path.join(programs, 'held.mjs'), how], {
        onUpdate: (update, child) => {
          for (const thread of update.threads) threads.set(thread.name, thread);
          const [main, mayfly] = [threads.get('main'), threads.get('mayfly')];
          if (
            seenInTime !== null ||
            main === undefined ||
            mayfly?.outcome !== 'finished' ||
            main.state !== state
          )
            return;
          seenInTime = { main, mayfly };
          // Only now may main go on. Had it not been seen, the program would wait until the test gives up.
          child.stdin?.end('\n');
        },
      });
      assert.equal(run.signal, null, 'nothing was seen while main was held');
      assert.equal(run.exitCode, 0, run.stderr);
      const { main, mayfly } = seenInTime as unknown as {
        readonly main: ThreadView;
        readonly mayfly: ThreadView;
      };
      assert.equal(main.endedNs, null);
      assert.equal(main.messages.received, 0);
      assert.equal(mayfly.messages.sent, 1);
      assert.equal(mayfly.exitCode, 0);
      if (how === 'wait') assert.match(main.cause ?? '', /Atomics\.wait/);

      const message = run.window.messages;
      assert.equal(message.from.length, 1);
      const endedNs = run.threads.find(thread => thread.name === 'mayfly')?.endedNs ?? NaN;
      assert.ok(endedNs < (message.receivedNs[0] as number), 'mayfly ended before its message was heard');
    });
  }
});
