import assert from 'node:assert/strict';
import fc from 'fast-check';
import { StreamDecoder } from '../../src/protocol/decoder.ts';
import {
  fieldCounts,
  frameHeaderBytes,
  mostFields,
  recordKinds,
  type RecordKind,
} from '../../src/protocol/wire.ts';
import { concat, encodeFrame, Kept, type PlainRecord } from './frames.ts';

const token = '0123456789abcdef0123456789abcdef';
const stranger = 'ffffffff89abcdef0123456789abcdef';

/** They are read as what they are short for; see below. */
const packedKinds: ReadonlySet<RecordKind> = new Set([recordKinds.sentPacked, recordKinds.receivedPacked]);

const anyRecord: fc.Arbitrary<PlainRecord> = fc
  .record({
    kind: fc.constantFrom(...Object.values(recordKinds).filter(kind => !packedKinds.has(kind))),
    detail: fc.nat(255),
    id: fc.nat(0xffffffff),
    timeNs: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
    fields: fc.array(fc.double({ noNaN: true }), { minLength: mostFields, maxLength: mostFields }),
    text: fc.option(fc.json({ maxDepth: 2 }), { nil: null }),
  })
  .map(record => ({ ...record, fields: record.fields.slice(0, fieldCounts[record.kind] ?? 0) }));

const anyFrames = fc.array(fc.array(anyRecord, { minLength: 1, maxLength: 6 }), {
  minLength: 1,
  maxLength: 6,
});

function decode(bytes: Uint8Array, cuts: readonly number[] = []): { kept: Kept; decoder: StreamDecoder } {
  const kept = new Kept();
  const decoder = new StreamDecoder(token, kept);
  let from = 0;
  for (const cut of [...cuts.map(cut => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    decoder.push(bytes.subarray(from, cut));
    from = cut;
  }
  decoder.end();
  return { kept, decoder };
}

describe('the stream decoder', () => {
  it('reads what was written, in whatever pieces it comes', () => {
    fc.assert(
      fc.property(anyFrames, fc.array(fc.nat(), { maxLength: 8 }), (frames, cuts) => {
        const bytes = concat(...frames.map((records, number) => encodeFrame(token, number, records)));
        const { kept, decoder } = decode(bytes, cuts);
        assert.deepEqual(kept.records, frames.flat());
        assert.deepEqual(decoder.losses, { skippedBytes: 0, missingFrames: 0, unknownRecords: 0 });
      }),
    );
  });

  it('bears any bytes, and accounts for each of them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4000 }), fc.array(fc.nat(), { maxLength: 5 }), (bytes, cuts) => {
        const { kept, decoder } = decode(bytes, cuts);
        if (kept.records.length === 0 && decoder.losses.unknownRecords === 0)
          assert.equal(decoder.losses.skippedBytes, bytes.length);
      }),
    );
  });

  it('bears frames with any payload', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), anyRecord, (payload, after) => {
        const garbled = encodeFrame(token, 0, []);
        new DataView(garbled.buffer).setUint32(8, payload.length, true);
        const { kept } = decode(concat(garbled, payload, encodeFrame(token, 1, [after])));
        assert.deepEqual(kept.records.at(-1), after);
      }),
    );
  });

  it('keeps every whole frame of a stream that breaks off anywhere', () => {
    fc.assert(
      fc.property(anyFrames, fc.nat(), (frames, where) => {
        const encoded = frames.map((records, number) => encodeFrame(token, number, records));
        const bytes = concat(...encoded);
        const end = where % (bytes.length + 1);
        let whole = 0;
        let size = 0;
        while (whole < encoded.length && size + (encoded[whole]?.length ?? 0) <= end)
          size += encoded[whole++]?.length ?? 0;
        const { kept, decoder } = decode(bytes.subarray(0, end));
        assert.deepEqual(kept.records, frames.slice(0, whole).flat());
        assert.equal(decoder.losses.skippedBytes, end - size);
      }),
    );
  });

  it('finds the next frame behind a torn one', () => {
    fc.assert(
      fc.property(anyFrames, anyFrames, fc.nat(), (torn, whole, where) => {
        const first = encodeFrame(token, 0, torn.flat());
        const end = where % first.length;
        const rest = whole.map((records, number) => encodeFrame(token, number + 1, records));
        const { kept, decoder } = decode(concat(first.subarray(0, end), ...rest));
        assert.deepEqual(kept.records, whole.flat());
        assert.equal(decoder.losses.skippedBytes, end);
        assert.equal(decoder.losses.missingFrames, 1);
      }),
    );
  });

  it('does not look into the frames of a stranger', () => {
    const record: PlainRecord = {
      kind: recordKinds.sent,
      detail: 0,
      id: 1,
      timeNs: 5,
      fields: [1, 2],
      text: null,
    };
    const foreign = encodeFrame(stranger, 0, [record]);
    const { kept, decoder } = decode(concat(foreign, encodeFrame(token, 0, [record])));
    assert.deepEqual(kept.records, [record]);
    assert.equal(decoder.losses.skippedBytes, foreign.length);
  });

  it('passes over kinds that it does not know', () => {
    const record: PlainRecord = {
      kind: 250 as RecordKind,
      detail: 0,
      id: 1,
      timeNs: 5,
      fields: [],
      text: '{}',
    };
    const known: PlainRecord = { ...record, kind: recordKinds.workerOnline, text: null };
    const { kept, decoder } = decode(encodeFrame(token, 0, [record, known]));
    assert.deepEqual(kept.records, [known]);
    assert.equal(decoder.losses.unknownRecords, 1);
  });

  it('does not wait for a frame of a length that no frame has', () => {
    const endless = encodeFrame(token, 0, []);
    new DataView(endless.buffer).setUint32(8, 0x7fffffff, true);
    const record: PlainRecord = {
      kind: recordKinds.workerOnline,
      detail: 0,
      id: 1,
      timeNs: 5,
      fields: [],
      text: null,
    };
    const { kept, decoder } = decode(concat(endless, encodeFrame(token, 1, [record])));
    assert.deepEqual(kept.records, [record]);
    assert.equal(decoder.losses.skippedBytes, frameHeaderBytes);
  });

  it('unpacks packed records, which count from the time of their frame', () => {
    const records = [recordKinds.sentPacked, recordKinds.receivedPacked].map(kind => ({
      kind,
      detail: 0,
      id: 3,
      // An f64 that holds two u32: 70 ns after the frame's time, message number 5.
      timeNs: new Float64Array(Uint32Array.of(70, 5).buffer)[0] as number,
      fields: [],
      text: null,
    }));
    const frame = encodeFrame(token, 0, records);
    new DataView(frame.buffer).setFloat64(16, 1e15, true);
    const { kept, decoder } = decode(frame);
    const unpacked = { detail: 0, id: 3, timeNs: 1e15 + 70, text: null };
    assert.deepEqual(kept.records, [
      { ...unpacked, kind: recordKinds.sent, fields: [NaN, 5] },
      { ...unpacked, kind: recordKinds.received, fields: [5, NaN] },
    ]);
    new DataView(frame.buffer).setFloat64(16, NaN, true);
    new DataView(frame.buffer).setUint32(12, 1, true);
    decoder.push(frame);
    assert.equal(kept.records.length, 2);
    assert.equal(decoder.losses.unknownRecords, 2);
  });
});
