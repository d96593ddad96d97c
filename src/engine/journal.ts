import { chmod, open, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, deflateRaw } from 'node:zlib';
import type { Nanoseconds } from '../protocol/words.ts';
import { monotonicNow } from './clock.ts';
import { EntryWriter } from './entryWriter.ts';
import { errorText } from './errorText.ts';
import type { Inputs } from './inputs.ts';
import { keptOnly } from './keptWords.ts';
import { productVersion } from './productVersion.ts';
import { headBytes, newHead, packBlockHeader, packFacts } from './recordingFile.ts';
import { keptDescription } from './recordingInfo.ts';
import type { KeepingStopped, RecordingFacts, RunDescription } from './recordingInfo.ts';

/** How and where a run is kept. */
export interface KeepOptions extends RunDescription {
  /** Is made, and must not be there; its folder must. */
  readonly file: string;
  /** The file may have so many bytes. What would be more is not kept. */
  readonly maxBytes: number;
  /** When the file cannot be made, nothing is recorded either; by default the run is recorded, and not kept. */
  readonly isRequired?: boolean;
}

/** What the recorder knows of its run at a moment. */
export type KnownFacts = Pick<
  RecordingFacts,
  'durationMs' | 'exitCode' | 'signal' | 'threads' | 'processes' | 'lostEvents'
> & { readonly originNs: Nanoseconds };

/** So many bytes of entries may a recording have in all: what it makes of them must fit into memory. */
export const mostUnpackedBytes = 2 ** 30;
/** So much may wait to be written, before a disk counts as too slow. */
const mostWaitingBytes = 64 * 1024 * 1024;
/** What was told so long ago is on its way to the disk: so much is lost when the recorder is killed. */
const flushIntervalMs = 250;
const factsIntervalMs = 1000;
/** That nothing comes is told by a block with nothing in it but the time. */
const quietFlushIntervalMs = 2000;
/** When for so long nothing of the rest could be written, nobody waits for it any more. */
const standstillMs = 10_000;

const deflate = promisify(deflateRaw);
/** Level 1 makes a third of what there is, as do all others, which take up to four times as long. */
const deflateOptions = { level: constants.Z_BEST_SPEED, chunkSize: 128 * 1024 };

/**
 * Keeps what comes in in a file while a run is recorded. Nothing of it is waited for: blocks are packed and
 * written one after the other beside the recorder's thread. When that fails, or the limit is reached, the
 * keeping stops and says so; the run is recorded on. Owned by the recorder.
 */
export class Journal {
  private readonly writer = new EntryWriter(monotonicNow, (block, untilNs) => this.take(block, untilNs));
  private writing: Promise<void> = Promise.resolve();
  private waitingBytes = 0;
  /** How many blocks are through, whatever became of them. */
  private steps = 0;
  private unpackedBytes = 0;
  private blocks = 0;
  private at = headBytes;
  private factsNumber = 0;
  private lastFlushMs = performance.now();
  private lastFactsMs = -Infinity;
  private startedAtMs = Date.now();
  private keptUntilNs: Nanoseconds = 0;
  private originNs: Nanoseconds = 0;
  private stop: Pick<KeepingStopped, 'why' | 'detail'> | null = null;
  private hasBegun = false;
  private isClosed = false;

  private constructor(
    private readonly file: string,
    private readonly handle: FileHandle,
    private readonly description: RunDescription,
    private readonly maxBytes: number,
  ) {}

  /** @throws the system's error when the file cannot be made */
  static async create(options: KeepOptions): Promise<Journal> {
    const handle = await open(options.file, 'wx', 0o600);
    try {
      // A mask may have taken more than it should, and an inherited rule may have given more.
      await chmod(options.file, 0o600);
      await writeWhole(handle, newHead(productVersion()), 0);
      const journal = new Journal(options.file, handle, keptDescription(options), options.maxBytes);
      await journal.writeFacts('recording', nothingKnown);
      return journal;
    } catch (error) {
      await handle.close().catch(() => undefined);
      throw error;
    }
  }

  /** Where inputs are to be passed on to. */
  get inputs(): Inputs {
    return this.writer;
  }

  /** Nothing more is kept. */
  get isStopped(): boolean {
    return this.stop !== null;
  }

  /** Why not all is kept, with the time up to which it is; `null` as long as it is. */
  get stopped(): KeepingStopped | null {
    const { stop } = this;
    return stop === null ? null : { ...stop, untilMs: Math.max(0, this.keptUntilNs - this.originNs) / 1e6 };
  }

