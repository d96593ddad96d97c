import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { blockBytes } from './journalEntries.ts';
import { mostUnpackedBytes } from './journal.ts';
import { blockChecksum, blockHeaderBytes, headBytes, readBlockHeader } from './recordingFile.ts';
import { infoOf, missingRecording, readOnly, RecordingError } from './recordingInfo.ts';
import type { RecordingInfo } from './recordingInfo.ts';
import { errorText } from './errorText.ts';

/**
 * Reads a recording from its first block to the last that is whole. Synchronous: for a thread that has nothing else
 * to do. Its input is whatever somebody chose, and it holds one block of it at a time. Closed by who opened it.
 */
export class RecordingReader {
  private at = headBytes;
  private blocks = 0;
  private unpackedBytes = 0;
  private readonly header = Buffer.alloc(blockHeaderBytes);

  private constructor(
    private readonly fd: number,
    readonly info: RecordingInfo,
  ) {}

  /** @throws RecordingError */
  static open(file: string): RecordingReader {
    let fd: number;
    try {
      fd = openSync(file, readOnly);
    } catch (error) {
      throw missingRecording(file, errorText(error));
    }
    try {
      const { size, mtimeMs } = fstatSync(fd);
      const head = Buffer.alloc(headBytes);
      const length = readWhole(fd, head, 0);
      return new RecordingReader(fd, infoOf(file, head.subarray(0, length), size, mtimeMs));
    } catch (error) {
      closeSync(fd);
      throw error instanceof RecordingError ? error : missingRecording(file, errorText(error));
    }
  }

  /** @returns the entries of the next block; `null` after the last that is whole */
  next(): Uint8Array | null {
    if (readWhole(this.fd, this.header, this.at) < blockHeaderBytes) return null;
    const block = readBlockHeader(this.header, this.blocks);
    if (block === null || this.unpackedBytes + block.unpackedBytes > mostUnpackedBytes) return null;
    const packed = Buffer.alloc(block.packedBytes);
    if (readWhole(this.fd, packed, this.at + blockHeaderBytes) < packed.length) return null;
    if (blockChecksum(this.header, packed) !== block.checksum) return null;
    const entries = unpack(packed);
    if (entries?.length !== block.unpackedBytes) return null;
    this.at += blockHeaderBytes + packed.length;
    this.blocks++;
    this.unpackedBytes += entries.length;
    return entries;
  }

  close(): void {
    closeSync(this.fd);
  }
}

function unpack(packed: Uint8Array): Buffer | null {
  try {
    return inflateRawSync(packed, { maxOutputLength: blockBytes });
  } catch {
    return null;
  }
}

/** @returns how many bytes there were; what cannot be read is not there */
function readWhole(fd: number, into: Buffer, position: number): number {
  let done = 0;
  try {
    while (done < into.length) {
      const count = readSync(fd, into, done, into.length - done, position + done);
      if (count === 0) break;
      done += count;
    }
  } catch {
    return done;
  }
  return done;
}
