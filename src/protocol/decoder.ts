import {
  fieldCounts,
  frameHeaderBytes,
  frameKey,
  frameMagic,
  maxFramePayloadBytes,
  mostFields,
  recordHeaderBytes,
  recordKinds,
  type RecordKind,
} from './wire.ts';

/** Receives the records of one stream, in order. `text` is unparsed JSON, or `null`. */
export interface RecordSink {
  record(
    kind: RecordKind,
    detail: number,
    id: number,
    timeNs: number,
    fields: Readonly<Float64Array>,
    text: string | null,
  ): void;
}

/** What a decoder could not use, counted. */
export interface DecoderLosses {
  /** Bytes between frames, and the rest of frames that broke off. */
  skippedBytes: number;
  /** Frames that never came, by their numbers. */
  missingFrames: number;
  /** Records of a kind or shape that this version does not know. */
  unknownRecords: number;
}

const knownKinds: ReadonlySet<number> = new Set(Object.values(recordKinds));

/**
 * Takes one stream apart, in whatever pieces it comes. Its input may be torn, garbled or made up: it never
 * throws, holds at most one frame, looks for the next frame where it lost its place, and counts what it
 * could not use.
 */
export class StreamDecoder {
  readonly losses: DecoderLosses = { skippedBytes: 0, missingFrames: 0, unknownRecords: 0 };
  private readonly key: number;
  /** The bytes that every frame begins with: magic and key. */
  private readonly start: Uint8Array;
  private readonly utf8 = new TextDecoder('utf-8');
  private readonly fields = new Float64Array(mostFields);
  private pending: Uint8Array = new Uint8Array(0);
  private nextFrame = 0;
  /** The time that the packed records of the present frame count from. */
  private frameNs = 0;

  constructor(
    token: string,
    private readonly sink: RecordSink,
  ) {
    this.key = frameKey(token);
    this.start = new Uint8Array(8);
    const view = new DataView(this.start.buffer);
    view.setUint32(0, frameMagic, true);
    view.setUint32(4, this.key, true);
  }

  push(bytes: Uint8Array): void {
    const data = this.pending.length === 0 ? bytes : concat(this.pending, bytes);
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    let at = 0;
    while (at + frameHeaderBytes <= data.length) {
      if (!this.isFrameAt(view, at)) {
        // Where none is found, one may still begin in the last bytes, whose header is not all there yet.
        const next = this.findFrame(data, view, at + 1, data.length) ?? data.length - frameHeaderBytes + 1;
        this.losses.skippedBytes += next - at;
        at = next;
        continue;
      }
      const payload = view.getUint32(at + 8, true);
      const end = at + frameHeaderBytes + payload;
      if (end > data.length || !this.couldBeFrameAt(data, end) || !this.isNext(view, at, end)) {
        // It is still being written, or the last so far; or it broke off, and another frame begins inside it.
        const inside = this.findFrame(data, view, at + 1, Math.min(end, data.length));
        if (inside !== null) {
          this.losses.skippedBytes += inside - at;
          at = inside;
          continue;
        }
        if (end > data.length) break;
      }
      this.countFrame(view.getUint32(at + 12, true));
      this.readRecords(data, view, at, end);
      at = end;
    }
    this.pending = at < data.length ? data.slice(at) : new Uint8Array(0);
  }

  /** Nothing more will come: what is left is a frame that broke off. */
  end(): void {
    this.losses.skippedBytes += this.pending.length;
    this.pending = new Uint8Array(0);
  }

  private isFrameAt(view: DataView, at: number): boolean {
    return (
      view.getUint32(at, true) === frameMagic &&
      view.getUint32(at + 4, true) === this.key &&
      view.getUint32(at + 8, true) <= maxFramePayloadBytes
    );
  }

  /** Whether a whole frame header, or as much of one as is there, stands at a place. False at the very end. */
  private couldBeFrameAt(data: Uint8Array, at: number): boolean {
    if (at === data.length) return false;
    for (let offset = 0; offset < this.start.length && at + offset < data.length; offset++) {
      if (data[at + offset] !== this.start[offset]) return false;
    }
    return true;
  }

  /** Whether the frame at `end` follows the one at `at`, as far as can be told: one that broke off may end there by chance. */
  private isNext(view: DataView, at: number, end: number): boolean {
    if (end + frameHeaderBytes > view.byteLength) return true;
    return view.getUint32(end + 12, true) === view.getUint32(at + 12, true) + 1;
  }

  /** @returns where the next whole header of a frame stands that begins before `end`. */
  private findFrame(data: Uint8Array, view: DataView, from: number, end: number): number | null {
    const first = this.start[0] as number;
    for (let at = data.indexOf(first, from); at >= 0 && at < end; at = data.indexOf(first, at + 1)) {
      if (at + frameHeaderBytes > data.length) return null;
      if (this.isFrameAt(view, at)) return at;
    }
    return null;
  }

  private countFrame(number: number): void {
    if (number > this.nextFrame) this.losses.missingFrames += number - this.nextFrame;
    this.nextFrame = number + 1;
  }

  private readRecords(data: Uint8Array, view: DataView, frame: number, end: number): void {
    this.frameNs = view.getFloat64(frame + 16, true);
    let at = frame + frameHeaderBytes;
    while (at + recordHeaderBytes <= end) {
      const size = view.getUint16(at + 2, true);
      if (size < recordHeaderBytes || at + size > end) break;
      this.readRecord(data, view, at, size);
      at += size;
    }
    this.losses.skippedBytes += end - at;
  }

  private readRecord(data: Uint8Array, view: DataView, at: number, size: number): void {
    const kind = view.getUint8(at);
    if (kind === recordKinds.sentPacked || kind === recordKinds.receivedPacked) {
      this.readPacked(view, at, kind);
      return;
    }
    const count = fieldCounts[kind as RecordKind] ?? 0;
    const textStart = at + recordHeaderBytes + count * 8;
    const timeNs = view.getFloat64(at + 8, true);
    if (!knownKinds.has(kind) || textStart > at + size || !Number.isFinite(timeNs) || timeNs < 0) {
      this.losses.unknownRecords++;
      return;
    }
    for (let field = 0; field < count; field++) {
      this.fields[field] = view.getFloat64(at + recordHeaderBytes + field * 8, true);
    }
    const text = textStart < at + size ? this.utf8.decode(data.subarray(textStart, at + size)) : null;
    this.sink.record(
      kind as RecordKind,
      view.getUint8(at + 1),
      view.getUint32(at + 4, true),
      timeNs,
      this.fields,
      text,
    );
  }

  /** A packed record is handed over as what it is short for. */
  private readPacked(view: DataView, at: number, kind: RecordKind): void {
    const timeNs = this.frameNs + view.getUint32(at + 8, true);
    if (!Number.isFinite(timeNs) || timeNs < 0) {
      this.losses.unknownRecords++;
      return;
    }
    const isSent = kind === recordKinds.sentPacked;
    const number = view.getUint32(at + 12, true);
    this.fields[0] = isSent ? NaN : number;
    this.fields[1] = isSent ? number : NaN;
    const full = isSent ? recordKinds.sent : recordKinds.received;
    this.sink.record(full, 0, view.getUint32(at + 4, true), timeNs, this.fields, null);
  }
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