  /** A sentence about that for whoever looks at the run. */
  get notice(): string | null {
    return this.stopped === null ? null : keptOnly('this run', this.stopped);
  }

  rootStarted(nowMs = Date.now()): void {
    this.startedAtMs = nowMs;
    this.hasBegun = true;
  }

  /** To be called again and again: writes what has waited long enough. */
  tick(nowMs: number, known: () => KnownFacts): void {
    if (this.isClosed) return;
    const interval = this.writer.isEmpty ? quietFlushIntervalMs : flushIntervalMs;
    if (this.stop === null && nowMs - this.lastFlushMs > interval) {
      this.lastFlushMs = nowMs;
      this.writer.flush();
    }
    if (nowMs - this.lastFactsMs > factsIntervalMs) {
      this.lastFactsMs = nowMs;
      void this.writeFacts('recording', known());
    }
  }

  /**
   * Writes the rest, and resolves when it is written, cannot be, or does not get on. Called twice, it has been closed.
   * Of a program that was never started nothing is kept.
   */
  async close(state: 'ended' | 'left', known: KnownFacts): Promise<void> {
    if (!this.isClosed) {
      if (this.stop === null) this.writer.flush();
      this.isClosed = true;
      void this.writeFacts(state, known);
      this.writing = this.writing.then(() => this.letGo()).catch(() => undefined);
    }
    await this.written();
  }

  private async written(): Promise<void> {
    const done = this.writing.then(() => 'done' as const);
    for (let before = -1; before !== this.steps;) {
      before = this.steps;
      let timer: NodeJS.Timeout | undefined;
      const standstill = new Promise(resolve => (timer = setTimeout(resolve, standstillMs)));
      const first = await Promise.race([done, standstill]);
      clearTimeout(timer);
      if (first === 'done') return;
    }
  }

  private async letGo(): Promise<void> {
    await this.handle.close();
    if (!this.hasBegun) await unlink(this.file);
  }

  private take(block: Uint8Array, untilNs: Nanoseconds): void {
    if (this.stop !== null) return;
    if (this.waitingBytes > mostWaitingBytes) {
      this.stopKeeping('slow', `${Math.round(mostWaitingBytes / 2 ** 20)} MB`);
      return;
    }
    const copy = block.slice();
    this.waitingBytes += copy.length;
    this.writing = this.writing.then(() => this.write(copy, untilNs));
  }

  private async write(block: Uint8Array, untilNs: Nanoseconds): Promise<void> {
    if (this.stop === null) {
      try {
        const packed = await deflate(block, deflateOptions);
        const header = packBlockHeader(this.blocks, packed, block.length);
        const bytes = Buffer.concat([header, packed]);
        if (this.at + bytes.length > this.maxBytes || this.unpackedBytes + block.length > mostUnpackedBytes) {
          this.stopKeeping('size', `${Math.round(this.maxBytes / 2 ** 20)} MB`);
        } else {
          await writeWhole(this.handle, bytes, this.at);
          this.at += bytes.length;
          this.unpackedBytes += block.length;
          this.blocks++;
          this.keptUntilNs = untilNs;
        }
      } catch (error) {
        this.stopKeeping('disk', errorText(error));
        // Half a block is of no use, and on a full disk in the way.
        await this.handle.truncate(this.at).catch(() => undefined);
      }
    }
    this.waitingBytes -= block.length;
    this.steps++;
  }

  private stopKeeping(why: KeepingStopped['why'], detail: string): void {
    this.stop ??= { why, detail: detail.slice(0, 200) };
  }

  private writeFacts(state: RecordingFacts['state'], known: KnownFacts): Promise<void> {
    const { originNs, ...facts } = known;
    this.originNs = originNs;
    // What is to be said of the blocks before is known when those are written.
    this.writing = this.writing.then(async () => {
      const { at, bytes } = packFacts(++this.factsNumber, {
        ...this.description,
        startedAtMs: this.startedAtMs,
        ...facts,
        state,
        stopped: this.stopped,
        pid: process.pid,
      } satisfies RecordingFacts);
      // The place is there already, also on a disk that is full; what fails nevertheless leaves those before.
      await writeWhole(this.handle, bytes, at).catch(() => undefined);
    });
    return this.writing;
  }
}

const nothingKnown: KnownFacts = {
  originNs: 0,
  durationMs: 0,
  exitCode: null,
  signal: null,
  threads: 0,
  processes: 0,
  lostEvents: 0,
};

async function writeWhole(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
