import {
  fieldCounts,
  frameHeaderBytes,
  frameKey,
  frameMagic,
  recordHeaderBytes,
  type RecordKind,
} from '../../src/protocol/wire.ts';
import { segmentHeaderBytes, writtenBytes } from '../../src/protocol/segments.ts';
import type { RecordSink } from '../../src/protocol/decoder.ts';

/** A record as a test writes it down. */
export interface PlainRecord {
  readonly kind: RecordKind;
  readonly detail: number;
  readonly id: number;
  readonly timeNs: number;
  readonly fields: readonly number[];
  readonly text: string | null;
}

/** Writes frames straight from the description of the wire, so that writer and reader are not tested against each other alone. */
export function encodeFrame(token: string, number: number, records: readonly PlainRecord[]): Uint8Array {
  const encoded = records.map(encodeRecord);
  const payload = encoded.reduce((sum, record) => sum + record.length, 0);
  const frame = new Uint8Array(frameHeaderBytes + payload);
  const view = new DataView(frame.buffer);
  view.setUint32(0, frameMagic, true);
  view.setUint32(4, frameKey(token), true);
  view.setUint32(8, payload, true);
  view.setUint32(12, number, true);
  let at = frameHeaderBytes;
  for (const record of encoded) {
    frame.set(record, at);
    at += record.length;
  }
  return frame;
}

function encodeRecord(record: PlainRecord): Uint8Array {
  const count = fieldCounts[record.kind] ?? 0;
  const text = record.text === null ? new Uint8Array(0) : new TextEncoder().encode(record.text);
  const head = recordHeaderBytes + count * 8;
  const bytes = new Uint8Array((head + text.length + 7) & ~7).fill(0x20, head);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, record.kind);
  view.setUint8(1, record.detail);
  view.setUint16(2, bytes.length, true);
  view.setUint32(4, record.id, true);
  view.setFloat64(8, record.timeNs, true);
  for (let field = 0; field < count; field++)
    view.setFloat64(16 + field * 8, record.fields[field] ?? 0, true);
  bytes.set(text, head);
  return bytes;
}

/** What of a segment's file is its frames. */
export function framesOf(segment: Uint8Array, token: string): Uint8Array {
  const header = new DataView(segment.buffer, segment.byteOffset, segment.byteLength);
  return segment.subarray(segmentHeaderBytes, Math.max(segmentHeaderBytes, writtenBytes(header, token)));
}

/** A segment that holds the given frames, as a stranger might write it. */
export function encodeSegment(token: string, frames: Uint8Array): Uint8Array {
  const segment = new Uint8Array(segmentHeaderBytes + frames.length);
  const view = new DataView(segment.buffer);
  view.setUint32(0, 0x32535654, true);
  view.setUint32(4, frameKey(token), true);
  view.setUint32(8, segment.length, true);
  view.setUint32(12, ~segment.length, true);
  segment.set(frames, segmentHeaderBytes);
  return segment;
}

/** Keeps what a decoder says. Texts lose their padding. */
export class Kept implements RecordSink {
  readonly records: PlainRecord[] = [];

  record(
    kind: RecordKind,
    detail: number,
    id: number,
    timeNs: number,
    fields: Readonly<Float64Array>,
    text: string | null,
  ): void {
    const count = fieldCounts[kind] ?? 0;
    this.records.push({
      kind,
      detail,
      id,
      timeNs,
      fields: [...fields.subarray(0, count)],
      text: text?.trimEnd() ?? null,
    });
  }
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap(part => [...part]));
}
