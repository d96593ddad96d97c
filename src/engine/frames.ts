/** Bytes before each frame that say how long it is. */
const headBytes = 4;

/** Something in a stream of frames that cannot be one. */
export class FrameProblem extends Error {
  override readonly name = 'FrameProblem';
}

/** The head of a frame with so many bytes in it. */
export function frameHead(bytes: number): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt32LE(bytes);
  return head;
}

/**
 * Takes a stream of bytes apart into frames, each headed by its length. Holds one frame at most: as much as it
 * says to be, and never more than allowed.
 */
export class FrameReader {
  /** How many bytes a frame may have. */
  maxBytes: number;
  readonly #head = Buffer.alloc(headBytes);
  #headFilled = 0;
  #frame: Buffer | null = null;
  #frameFilled = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /**
   * @returns the frames that are whole with these bytes. Each has memory of its own, so that what is read out of it
   *   may stay in it.
   * @throws FrameProblem for a frame that is longer than allowed. Nothing can be read after that.
   */
  *read(bytes: Buffer): Generator<Buffer, void> {
    let at = 0;
    while (at < bytes.length) {
      if (this.#frame === null) {
        const copied = bytes.copy(this.#head, this.#headFilled, at);
        this.#headFilled += copied;
        at += copied;
        if (this.#headFilled < headBytes) return;
        const length = this.#head.readUInt32LE();
        if (length > this.maxBytes)
          throw new FrameProblem(`A frame of ${length} bytes came where ${this.maxBytes} are allowed.`);
        this.#headFilled = 0;
        this.#frameFilled = 0;
        // Not out of Node's shared pool: columns that are read out of it must lie where their kind may lie.
        this.#frame = Buffer.allocUnsafeSlow(length);
      }
      const copied = bytes.copy(this.#frame, this.#frameFilled, at);
      this.#frameFilled += copied;
      at += copied;
      if (this.#frameFilled < this.#frame.length) return;
      const frame = this.#frame;
      this.#frame = null;
      yield frame;
    }
  }
}
