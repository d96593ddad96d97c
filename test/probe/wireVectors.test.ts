import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ThreadStream } from '../../src/probe/node/stream.ts';
import { StreamDecoder } from '../../src/protocol/decoder.ts';
import { segmentFileName, segmentHeaderBytes, writtenBytes } from '../../src/protocol/segments.ts';
import { recordKinds, type RecordKindName } from '../../src/protocol/wire.ts';
import { noPython, otherPythons, ownPython } from '../process/pythons.ts';
import { skip } from '../vscode/skip.ts';

interface VectorRecord {
  readonly kind: RecordKindName;
  readonly detail: number;
  readonly id: number;
  readonly timeNs: number;
  /** `null` stands for NaN, which JSON has not. */
  readonly fields: readonly (number | null)[];
  readonly text: object | null;
}

interface Vectors {
  readonly token: string;
  readonly records: readonly VectorRecord[];
  /** One for each record, in hexadecimal. */
  readonly frames: readonly string[];
}

const file = path.join(__dirname, '..', 'protocol', 'wireVectors.json');
const vectors = JSON.parse(fs.readFileSync(file, 'utf8')) as Vectors;
const source = path.join(__dirname, '..', '..', 'src', 'probe', 'python');
const { token, records } = vectors;
const stream = '1-0-a';

/** What the probe of either language wrote, as the frames of {@link Vectors}. */
function framesIn(folder: string): string[] {
  const bytes = fs.readFileSync(path.join(folder, segmentFileName(stream, 0)));
  const end = writtenBytes(new DataView(bytes.buffer, bytes.byteOffset, segmentHeaderBytes), token);
  assert.ok(end > segmentHeaderBytes, 'the segment says that nothing was written');
  const frames: string[] = [];
  for (let at = segmentHeaderBytes; at < end;) {
    const size = 24 + bytes.readUInt32LE(at + 8);
    frames.push(bytes.toString('hex', at, at + size));
    at += size;
  }
  return frames;
}

describe('the recorded vectors of the wire', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vectors-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('are what the decoder reads', () => {
    const read: VectorRecord[] = [];
    const names = new Map(Object.entries(recordKinds).map(([name, kind]) => [kind, name as RecordKindName]));
    const decoder = new StreamDecoder(token, {
      record: (kind, detail, id, timeNs, fields, text) => {
        const row = read.length;
        const count = records[row]?.fields.length ?? 0;
        read.push({
          kind: names.get(kind) ?? assert.fail(`kind ${kind}`),
          detail,
          id,
          timeNs,
          fields: [...fields.slice(0, count)].map(field => (Number.isNaN(field) ? null : field)),
          text: text === null ? null : (JSON.parse(text) as object),
        });
      },
    });
    for (const frame of vectors.frames) decoder.push(Buffer.from(frame, 'hex'));
    decoder.end();
    assert.deepEqual(read, records);
    assert.deepEqual(decoder.losses, { skippedBytes: 0, missingFrames: 0, unknownRecords: 0 });
  });

  it('are what the Node probe writes', () => {
    const written = new ThreadStream({ token, maxLagBytes: 8e6, folder }, stream);
    for (const { kind, detail, id, timeNs, fields, text } of records) {
      const values = fields.map(field => field ?? NaN);
      // Lifecycle records have at most three fields, and events no text.
      if (values.length > 3) written.event(recordKinds[kind], detail, id, timeNs, ...values);
      else written.lifecycle(recordKinds[kind], detail, id, timeNs, text, ...values);
      written.flush();
    }
    assert.deepEqual(framesIn(folder), vectors.frames);
  });

  for (const python of ownPython === null ? [null] : [ownPython, ...otherPythons]) {
    it(`are what the Python probe writes (Python ${python?.version ?? '3'})`, function () {
      if (python === null) return skip(this, noPython);
      const args = ['-I', '-B', path.join(__dirname, 'vectors.py'), file, folder, source];
      const { status, stderr } = spawnSync(python.path, args, { encoding: 'utf8' });
      assert.equal(status, 0, stderr);
      assert.deepEqual(framesIn(folder), vectors.frames);
    });
  }
});
