import {
  countSegmentBytes,
  fillSegmentHeader,
  readSegmentFileName,
  segmentBytes,
  segmentFileName,
  segmentHeaderBytes,
} from '../../protocol/segments.ts';
import {
  fieldCounts,
  frameHeaderBytes,
  frameKey,
  frameMagic,
  maxRecordBytes,
  recordHeaderBytes,
  recordKinds,
  type Endpoint,
  type RecordKind,
} from '../../protocol/wire.ts';
import { fs } from './builtins.ts';
import { now } from './clock.ts';

// Taken before user code can replace them (and `process.exit` in a mocked file system would lose everything).
const { closeSync, existsSync, openSync, renameSync, writeSync } = fs;

const bufferBytes = 32 * 1024;
/**
 * A record that is followed by a spinning loop must not wait for the loop's end: as long as there are few,
 * each is written at once. So many in a row, and one more for so long that none was (0.2 % of a core at the
 * most); of more, the rest waits for the end of the slice or the timer.
 */
const promptBurst = 64;
const promptEveryNs = 1e6;
/**
 * What a record costs the thread besides writing: seeing the event, reading the clock, encoding. Of the order
 * that `npm run bench -- --micro` measures; measuring it at each event would double it.
 */
const recordNs = 120;
/** Where the first record of a frame stands in the buffer, in words of 8 bytes. */
const firstRecord = frameHeaderBytes >> 3;
/** How many given-back segments that are not there any more are passed over at once. */
const mostGone = 8;
/** While the reader is behind, how many dropped records pass between two looks whether it has caught up. */
const recheckEvery = 256;

/**
 * Writes this thread's records: into a buffer, and from there into the thread's own segments in the run's
 * folder.
 *
 * Files, because appending to one never waits for a reader and cannot fail for want of one. What they can do
 * is grow: so as long as an old segment lies unread the reader is too far behind, and high-rate records are
 * dropped and counted instead.
 *
 * One per thread, made at load, lives as long as the thread. Never throws.
 */
export class ThreadStream {
  private readonly buffer = new ArrayBuffer(bufferBytes);
  private readonly bytes = new Uint8Array(this.buffer);
  private readonly words = new Uint32Array(this.buffer);
  private readonly floats = new Float64Array(this.buffer);
  private readonly header = new Uint32Array(segmentHeaderBytes / 4);
  private readonly encoder = new TextEncoder();
  private readonly segmentLimit: number;
  private readonly lagSegments: number;

