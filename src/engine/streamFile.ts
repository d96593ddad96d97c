import { closeSync, constants, fstatSync, openSync, readSync, renameSync, unlinkSync } from 'node:fs';
import * as path from 'node:path';
import {
  readSegmentFileName,
  segmentFileName,
  segmentHeaderBytes,
  writtenBytes,
} from '../protocol/segments.ts';

/** So many segments a writer keeps to write on; what it needs more of in a rush is deleted after it. */
const mostSpare = 4;

/**
 * Reads one thread's stream from its segments, in order, and gives back those it is done with, or deletes
 * them when the writer has enough to write on. Owned by the collector; closed when the thread is known to be
 * over.
 */
export class StreamFile {
  private fd: number | null = null;
  private segment = 0;
  private offset = segmentHeaderBytes;
  /** The open segment has shown the run's key. */
  private isOurs = false;
  /** By the header that was read last, the open segment holds more than was read. */
  private hasMore = false;
  /** Bytes of files that bore the name of a segment and were none of this run. */
  strangeBytes = 0;
  private readonly header = new Uint8Array(segmentHeaderBytes);
  private readonly headerView = new DataView(this.header.buffer);

  constructor(
    private readonly folder: string,
    readonly stream: string,
    private readonly token: string,
  ) {}

  /**
   * Hands over what can be read now, at most `limit` bytes.
   * @param segments the segments of this stream that exist
   * @param spare how many given-back segments the writer has not taken yet
   * @returns how many bytes that were
   */
  read(
    buffer: Uint8Array,
    limit: number,
    segments: ReadonlySet<number>,
    spare: number,
    take: (bytes: Uint8Array) => void,
  ): number {
    let total = 0;
    while (total < limit) {
      if (this.fd === null && !this.open()) return total;
      const count = this.readOnce(buffer);
      if (count > 0) {
        total += count;
        take(buffer.subarray(0, count));
      }
      if (this.hasMore) continue;
      if (segments.has(this.segment + 1)) {
        // The writer begins a segment only after its last write to the one before, and the list of segments
        // is older than this read: there is nothing more to come.
        this.close(spare++ < mostSpare ? 'give back' : 'delete');
        this.segment++;
      } else {
        return total;
      }
    }
    return total;
  }

  close(what: 'give back' | 'delete'): void {
    if (this.fd === null) return;
    try {
      // One that was killed before its first word left room for it, and nothing in it.
      const hasBegun = this.header.some(byte => byte !== 0);
      if (!this.isOurs && hasBegun) this.strangeBytes += fstatSync(this.fd).size;
      closeSync(this.fd);
      if (what === 'delete') unlinkSync(this.pathOf());
      else renameSync(this.pathOf(), path.join(this.folder, readSegmentFileName(this.stream, this.segment)));
    } catch {
      // Deleted by somebody else: all the better.
    }
    this.fd = null;
    this.isOurs = false;
    this.offset = segmentHeaderBytes;
    this.header.fill(0);
  }

  private open(): boolean {
    // A link or a pipe planted under this name is not followed and not waited for.
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants as Partial<typeof constants>;
    let fd: number;
    try {
      fd = openSync(this.pathOf(), (O_RDONLY ?? 0) | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
    } catch {
      return false;
    }
    if (!fstatSync(fd).isFile()) {
      closeSync(fd);
      return false;
    }
    this.fd = fd;
    return true;
  }

  private readOnce(buffer: Uint8Array): number {
    this.hasMore = false;
    if (this.fd === null) return 0;
    try {
      readSync(this.fd, this.header, 0, segmentHeaderBytes, 0);
      const written = writtenBytes(this.headerView, this.token);
      if (written > 0) this.isOurs = true;
      const waiting = written - this.offset;
      if (waiting <= 0) return 0;
      const count = readSync(this.fd, buffer, 0, Math.min(waiting, buffer.length), this.offset);
      this.offset += count;
      this.hasMore = count > 0 && count < waiting;
      return count;
    } catch {
      return 0;
    }
  }

  private pathOf(): string {
    return path.join(this.folder, segmentFileName(this.stream, this.segment));
  }
}
