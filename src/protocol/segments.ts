import { frameKey } from './wire.ts';

/**
 * Segments: the files that one thread's stream is cut into, so that what was read can be used again while the
 * program runs. A segment is
 *
 *     u32 magic · u32 key · u32 bytes written, these 16 included · u32 the same, every bit turned
 *     frames
 *
 * little endian. The count is written after what it counts, so that a reader never sees half a frame; a count
 * whose two halves do not agree is being written. What lies behind it is not part of the segment: the reader
 * gives back what it has read under another name, and the writer writes over it. A record in memory that the
 * system has just cleared costs ten times one in memory that is there already.
 */

/** "TVS2", little endian. */
const segmentMagic = 0x32535654;
export const segmentHeaderBytes = 16;
/** A segment is left for the next one when it has grown to this. */
export const segmentBytes = 256 * 1024;

/** @param header words to be written at the start of a segment */
export function fillSegmentHeader(header: Uint32Array, token: string): void {
  header[0] = segmentMagic;
  header[1] = frameKey(token);
}

export function countSegmentBytes(header: Uint32Array, bytes: number): void {
  header[2] = bytes;
  header[3] = ~bytes;
}

/** @returns how many bytes of a segment can be read, its header included; 0 when that cannot be told (yet). */
export function writtenBytes(header: DataView, token: string): number {
  if (header.byteLength < segmentHeaderBytes) return 0;
  if (header.getUint32(0, true) !== segmentMagic || header.getUint32(4, true) !== frameKey(token)) return 0;
  const bytes = header.getUint32(8, true);
  return header.getUint32(12, true) === ~bytes >>> 0 ? bytes : 0;
}

export interface StreamSegment {
  readonly pid: number;
  readonly threadId: number;
  /** The stream: the same for all its segments. */
  readonly stream: string;
  readonly segment: number;
  /** It was read, and the writer may have it back. */
  readonly isRead: boolean;
}

export function segmentFileName(stream: string, segment: number): string {
  return `${stream}.${segment}.tvw`;
}

/** What the reader calls a segment that it gives back. */
export function readSegmentFileName(stream: string, segment: number): string {
  return `${stream}.${segment}.tvr`;
}

/** `unique` tells apart threads of processes that got the same pid one after the other. */
export function streamName(pid: number, threadId: number, unique: string): string {
  return `${pid}-${threadId}-${unique}`;
}

export function parseSegmentFileName(name: string): StreamSegment | null {
  const match = /^((\d{1,10})-(\d{1,10})-[0-9a-z]{1,20})\.(\d{1,9})\.tv([rw])$/.exec(name);
  if (match === null) return null;
  return {
    stream: match[1] as string,
    pid: Number(match[2]),
    threadId: Number(match[3]),
    segment: Number(match[4]),
    isRead: match[5] === 'r',
  };
}
