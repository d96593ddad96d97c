import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { StreamFile } from '../../src/engine/streamFile.ts';
import { ThreadStream } from '../../src/probe/node/stream.ts';
import { StreamDecoder } from '../../src/protocol/decoder.ts';
import {
  parseSegmentFileName,
  segmentBytes,
  segmentFileName,
  streamName,
} from '../../src/protocol/segments.ts';
import { recordKinds } from '../../src/protocol/wire.ts';
import { Kept } from '../protocol/frames.ts';

const token = '0123456789abcdef0123456789abcdef';
const name = streamName(1, 0, 'a');
const perRound = 5000;

describe('segments that are read while they are written', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'thread-view-test-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function reader(): { read: () => void; kept: Kept; decoder: StreamDecoder; file: StreamFile } {
    const kept = new Kept();
    const decoder = new StreamDecoder(token, kept);
    const file = new StreamFile(folder, name, token);
    const chunk = new Uint8Array(10_000);
    const read = (): void => {
      const segments = readdirSync(folder).flatMap(each => parseSegmentFileName(each) ?? []);
      const written = new Set(segments.filter(each => !each.isRead).map(each => each.segment));
      file.read(chunk, Infinity, written, segments.length - written.size, bytes => decoder.push(bytes));
    };
    return { read, kept, decoder, file };
  }

  it('are used again, and what lies in them from before is never taken for news', () => {
    const stream = new ThreadStream({ token, maxLagBytes: 1 << 26, folder }, name);
    const { read, kept, decoder, file } = reader();
    let mostFiles = 0;
    let told = 0;
    for (let round = 0; round < 60; round++) {
      for (let count = 0; count < perRound; count++) stream.packed(recordKinds.sentPacked, 1, told++);
      read();
      mostFiles = Math.max(mostFiles, readdirSync(folder).length);
    }
    stream.flush();
    read();
    assert.equal(kept.records.length, told);
    assert.ok(kept.records.every((record, number) => record.fields[1] === number));
    assert.deepEqual(decoder.losses, { skippedBytes: 0, missingFrames: 0, unknownRecords: 0 });
    assert.ok(mostFiles <= 6, `${mostFiles} files for ${told} records`);
    file.close('delete');
  });

  it('lack nothing when the writer was killed before its first word', () => {
    writeFileSync(path.join(folder, segmentFileName(name, 0)), new Uint8Array(segmentBytes));
    const { read, kept, decoder, file } = reader();
    read();
    file.close('delete');
    assert.equal(kept.records.length, 0);
    assert.equal(file.strangeBytes, 0);
    assert.deepEqual(decoder.losses, { skippedBytes: 0, missingFrames: 0, unknownRecords: 0 });
  });

  it('count what is none of theirs', () => {
    writeFileSync(path.join(folder, segmentFileName(name, 0)), new Uint8Array(1000).fill(7));
    const { read, file } = reader();
    read();
    file.close('delete');
    assert.equal(file.strangeBytes, 1000);
  });

  it('do not pile up after a rush', () => {
    const stream = new ThreadStream({ token, maxLagBytes: 1 << 26, folder }, name);
    const { read, kept, file } = reader();
    let told = 0;
    for (let count = 0; count < 400_000; count++) stream.packed(recordKinds.sentPacked, 1, told++);
    const inTheRush = readdirSync(folder).length;
    read();
    const after = readdirSync(folder).length;
    assert.ok(inTheRush > 15 && after <= 6, `${inTheRush} files, then ${after}`);
    // The writer finds those that are left, also behind the ones that were deleted.
    for (let round = 0; round < 20; round++) {
      for (let count = 0; count < perRound; count++) stream.packed(recordKinds.sentPacked, 1, told++);
      read();
    }
    stream.flush();
    read();
    assert.equal(kept.records.length, told);
    assert.ok(readdirSync(folder).length <= 6);
    file.close('delete');
  });
});