  /** When what is told next happened. */
  timeNs: number = now();
  /** The time of the frame in the buffer. */
  private baseNs = this.timeNs;
  private position = frameHeaderBytes;
  private frame = 0;
  private fd = -1;
  private segment = 0;
  /** The oldest segment that may be had back. */
  private oldest = 0;
  private segmentSize = segmentHeaderBytes;
  /** From when on the next record is written at once. */
  private promptFromNs = 0;
  private lost = 0;
  /** What a `lost` record in the buffer says: it is lost again if the buffer is. */
  private lostInBuffer = 0;
  private recordsInBuffer = 0;
  private dropping = false;
  /** Something was lost that has not been told, or is being dropped. */
  private isTroubled = false;
  private records = 0;
  private writingNs = 0;
  /** Set while the thread ends: nobody will flush later. */
  writeThrough = false;
  /** Called when a record is left in the buffer: somebody has to flush it soon. */
  onLeftBehind: () => void = () => undefined;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly name: string,
  ) {
    this.words[0] = frameMagic;
    this.words[1] = frameKey(endpoint.token);
    fillSegmentHeader(this.header, endpoint.token);
    this.segmentLimit = Math.max(bufferBytes, Math.min(segmentBytes, endpoint.maxLagBytes / 8));
    this.lagSegments = Math.max(2, Math.floor(endpoint.maxLagBytes / this.segmentLimit));
    this.fd = this.create(0);
  }

  /** Whether the run's folder could be written to at all. */
  get isOpen(): boolean {
    return this.fd >= 0;
  }

  /** Reads the clock for the records that follow. */
  stamp(): void {
    this.timeNs = now();
  }

  /** A message was sent or received at {@link timeNs}. No number that is not an integer is handed over, for each would be an object. */
  packed(kind: RecordKind, id: number, number: number): void {
    const { timeNs } = this;
    if (this.isTroubled && !this.mayGoOn(timeNs)) return;
    let at = this.position;
    if (at === frameHeaderBytes) this.baseNs = timeNs;
    else if (at > bufferBytes - recordHeaderBytes || timeNs - this.baseNs > 4e9) {
      this.flush();
      this.baseNs = timeNs;
      at = frameHeaderBytes;
    }
    const { words } = this;
    const word = at >> 2;
    words[word] = kind | (recordHeaderBytes << 16);
    words[word + 1] = id;
    words[word + 2] = timeNs - this.baseNs;
    words[word + 3] = number;
    this.position = at + recordHeaderBytes;
    this.recordsInBuffer++;
    if (timeNs >= this.promptFromNs || this.writeThrough) this.flushPromptly(timeNs);
    else if (at === frameHeaderBytes) this.onLeftBehind();
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
    f5 = 0,
    f6 = 0,
    f7 = 0,
  ): void {
    if (this.isTroubled && !this.mayGoOn(timeNs)) return;
    const count = fieldCounts[kind] ?? 0;
    const size = recordHeaderBytes + count * 8;
    if (this.position + size > bufferBytes) this.flush();
    const at = this.position >> 3;
    this.writeHeader(kind, detail, size, id, timeNs);
    const { floats } = this;
    if (count > 0) floats[at + 2] = f0;
    if (count > 1) floats[at + 3] = f1;
    if (count > 2) floats[at + 4] = f2;
    if (count > 3) {
      floats[at + 5] = f3;
      floats[at + 6] = f4;
      if (count > 5) {
        floats[at + 7] = f5;
        floats[at + 8] = f6;
        floats[at + 9] = f7;
      }
    }
    if (timeNs >= this.promptFromNs || this.writeThrough) this.flushPromptly(timeNs);
    else if (at === firstRecord) this.onLeftBehind();
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
    const count = fieldCounts[kind] ?? 0;
    const head = recordHeaderBytes + count * 8;
    const encoded = text === null ? null : this.encode(text, head);
    const length = encoded === null ? 0 : encoded.length;
    const size = (head + length + 7) & ~7;
    if (this.position + size > bufferBytes) this.flush();
    const at = this.position >> 3;
    this.writeHeader(kind, detail, size, id, timeNs);
    if (count > 0) this.floats[at + 2] = f0;
    if (count > 1) this.floats[at + 3] = f1;
    if (count > 2) this.floats[at + 4] = f2;
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
    const begunNs = now();
    this.position = frameHeaderBytes;
    const records = this.recordsInBuffer;
    this.recordsInBuffer = 0;
    this.words[2] = end - frameHeaderBytes;
    this.words[3] = this.frame++;
    this.floats[2] = this.baseNs;
    const lostInBuffer = this.lostInBuffer;
    this.lostInBuffer = 0;
    if (this.write(end)) {
      if (this.segmentSize >= this.segmentLimit) this.rotate();
    } else {
      this.lost += records + lostInBuffer;
      this.isTroubled = true;
    }
    this.records += records;
    this.writingNs += now() - begunNs;
  }

  /** What telling took so far: writing is measured, the rest is so much per record. */
  get costNs(): number {
    return this.writingNs + this.records * recordNs;
  }

  /** What was done for the sake of telling beside that. */
  alsoTook(ns: number): void {
    this.writingNs += ns;
  }

  private flushPromptly(timeNs: number): void {
    // The moment by which all that was written at once so far is paid for, or now.
    const owedNs = this.promptFromNs + promptBurst * promptEveryNs;
    const paidNs = owedNs > timeNs ? owedNs : timeNs;
    this.promptFromNs = paidNs + promptEveryNs - promptBurst * promptEveryNs;
    this.flush();
  }

  private writeHeader(kind: RecordKind, detail: number, size: number, id: number, timeNs: number): void {
    const start = this.position;
    if (start === frameHeaderBytes) this.baseNs = timeNs;
    this.words[start >> 2] = kind | (detail << 8) | (size << 16);
    this.words[(start >> 2) + 1] = id;
    this.floats[(start >> 3) + 1] = timeNs;
    this.position = start + size;
    this.recordsInBuffer++;
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

  /** @returns false when the disk refused: what was half written is not counted, and so is not there. */
  private write(end: number): boolean {
    if (this.fd < 0) return false;
    try {
      let written = 0;
      while (written < end) {
        written += writeSync(this.fd, this.bytes, written, end - written, this.segmentSize + written);
      }
      countSegmentBytes(this.header, this.segmentSize + end);
      writeSync(this.fd, this.header, 0, segmentHeaderBytes, 0);
      this.segmentSize += end;
      return true;
    } catch {
      return false;
    }
  }

  private create(segment: number): number {
    try {
      // 'wx': ours alone. Somebody else's file of that name is not written to.
      return openSync(this.pathOf(segmentFileName(this.name, segment)), 'wx', 0o600);
    } catch {
      return -1;
    }
  }

  /** A segment that the reader is done with, emptied and renamed; -1 when there is none. */
  private takeBack(segment: number): number {
    for (let gone = 0; gone < mostGone && this.oldest < this.segment; gone++) {
      const given = this.pathOf(readSegmentFileName(this.name, this.oldest));
      if (!existsSync(given)) {
        // Not read yet; or read and deleted, for there were enough of them.
        if (existsSync(this.pathOf(segmentFileName(this.name, this.oldest)))) return -1;
        this.oldest++;
        continue;
      }
      let fd = -1;
      try {
        fd = openSync(given, 'r+');
        countSegmentBytes(this.header, segmentHeaderBytes);
        writeSync(fd, this.header, 0, segmentHeaderBytes, 0);
        renameSync(given, this.pathOf(segmentFileName(this.name, segment)));
        this.oldest++;
        return fd;
      } catch {
        this.close(fd);
        return -1;
      }
    }
    return -1;
  }

  private rotate(): void {
    if (this.readerIsBehind()) {
      this.stumble();
      return;
    }
    let next = this.takeBack(this.segment + 1);
    if (next < 0) next = this.create(this.segment + 1);
    if (next < 0) {
      // The folder is gone, and with it the reader; or the disk is full. Go on in the old segment no longer.
      this.stumble();
      return;
    }
    this.close(this.fd);
    this.fd = next;
    this.segment++;
    this.segmentSize = segmentHeaderBytes;
    this.dropping = false;
  }

  private stumble(): void {
    this.dropping = true;
    this.isTroubled = true;
  }

  /** After a loss, or while the reader is behind: whether records can be written again. */
  private mayGoOn(timeNs: number): boolean {
    if (this.dropping && this.lost % recheckEvery === 0) this.rotate();
    if (this.dropping) {
      this.lost++;
      return false;
    }
    this.tellLost(timeNs);
    return true;
  }

  private tellLost(timeNs: number): void {
    const { lost } = this;
    this.isTroubled = this.dropping;
    if (lost === 0) return;
    this.lost = 0;
    if (this.position + recordHeaderBytes + 8 > bufferBytes) this.flush();
    const at = this.position >> 3;
    this.writeHeader(recordKinds.lost, 0, recordHeaderBytes + 8, 0, timeNs);
    this.floats[at + 2] = lost;
    this.lostInBuffer += lost;
    // The message is about the loss; it is not itself a record that could be missed.
    this.recordsInBuffer--;
  }

  private close(fd: number): void {
    try {
      if (fd >= 0) closeSync(fd);
    } catch {
      // A program that closes descriptors at random got there first.
    }
  }

  private readerIsBehind(): boolean {
    const oldest = this.segment + 1 - this.lagSegments;
    return oldest >= 0 && existsSync(this.pathOf(segmentFileName(this.name, oldest)));
  }

  private pathOf(file: string): string {
    return `${this.endpoint.folder}/${file}`;
  }
}
