import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { monotonicNow } from '../../src/engine/clock.ts';
import { Collector } from '../../src/engine/collector.ts';
import { Intake } from '../../src/engine/intake.ts';
import { makeRunFolder, removeRunFolder } from '../../src/engine/runFolder.ts';
import { ThreadStream } from '../../src/probe/node/stream.ts';
import { streamName } from '../../src/protocol/segments.ts';
import { recordKinds } from '../../src/protocol/wire.ts';
import { Trace } from '../../src/trace/trace.ts';
import { hello } from '../trace/told.ts';

describe('a collector', () => {
  it('finds a stream in the next round, however long or short ago it looked', async () => {
    const endpoint = makeRunFolder();
    try {
      const trace = new Trace();
      const collector = new Collector(endpoint, new Intake(trace));
      for (let threadId = 0; threadId < 20; threadId++) {
        collector.collect();
        // Long enough, now and then, for the folder to look as if it did not change any more.
        if (threadId % 5 === 0) await pause(80);
        collector.collect();
        const now = monotonicNow();
        const stream = new ThreadStream(endpoint, streamName(1, threadId, 'a'));
        const { text } = hello(threadId, now / 1e6, { token: endpoint.token, pid: 1 });
        stream.lifecycle(recordKinds.hello, 0, 0, now, text ?? {});
        stream.flush();
        collector.collect();
        assert.equal(trace.threads.length, threadId + 1);
      }
      collector.finish();
    } finally {
      removeRunFolder(endpoint.folder);
    }
  });
});
