import * as fs from 'fs';
import {
  fieldCounts,
  frameHeaderBytes,
  frameKey,
  frameMagic,
  maxRecordBytes,
  recordHeaderBytes,
  recordKinds,
  segmentBytes,
  segmentFileName,
  type Endpoint,
  type RecordKind,
} from '../../protocol/wire.ts';

// Taken before user code can replace them (and `process.exit` in a mocked file system would lose everything).
const { closeSync, existsSync, openSync, writeSync } = fs;

const bufferBytes = 32 * 1024;
/**
 * A record that is followed by a spinning loop must not wait for the loop's end: as long as there are few,
 * each is written at once. So many per so long (0.2 % of a core at the most); of more, the rest waits for
 * the end of the slice or the next stretch.
 */
const promptRecords = 16;
const promptStretchNs = 10e6;
/** While the reader is behind, how many dropped records pass between two looks whether it has caught up. */
const recheckEvery = 256;

/**
 * Writes this thread's records: into a buffer, and from there into the thread's own file in the run's folder.
 *
 * A file, because appending to one never waits for a reader and cannot fail for want of one. What it can do
 * is grow: so it is cut into segments, which the reader deletes as it goes, and as long as an old segment
 * is still there the reader is too far behind and high-rate records are dropped and counted instead.
 *
 * One per thread, made at load, lives as long as the thread. Never throws.
 */
export class ThreadStream {
  private readonly buffer = new ArrayBuffer(bufferBytes);
  private readonly bytes = new Uint8Array(this.buffer);
  private readonly words = new Uint32Array(this.buffer);
  private readonly halves = new Uint16Array(this.buffer);
  private readonly floats = new Float64Array(this.buffer);
  private readonly encoder = new TextEncoder();
  private readonly key: number;
  private readonly segmentLimit: number;
  private readonly lagSegments: number;

