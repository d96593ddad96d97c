import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { ThreadStream } from '../../src/probe/node/stream.ts';
import { StreamDecoder } from '../../src/protocol/decoder.ts';
import { parseSegmentFileName, segmentFileName, streamName } from '../../src/protocol/segments.ts';
import { recordKinds } from '../../src/protocol/wire.ts';
import { framesOf, Kept } from '../protocol/frames.ts';

const token = '0123456789abcdef0123456789abcdef';
const name = streamName(1, 0, 'a');

describe("a thread's stream", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'thread-view-test-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function segments(): number[] {
    return readdirSync(folder)
      .flatMap(file => parseSegmentFileName(file)?.segment ?? [])
      .sort((a, b) => a - b);
  }

  function readAll(): Kept {
    const kept = new Kept();
    const decoder = new StreamDecoder(token, kept);
    for (const segment of segments())
      decoder.push(framesOf(readFileSync(path.join(folder, segmentFileName(name, segment))), token));
    decoder.end();
    assert.deepEqual(decoder.losses, { skippedBytes: 0, missingFrames: 0, unknownRecords: 0 });
    return kept;
  }

  it('is read as it was told', () => {
    const stream = new ThreadStream({ token, maxLagBytes: 1 << 26, folder }, name);
    stream.lifecycle(recordKinds.hello, 0, 0, 1, { name: 'ä – 𝄞' });
    stream.event(recordKinds.sent, 0, 7, 2, 3.5, 4);
    stream.event(recordKinds.endMoved, 1, 8, 3, 1, 2, 3, 4, 5);
    stream.lifecycle(recordKinds.waitBegins, 0, 2, 4, { byteLength: 4 }, 9, Infinity);
    stream.flush();
    assert.deepEqual(readAll().records, [
      { kind: recordKinds.hello, detail: 0, id: 0, timeNs: 1, fields: [], text: '{"name":"ä – 𝄞"}' },
      { kind: recordKinds.sent, detail: 0, id: 7, timeNs: 2, fields: [3.5, 4], text: null },
      { kind: recordKinds.endMoved, detail: 1, id: 8, timeNs: 3, fields: [1, 2, 3, 4, 5], text: null },
      {
        kind: recordKinds.waitBegins,
        detail: 0,
        id: 2,
        timeNs: 4,
        fields: [9, Infinity],
        text: '{"byteLength":4}',
      },
    ]);
  });

  it('packs what it can, and says full times where packed ones would not do', () => {
    const stream = new ThreadStream({ token, maxLagBytes: 1 << 26, folder }, name);
    const times = [1e15, 1e15 + 3, 1e15 + 5e9, 1e15 + 20e9];
    // Past its first records, so that they share frames.
    for (let count = 0; count < 100; count++) stream.event(recordKinds.channelOpened, 0, 1, 1e15, 2);
    for (const timeNs of times) {
      stream.timeNs = timeNs;
      stream.packed(recordKinds.sentPacked, 7, times.indexOf(timeNs));
    }
    stream.flush();
    assert.deepEqual(
      readAll()
        .records.slice(100)
        .map(({ kind, id, timeNs, fields }) => [kind, id, timeNs, fields[1]]),
      times.map((timeNs, number) => [recordKinds.sent, 7, timeNs, number]),
    );
  });

  it('has lifecycle records and the first of few on the disk at once', () => {
    const stream = new ThreadStream({ token, maxLagBytes: 1 << 26, folder }, name);
    stream.lifecycle(recordKinds.workerOnline, 0, 1, 1e9, null);
    stream.event(recordKinds.sent, 0, 1, 2e9, 0, 0);
    assert.equal(readAll().records.length, 2);
  });

  it('is cut into segments, and nothing is lost at the cuts', () => {
    const stream = new ThreadStream({ token, maxLagBytes: 1 << 30, folder }, name);
    for (let number = 0; number < 100_000; number++) stream.event(recordKinds.sent, 0, 1, 1e9, 0, number);
    stream.flush();
    assert.ok(segments().length >= 3);
    assert.deepEqual(
      readAll().records.map(record => record.fields[1]),
      Array.from({ length: 100_000 }, (_, number) => number),
    );
  });

  it('shortens a text that does not fit instead of losing the record', () => {
    const stream = new ThreadStream({ token, maxLagBytes: 1 << 26, folder }, name);
    stream.lifecycle(recordKinds.uncaught, 0, 0, 1, {
      name: 'Error',
      message: 'm'.repeat(200_000),
      stack: 's'.repeat(200_000),
    });
    const [record] = readAll().records;
    const text = JSON.parse(record?.text ?? '') as { name: string; message: string };
    assert.equal(text.name, 'Error');
    assert.match(text.message, /^m+…$/);
  });

  it('drops what a stalled reader leaves no room for, and says how much that was', () => {
    const maxLagBytes = 256 * 1024;
    const stream = new ThreadStream({ token, maxLagBytes, folder }, name);
    const told = 200_000;
    for (let number = 0; number < told; number++) stream.event(recordKinds.sent, 0, 1, 1e9, 0, number);
    const size = readdirSync(folder).reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
    assert.ok(size <= 2 * maxLagBytes, `${size} bytes wait for a reader that may lag ${maxLagBytes}`);
    stream.lifecycle(recordKinds.exit, 0, 0, 2e9, null, 0);
    const { records } = readAll();
    const sent = records.filter(record => record.kind === recordKinds.sent).length;
    const lost = records
      .filter(record => record.kind === recordKinds.lost)
      .reduce((sum, record) => sum + (record.fields[0] ?? 0), 0);
    assert.ok(lost > 0);
    assert.equal(sent + lost, told);
    assert.equal(records.at(-1)?.kind, recordKinds.exit);
  });

  it('goes on when the reader has caught up', () => {
    const stream = new ThreadStream({ token, maxLagBytes: 256 * 1024, folder }, name);
    for (let number = 0; number < 50_000; number++) stream.event(recordKinds.sent, 0, 1, 1e9, 0, number);
    const before = readAll().records.length;
    const read = segments();
    for (const segment of read.slice(0, -1)) unlinkSync(path.join(folder, segmentFileName(name, segment)));
    const stay = segments().length;
    for (let number = 0; number < 1000; number++) stream.event(recordKinds.received, 0, 1, 2e9, number);
    stream.flush();
    assert.ok(segments().length > stay, 'a new segment was begun');
    const kept = new Kept();
    const decoder = new StreamDecoder(token, kept);
    for (const segment of segments().slice(stay))
      decoder.push(framesOf(readFileSync(path.join(folder, segmentFileName(name, segment))), token));
    const lost = kept.records
      .filter(record => record.kind === recordKinds.lost)
      .reduce((sum, record) => sum + (record.fields[0] ?? 0), 0);
    const written = kept.records.filter(record => record.kind !== recordKinds.lost).length;
    assert.equal(before + lost + written, 50_000 + 1000);
  });

  it('is closed, and silent, where the folder is not there', () => {
    const stream = new ThreadStream({ token, maxLagBytes: 1 << 26, folder: path.join(folder, 'none') }, name);
    assert.equal(stream.isOpen, false);
    stream.event(recordKinds.sent, 0, 1, 1, 0, 0);
    stream.lifecycle(recordKinds.exit, 0, 0, 2, null, 0);
  });
});
