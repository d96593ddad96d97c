import { readdirSync, statSync } from 'node:fs';
import { parseSegmentFileName } from '../protocol/segments.ts';
import type { Endpoint } from '../protocol/wire.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import type { Intake } from './intake.ts';
import type { ThreadRecord } from '../trace/entities.ts';
import { StreamFile } from './streamFile.ts';

interface Stream {
  /** By this the intake knows it. */
  readonly number: number;
  readonly file: StreamFile;
  /** Rounds since something came. */
  quietRounds: number;
  isDone: boolean;
}

/** The files of one stream that are there. */
interface Segments {
  readonly written: Set<number>;
  /** How many were given back and not taken. */
  spare: number;
}

const noSegments: Segments = { written: new Set(), spare: 0 };

const chunkBytes = 256 * 1024;
/** So much of one stream per round, so that a chatty thread does not hide the others. */
const bytesPerRound = 4 * 1024 * 1024;
/**
 * The clock that folders are stamped with stands still for up to 10 ms: a folder that was listed so soon after a
 * change may have been changed again without looking so.
 */
const stampDelayMs = 50;
/** Elsewhere than on Linux, folders are stamped late, or not for everything. */
const stampsAreTrue = process.platform === 'linux';
/** A stream that has been quiet for so many rounds is asked only every fourth. */
const quietAfterRounds = 50;

/**
 * Reads what the threads of a run write, as they write it, and hands it to the intake. Synchronous and without timers
 * of its own: its owner says when.
 */
export class Collector {
  private readonly streams = new Map<string, Stream>();
  private readonly chunk = new Uint8Array(chunkBytes);
  private round = 0;
  private settledAtNs: Nanoseconds = NaN;
  private listed: ReadonlyMap<string, Segments> = new Map();
  /** The stamp of the folder that {@link listed} is true for; NaN when that is not certain. */
  private listedStampMs = NaN;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly intake: Intake,
  ) {
    intake.tokenGiven(endpoint.token);
  }

  /** @returns how many bytes were read. */
  collect(everything = false): number {
    this.round++;
    const { trace } = this.intake;
    const bytes = this.readRound(everything);
    if (trace.hasPendingConclusions) this.concludePending();
    // Without news there is nothing to settle that was not settled before.
    if (bytes === 0 && trace.latestNs === this.settledAtNs) return bytes;
    this.settledAtNs = trace.latestNs;
    this.intake.roundEnded();
    return bytes;
  }

  /**
   * Parents told of their Workers. What a Worker itself told before is on the disk by now, but perhaps not
   * read: only after a round that found nothing more is its parent's word the last.
   */
  private concludePending(): void {
    this.intake.conclusionsTaken();
    while (this.readRound(true) > 0);
    this.intake.conclusionsDrawn();
  }

  private readRound(everything: boolean): number {
    // Listed before anything is read: a Worker whose stream is here was told of by its parent before, so
    // that its parent, which is read first, has said so by then.
    const segments = this.list();
    let bytes = 0;
    for (const stream of this.streams.values()) {
      if (stream.isDone) continue;
      if (!everything && stream.quietRounds > quietAfterRounds && this.round % 4 !== 0) continue;
      const read = this.readStream(stream, segments.get(stream.file.stream) ?? noSegments);
      stream.quietRounds = read > 0 ? 0 : stream.quietRounds + 1;
      bytes += read;
    }
    return bytes;
  }

  /** Reads all there is; nothing more will come from anybody. */
  finish(): void {
    while (this.collect(true) > 0);
    for (const stream of this.streams.values()) this.finishStream(stream);
  }

  /** Lets go of the streams of threads that are over and have been quiet since. */
  releaseEnded(): void {
    for (const stream of this.streams.values()) {
      if (!stream.isDone && stream.quietRounds > quietAfterRounds && this.intake.isOver(stream.number))
        this.finishStream(stream);
    }
  }

  /** The stream in which a thread tells of itself; `null` when it tells nothing, or not any more. */
  streamOf(thread: ThreadRecord): string | null {
    for (const [name, { number, isDone }] of this.streams) {
      if (!isDone && this.intake.speakerOf(number) === thread) return name;
    }
    return null;
  }

  private readStream(stream: Stream, { written, spare }: Segments): number {
    const read = stream.file.read(this.chunk, bytesPerRound, written, spare, bytes =>
      this.intake.streamRead(stream.number, bytes),
    );
    this.intake.strangersFound(stream.number, stream.file.strangeBytes);
    if (this.intake.isRefused(stream.number)) this.finishStream(stream);
    return read;
  }

  private finishStream(stream: Stream): void {
    if (stream.isDone) return;
    stream.isDone = true;
    stream.file.close('delete');
    this.intake.strangersFound(stream.number, stream.file.strangeBytes);
    this.intake.streamEnded(stream.number);
  }

  /** What is in the folder now. It is asked for a hundred times a second, and hardly ever changes. */
  private list(): ReadonlyMap<string, Segments> {
    const { folder } = this.endpoint;
    try {
      const stampMs = stampsAreTrue ? statSync(folder).mtimeMs : NaN;
      if (stampMs === this.listedStampMs) return this.listed;
      const isCertain = Date.now() - stampMs > stampDelayMs;
      this.listed = this.sort(readdirSync(folder));
      this.listedStampMs = isCertain ? stampMs : NaN;
    } catch {
      this.listed = new Map();
      this.listedStampMs = NaN;
    }
    return this.listed;
  }

  private sort(names: readonly string[]): Map<string, Segments> {
    const segments = new Map<string, Segments>();
    const found = names.flatMap(name => parseSegmentFileName(name) ?? []);
    found.sort((a, b) => a.threadId - b.threadId);
    for (const { stream, segment, pid, threadId, isRead } of found) {
      let known = segments.get(stream);
      if (known === undefined) segments.set(stream, (known = { written: new Set(), spare: 0 }));
      if (isRead) known.spare++;
      else known.written.add(segment);
      if (!this.streams.has(stream)) this.addStream(stream, pid, threadId);
    }
    return segments;
  }

  private addStream(stream: string, pid: number, threadId: number): void {
    const number = this.intake.streamCount;
    this.intake.streamFound(pid, threadId);
    this.streams.set(stream, {
      number,
      file: new StreamFile(this.endpoint.folder, stream, this.endpoint.token),
      quietRounds: 0,
      isDone: false,
    });
  }
}