  private position = frameHeaderBytes;
  private frame = 0;
  private fd = -1;
  private segment = 0;
  private segmentSize = 0;
  private stretchNs = 0;
  private stretchRecords = 0;
  private lost = 0;
  /** What a `lost` record in the buffer says: it is lost again if the buffer is. */
  private lostInBuffer = 0;
  private recordsInBuffer = 0;
  private dropping = false;
  /** Set while the thread ends: nobody will flush later. */
  writeThrough = false;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly name: string,
  ) {
    this.key = frameKey(endpoint.token);
    this.segmentLimit = Math.max(bufferBytes, Math.min(segmentBytes, endpoint.maxLagBytes / 8));
    this.lagSegments = Math.max(2, Math.floor(endpoint.maxLagBytes / this.segmentLimit));
    this.fd = this.open(0);
  }

  /** Whether the run's folder could be written to at all. */
  get isOpen(): boolean {
    return this.fd >= 0;
  }

  /** A high-rate record: buffered, dropped and counted while the reader is too far behind. */
  event(
    kind: RecordKind,
    detail: number,
    id: number,
    timeNs: number,
    f0 = 0,
    f1 = 0,
    f2 = 0,
    f3 = 0,
    f4 = 0,
  ): void {
    if (this.lost > 0 || this.dropping) {
      if (this.dropping && !this.mayWriteAgain()) return;
      this.tellLost(timeNs);
    }
    const fields = fieldCounts[kind] ?? 0;
    const size = recordHeaderBytes + fields * 8;
    if (this.position + size > bufferBytes) this.flush();
    const at = this.writeHeader(kind, detail, size, id, timeNs);
    if (fields > 0) {
      this.floats[at + 2] = f0;
      if (fields > 1) {
        this.floats[at + 3] = f1;
        if (fields > 2) {
          this.floats[at + 4] = f2;
          if (fields > 3) {
            this.floats[at + 5] = f3;
            this.floats[at + 6] = f4;
          }
        }
      }
    }
    if (timeNs - this.stretchNs > promptStretchNs) {
      this.stretchNs = timeNs;
      this.stretchRecords = 0;
    }
    if (this.writeThrough || this.stretchRecords++ < promptRecords) this.flush();
  }

  /** A lifecycle record: written at once, and not dropped while the reader is behind. */
  lifecycle(
    kind: RecordKind,
    detail: number,
    id: number,
    timeNs: number,
    text: object | null,
    f0 = 0,
    f1 = 0,
    f2 = 0,
  ): void {
    if (this.lost > 0) this.tellLost(timeNs);
    const fields = fieldCounts[kind] ?? 0;
    const head = recordHeaderBytes + fields * 8;
    const encoded = text === null ? null : this.encode(text, head);
    const length = encoded === null ? 0 : encoded.length;
    const size = (head + length + 7) & ~7;
    if (this.position + size > bufferBytes) this.flush();
    const at = this.writeHeader(kind, detail, size, id, timeNs);
    if (fields > 0) this.floats[at + 2] = f0;
    if (fields > 1) this.floats[at + 3] = f1;
    if (fields > 2) this.floats[at + 4] = f2;
    if (encoded !== null) {
      const start = at * 8 + head;
      this.bytes.set(encoded, start);
      this.bytes.fill(0x20, start + length, at * 8 + size);
    }
    this.flush();
  }

  /** Hands what is buffered to the operating system: from here on it survives the death of the process. */
  flush(): void {
    const end = this.position;
    if (end === frameHeaderBytes) return;
    this.position = frameHeaderBytes;
    const records = this.recordsInBuffer;
    this.recordsInBuffer = 0;
    this.words[0] = frameMagic;
    this.words[1] = this.key;
    this.words[2] = end - frameHeaderBytes;
    this.words[3] = this.frame++;
    const lostInBuffer = this.lostInBuffer;
    this.lostInBuffer = 0;
    if (!this.write(end)) {
      this.lost += records + lostInBuffer;
      return;
    }
    this.segmentSize += end;
    if (this.segmentSize >= this.segmentLimit) this.rotate();
  }

  private writeHeader(kind: RecordKind, detail: number, size: number, id: number, timeNs: number): number {
    const start = this.position;
    this.bytes[start] = kind;
    this.bytes[start + 1] = detail;
    this.halves[(start >> 1) + 1] = size;
    this.words[(start >> 2) + 1] = id;
    this.floats[(start >> 3) + 1] = timeNs;
    this.position = start + size;
    this.recordsInBuffer++;
    return start >> 3;
  }

  /** A text that does not fit is told as its shape without its longest parts. */
  private encode(text: object, head: number): Uint8Array {
    const room = Math.min(maxRecordBytes, bufferBytes - frameHeaderBytes) - head;
    let encoded = this.encoder.encode(JSON.stringify(text));
    for (let limit = 8192; encoded.length > room && limit >= 16; limit /= 4) {
      const shorten = (_key: string, value: unknown): unknown =>
        typeof value === 'string' && value.length > limit ? `${value.slice(0, limit)}…` : value;
      encoded = this.encoder.encode(JSON.stringify(text, shorten));
    }
    return encoded.length > room ? this.encoder.encode('{}') : encoded;
  }

  /** @returns false when the disk refused: what was half written is passed over by the reader. */
  private write(end: number): boolean {
    if (this.fd < 0) return false;
    try {
      let written = 0;
      while (written < end) written += writeSync(this.fd, this.bytes, written, end - written);
      return true;
    } catch {
      return false;
    }
  }

  private open(segment: number): number {
    try {
      // 'ax': ours alone. Somebody else's file of that name is not written to.
      return openSync(`${this.endpoint.folder}/${segmentFileName(this.name, segment)}`, 'ax', 0o600);
    } catch {
      return -1;
    }
  }

  private rotate(): void {
    if (this.readerIsBehind()) {
      this.dropping = true;
      return;
    }
    const next = this.open(this.segment + 1);
    if (next < 0) {
      // The folder is gone, and with it the reader; or the disk is full. Go on in the old segment no longer.
      this.dropping = true;
      return;
    }
    try {
      closeSync(this.fd);
    } catch {
      // A program that closes descriptors at random got there first.
    }
    this.fd = next;
    this.segment++;
    this.segmentSize = 0;
    this.dropping = false;
  }

  private readerIsBehind(): boolean {
    const oldest = this.segment + 1 - this.lagSegments;
    return oldest >= 0 && existsSync(`${this.endpoint.folder}/${segmentFileName(this.name, oldest)}`);
  }

  private mayWriteAgain(): boolean {
    if (this.lost % recheckEvery === 0) this.rotate();
    if (this.dropping) {
      this.lost++;
      return false;
    }
    return true;
  }

  private tellLost(timeNs: number): void {
    const lost = this.lost;
    if (lost === 0) return;
    this.lost = 0;
    if (this.position + recordHeaderBytes + 8 > bufferBytes) this.flush();
    const at = this.writeHeader(recordKinds.lost, 0, recordHeaderBytes + 8, 0, timeNs);
    this.floats[at + 2] = lost;
    this.lostInBuffer += lost;
    // The message is about the loss; it is not itself a record that could be missed.
    this.recordsInBuffer--;
  }
}
