/** Reads what two threads told, as fast as it can, again and again. In a process of its own, for it is bundled. */

import { Collector } from '../../src/engine/collector.ts';
import { Intake } from '../../src/engine/intake.ts';
import { makeRunFolder, removeRunFolder } from '../../src/engine/runFolder.ts';
import { ThreadStream } from '../../src/probe/node/stream.ts';
import { streamName } from '../../src/protocol/segments.ts';
import { recordKinds, type Endpoint } from '../../src/protocol/wire.ts';
import { Trace } from '../../src/trace/trace.ts';
import { hello } from '../trace/told.ts';
import type { Ingestion } from './ingest.ts';

const echoes = 300_000;
const pid = 1;
/** Sent and received on both sides. */
const records = 4 * echoes;
/** The first ones run code that is not optimized yet. */
const warmUps = 2;

/** In which order a parent tells of messages to a Worker that echoes each. */
const stories: Readonly<Record<string, (main: ThreadStream, worker: ThreadStream) => void>> = {
  'all at once': (main, worker) => {
    for (let number = 0; number < echoes; number++) tell(main, recordKinds.sentPacked, number);
    for (let number = 0; number < echoes; number++) {
      tell(worker, recordKinds.receivedPacked, number);
      tell(worker, recordKinds.sentPacked, number);
    }
    for (let number = 0; number < echoes; number++) tell(main, recordKinds.receivedPacked, number);
  },
  'one by one': (main, worker) => {
    for (let number = 0; number < echoes; number++) {
      tell(main, recordKinds.sentPacked, number);
      tell(worker, recordKinds.receivedPacked, number);
      tell(worker, recordKinds.sentPacked, number);
      tell(main, recordKinds.receivedPacked, number);
    }
  },
};

function ingest(write: (main: ThreadStream, worker: ThreadStream) => void): number {
  const endpoint = makeRunFolder(1 << 30);
  try {
    const main = begin(endpoint, 0);
    main.lifecycle(recordKinds.workerCreated, 0, 1, main.timeNs, {
      name: null,
      at: null,
      constructed: { kind: 'file', file: '/worker.mjs', env: 'inherited', stdio: [], transferCount: 0 },
      end: 1,
      ends: [],
      buffers: [],
    });
    const worker = begin(endpoint, 1);
    worker.lifecycle(recordKinds.endOpened, 0, 1, worker.timeNs, { kind: 'parent' });
    write(main, worker);
    main.flush();
    worker.flush();
    const trace = new Trace();
    const collector = new Collector(endpoint, new Intake(trace));
    const begun = process.cpuUsage();
    while (collector.collect() > 0);
    const { user, system } = process.cpuUsage(begun);
    mustBeAll(trace);
    collector.finish();
    return (user + system) / 1e6;
  } finally {
    removeRunFolder(endpoint.folder);
  }
}

function begin(endpoint: Endpoint, threadId: number): ThreadStream {
  const stream = new ThreadStream(endpoint, streamName(pid, threadId, 'a'));
  const now = Number(process.hrtime.bigint());
  const { text } = hello(threadId, now / 1e6, { token: endpoint.token, pid });
  stream.lifecycle(recordKinds.hello, 0, 0, now, text ?? {});
  stream.lifecycle(recordKinds.codeBegins, 0, 0, now, null, 0);
  return stream;
}

function tell(
  stream: ThreadStream,
  kind: typeof recordKinds.sentPacked | typeof recordKinds.receivedPacked,
  number: number,
): void {
  stream.packed(kind, 1, number);
}

/** @throws when not every message was received: whoever misses some is fast for the wrong reason */
function mustBeAll({ messages }: Trace): void {
  let received = 0;
  for (let message = 0; message < messages.length; message++)
    if (!Number.isNaN(messages.receivedNsOf(message))) received++;
  if (messages.length !== 2 * echoes || received !== messages.length)
    throw new Error(`${received} of ${messages.length} messages were received, not ${2 * echoes}`);
}

const results: Ingestion[] = [];
for (let round = -warmUps; round < Number(process.argv[2]); round++) {
  for (const [story, write] of Object.entries(stories)) {
    const seconds = ingest(write);
    if (round >= 0) results.push({ story, recordsPerSecond: records / seconds });
  }
}
process.send?.(results);
process.disconnect();
