import { crc32 } from 'node:zlib';
import { wireVersion } from '../protocol/wire.ts';
import { blockBytes } from './journalEntries.ts';

/**
 * The file of a kept run:
 *
 *     preamble: "TVRECORD" · u16 format · u16 wire · 32 bytes product version · u32 checksum of these
 *     two places for the facts, each: u32 number · u32 bytes · u32 checksum of both and of the text · JSON in UTF-8
 *     blocks, each: u32 magic · u32 number · u32 bytes · u32 bytes unpacked · u32 checksum · entries, deflated
 *
 * little endian. The facts say what a list shows of a run. They are written over while it lasts, in the place that
 * does not hold the newer ones, so that there are always some; so they are there also when the end of the file is
 * not, and when the disk is full. A block counts if its number is the next and its checksum is right: whatever
 * ends the writing, all before it can be read.
 */

/** Raised whenever an older reader would misread what is written. */
export const formatVersion = 1;
/** What files of recordings end in. */
export const recordingExtension = '.threadview';

const magic = 'TVRECORD';
const preambleBytes = 64;
const versionBytes = 32;
const checkedBytes = 12 + versionBytes;
/** All before the blocks. */
export const headBytes = 16 * 1024;
const factsHeaderBytes = 12;
const factsPlaces: readonly { readonly at: number; readonly end: number }[] = [
  { at: preambleBytes, end: headBytes / 2 },
  { at: headBytes / 2, end: headBytes },
];
/** So long may the JSON of the facts be. */
export const mostFactsBytes = headBytes / 2 - preambleBytes - factsHeaderBytes;
export const blockHeaderBytes = 20;
/** "TVB1", little endian. */
const blockMagic = 0x31425654;
/** What cannot be deflated grows a little. */
const mostPackedBytes = blockBytes + 1024;

export interface Preamble {
  readonly format: number;
  readonly wire: number;
  readonly productVersion: string;
}

export interface BlockHeader {
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly checksum: number;
}

/** All before the blocks, with room for the facts. */
export function newHead(productVersion: string): Buffer {
  const head = Buffer.alloc(headBytes);
  head.write(magic, 0, 'latin1');
  head.writeUInt16LE(formatVersion, 8);
  head.writeUInt16LE(wireVersion, 10);
  head.write(productVersion.slice(0, versionBytes), 12, 'latin1');
  head.writeUInt32LE(crc32(head.subarray(0, checkedBytes)), checkedBytes);
  return head;
}

/** @returns `null` for what is no recording */
export function readPreamble(head: Buffer): Preamble | null {
  if (head.length < preambleBytes || head.toString('latin1', 0, magic.length) !== magic) return null;
  const format = head.readUInt16LE(8);
  // What a newer version checks, and how, is its own.
  if (format <= formatVersion && crc32(head.subarray(0, checkedBytes)) !== head.readUInt32LE(checkedBytes))
    return null;
  const productVersion = head
    .toString('latin1', 12, 12 + versionBytes)
    .replace(/\0.*$/s, '')
    .replace(/[^\w.+-]/g, '?');
  return { format, wire: head.readUInt16LE(10), productVersion };
}

/** @returns what is to be written at `at`. */
export function packFacts(number: number, facts: object): { readonly at: number; readonly bytes: Buffer } {
  const text = Buffer.from(JSON.stringify(facts), 'utf8');
  if (text.length > mostFactsBytes) throw new RangeError(`${text.length} bytes of facts are too many.`);
  const bytes = Buffer.alloc(factsHeaderBytes + text.length);
  bytes.writeUInt32LE(number, 0);
  bytes.writeUInt32LE(text.length, 4);
  bytes.set(text, factsHeaderBytes);
  bytes.writeUInt32LE(factsChecksum(bytes), 8);
  return { at: (factsPlaces[number % factsPlaces.length] as { at: number }).at, bytes };
}

/** @returns the newest facts that are whole, as parsed; `null` when there are none */
export function readFacts(head: Buffer): unknown {
  const found = factsPlaces.flatMap(({ at, end }) => {
    if (head.length < at + factsHeaderBytes) return [];
    const bytes = head.readUInt32LE(at + 4);
    if (bytes > Math.min(end, head.length) - at - factsHeaderBytes) return [];
    const whole = head.subarray(at, at + factsHeaderBytes + bytes);
    if (factsChecksum(whole) !== whole.readUInt32LE(8)) return [];
    return [{ number: whole.readUInt32LE(0), text: whole.toString('utf8', factsHeaderBytes) }];
  });
  const newest = found.sort((a, b) => b.number - a.number)[0];
  if (newest === undefined) return null;
  try {
    return JSON.parse(newest.text) as unknown;
  } catch {
    return null;
  }
}

function factsChecksum(bytes: Buffer): number {
  return crc32(bytes.subarray(factsHeaderBytes), crc32(bytes.subarray(0, 8)));
}

export function packBlockHeader(number: number, packed: Uint8Array, unpackedBytes: number): Buffer {
  const header = Buffer.alloc(blockHeaderBytes);
  header.writeUInt32LE(blockMagic, 0);
  header.writeUInt32LE(number, 4);
  header.writeUInt32LE(packed.length, 8);
  header.writeUInt32LE(unpackedBytes, 12);
  header.writeUInt32LE(blockChecksum(header, packed), 16);
  return header;
}

/** @returns `null` for what is not the header of the block of that number */
export function readBlockHeader(header: Buffer, number: number): BlockHeader | null {
  if (header.length < blockHeaderBytes) return null;
  if (header.readUInt32LE(0) !== blockMagic || header.readUInt32LE(4) !== number) return null;
  const packedBytes = header.readUInt32LE(8);
  const unpackedBytes = header.readUInt32LE(12);
  if (packedBytes > mostPackedBytes || unpackedBytes > blockBytes) return null;
  return { packedBytes, unpackedBytes, checksum: header.readUInt32LE(16) };
}

export function blockChecksum(header: Buffer, packed: Uint8Array): number {
  return crc32(packed, crc32(header.subarray(0, 16)));
}
