import { Collector } from '../../src/engine/collector.ts';
import { makeRunFolder, removeRunFolder } from '../../src/engine/runFolder.ts';
import { ThreadStream } from '../../src/probe/node/stream.ts';
import { streamName } from '../../src/protocol/segments.ts';
import { recordKinds, type Endpoint } from '../../src/protocol/wire.ts';
import { Trace } from '../../src/trace/trace.ts';
import { hello } from '../trace/told.ts';
import { spreadOf } from './statistics.ts';
import { formatTable } from './table.ts';

/** One reading of everything that was written. */
export interface Ingestion {
  readonly story: string;
  readonly recordsPerSecond: number;
}

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

/** How fast a recorder reads, decodes and stores what lies in its run's folder, with the core to itself. */
export function measureIngestion(rounds: number): readonly Ingestion[] {
  const results: Ingestion[] = [];
  for (let round = -warmUps; round < rounds; round++) {
    for (const [story, write] of Object.entries(stories)) {
      const seconds = ingest(write);
      if (round >= 0) results.push({ story, recordsPerSecond: records / seconds });
    }
  }
  return results;
}

export function ingestionTable(results: readonly Ingestion[]): string {
  const rows = Object.keys(stories).map(story => {
    const { median, lowerQuartile, upperQuartile } = spreadOf(
      results.filter(result => result.story === story).map(result => result.recordsPerSecond / 1e6),
    );
    return [story, median.toFixed(2), `${lowerQuartile.toFixed(2)} … ${upperQuartile.toFixed(2)}`];
  });
  return formatTable(['messages', 'million records/s', 'quartiles'], rows);
}

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
    const collector = new Collector(endpoint, trace);
    const begunNs = process.hrtime.bigint();
    while (collector.collect() > 0);
    const seconds = Number(process.hrtime.bigint() - begunNs) / 1e9;
    mustBeAll(trace);
    collector.finish();
    return seconds;
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
