import { closeSync, constants, fstatSync, openSync, readSync, unlinkSync } from 'node:fs';
import * as path from 'node:path';
import { segmentFileName } from '../protocol/wire.ts';

/**
 * Reads one thread's stream from its segments, in order, and deletes those it is done with. Owned by the
 * collector; closed when the thread is known to be over.
 */
export class StreamFile {
  private fd: number | null = null;
  private segment = 0;
  private offset = 0;

  constructor(
    private readonly folder: string,
    readonly stream: string,
  ) {}

  /**
   * Hands over what can be read now, at most `limit` bytes.
   * @param segments the segments of this stream that exist
   * @returns how many bytes that were
   */
  read(
    buffer: Uint8Array,
    limit: number,
    segments: ReadonlySet<number>,
    take: (bytes: Uint8Array) => void,
  ): number {
    let total = 0;
    while (total < limit) {
      if (this.fd === null && !this.open()) return total;
      const count = this.readOnce(buffer);
      if (count > 0) {
        total += count;
        take(buffer.subarray(0, count));
      } else if (segments.has(this.segment + 1)) {
        // The writer begins a segment only after its last write to the one before, and the list of segments
        // is older than this read: there is nothing more to come.
        this.close(true);
        this.segment++;
      } else {
        return total;
      }
    }
    return total;
  }

  close(andDelete: boolean): void {
    if (this.fd === null) return;
    try {
      closeSync(this.fd);
      if (andDelete) unlinkSync(this.pathOf());
    } catch {
      // Deleted by somebody else: all the better.
    }
    this.fd = null;
    this.offset = 0;
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
    if (this.fd === null) return 0;
    try {
      const count = readSync(this.fd, buffer, 0, buffer.length, this.offset);
      this.offset += count;
      return count;
    } catch {
      return 0;
    }
  }

  private pathOf(): string {
    return path.join(this.folder, segmentFileName(this.stream, this.segment));
  }
}
