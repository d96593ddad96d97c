/** Numbers and texts as few bytes, and back. What is read may be made up: whoever reads is told by a {@link RangeError}. */

const textEncoder = new TextEncoder();
const textDecoder = new TextDecoder('utf-8');

/** The largest difference that is written as one: all smaller ones are exact. */
const mostDifference = 2 ** 50;
/** UTF-8 has at most so many bytes for a unit of UTF-16. */
export const mostBytesPerUnit = 3;
/** A count has at most so many. */
const mostBytesPerCount = 8;
export const mostBytesPerNumber = 9;

export class ByteWriter {
  private readonly view: DataView;
  at = 0;

  constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(value: number): void {
    this.bytes[this.at++] = value;
  }

  /** A whole number from 0 to 2^53. */
  count(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.bytes[this.at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.bytes[this.at++] = rest;
  }

  /** Any number; few bytes for one that is not far from `base` and differs from it by a whole number. */
  number(value: number, base = 0): void {
    const difference = value - base;
    if (
      Number.isInteger(difference) &&
      Math.abs(difference) < mostDifference &&
      base + difference === value &&
      !Object.is(value, -0)
    ) {
      this.count(difference < 0 ? -2 * difference : 2 * difference + 1);
      return;
    }
    this.byte(0);
    this.view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  text(text: string): void {
    const bytes = textEncoder.encode(text);
    this.count(bytes.length);
    this.raw(bytes);
  }

  raw(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }
}

export class ByteReader {
  private readonly view: DataView;
  at = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new RangeError('An entry breaks off.');
    return value;
  }

  count(): number {
    let value = 0;
    let weight = 1;
    for (let place = 0; place < mostBytesPerCount; place++) {
      const byte = this.byte();
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
      weight *= 0x80;
    }
    throw new RangeError('A number is too large.');
  }

  /** @returns any number, but none that is not finite */
  number(base = 0): number {
    const coded = this.count();
    if (coded > 0) return base + (coded % 2 === 0 ? -coded / 2 : (coded - 1) / 2);
    if (this.at + 8 > this.bytes.length) throw new RangeError('An entry breaks off.');
    const value = this.view.getFloat64(this.at, true);
    this.at += 8;
    if (!Number.isFinite(value)) throw new RangeError('A number is not finite.');
    return value;
  }

  text(): string {
    return textDecoder.decode(this.raw(this.count()));
  }

  /** A view of the next bytes, not a copy. */
  raw(length: number): Uint8Array {
    const end = this.at + length;
    if (end > this.bytes.length) throw new RangeError('An entry breaks off.');
    const part = this.bytes.subarray(this.at, end);
    this.at = end;
    return part;
  }
}
