import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, stat, unlink } from 'node:fs/promises';
import * as path from 'node:path';
import { isAlive } from './liveness.ts';
import { recordingExtension } from './recordingFile.ts';
import { readRecordingInfo, RecordingError } from './recordingInfo.ts';
import type { RecordingInfo } from './recordingInfo.ts';

export interface StoreLimits {
  /** So many recordings are kept, the newest. */
  readonly mostRecordings: number;
  /** So many bytes may they have together. */
  readonly mostBytes: number;
}

/** A recording in a store, or the remains of one. */
export interface StoredRecording {
  readonly file: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  /** Its recorder is still writing it. */
  readonly isBeingRecorded: boolean;
  /** `null` where {@link problem} says why. */
  readonly info: RecordingInfo | null;
  readonly problem: RecordingError | null;
}

/** A recorder writes every second or two; one that has not for so long is no more, whatever has its pid now. */
const silenceMs = 60_000;
const longSilenceMs = 24 * 3_600_000;
/** The names that {@link RecordingStore.newFile} gives; nothing else is ever removed. */
const ownName = /^run-(\d{13})-[0-9a-f]{8}\.threadview$/;

/**
 * The folder in which recordings lie that were not given a place by their user: the last so many. Several windows
 * may use one folder: each lists what is there, and a file that another removed meanwhile is not missed. Keeps
 * nothing in memory.
 */
export class RecordingStore {
  constructor(
    readonly folder: string,
    private readonly limits: StoreLimits,
  ) {}

  /**
   * A name that nobody else is given. Makes the folder, for the user alone.
   * @throws the system's error when the folder cannot be made
   */
  async newFile(nowMs = Date.now()): Promise<string> {
    const made = await mkdir(this.folder, { recursive: true, mode: 0o700 });
    // One that was there before is as its owner wants it.
    if (made !== undefined) await chmod(this.folder, 0o700);
    const time = String(Math.max(0, Math.floor(nowMs))).padStart(13, '0');
    return path.join(this.folder, `run-${time}-${randomBytes(4).toString('hex')}${recordingExtension}`);
  }

  /** The newest first. What is none of the store's is left out; what is, but cannot be read, says why. */
  async list(): Promise<readonly StoredRecording[]> {
    const names = await readdir(this.folder).catch(() => []);
    const found = await Promise.all(names.filter(name => ownName.test(name)).map(name => this.look(name)));
    return found.filter(each => each !== null).sort(newestFirst);
  }

  /**
   * Removes one of {@link list}. One that is gone already is all the better.
   * @throws Error for what is not the store's, and for one that is being recorded; the system's when it cannot be removed
   */
  async remove(file: string): Promise<void> {
    const name = path.basename(file);
    if (path.resolve(file) !== path.resolve(this.folder, name) || !ownName.test(name))
      throw new Error(`${file} is not one of the recordings in ${this.folder}.`);
    if ((await this.look(name))?.isBeingRecorded === true)
      throw new Error(`${file} is still being recorded. Stop the program first.`);
    await removeFile(path.join(this.folder, name));
  }

  /**
   * Removes the oldest until the limits hold. Those that are being recorded count, and stay.
   * @param free so many more recordings are about to be made
   * @returns the files that were removed
   */
  async prune(free = 0): Promise<readonly string[]> {
    const recordings = await this.list();
    let count = recordings.length + free;
    let bytes = recordings.reduce((sum, each) => sum + each.bytes, 0);
    const removed: string[] = [];
    for (const recording of [...recordings].reverse()) {
      if (count <= this.limits.mostRecordings && bytes <= this.limits.mostBytes) break;
      if (recording.isBeingRecorded) continue;
      try {
        await removeFile(recording.file);
      } catch {
        // Opened by somebody else, where that is in the way (Windows): it goes next time.
        continue;
      }
      removed.push(recording.file);
      count--;
      bytes -= recording.bytes;
    }
    return removed;
  }

  private async look(name: string): Promise<StoredRecording | null> {
    const file = path.join(this.folder, name);
    try {
      const info = await readRecordingInfo(file);
      const { bytes, startedAtMs } = info;
      return {
        file,
        bytes,
        startedAtMs,
        isBeingRecorded: isBeingRecorded(info),
        info,
        problem: null,
      };
    } catch (error) {
      return error instanceof RecordingError ? remains(file, error) : null;
    }
  }
}

/** What bears the name of a recording and cannot be read as one. Young, it may be about to become one. */
async function remains(file: string, problem: RecordingError): Promise<StoredRecording | null> {
  try {
    const { size, mtimeMs } = await stat(file);
    return {
      file,
      bytes: size,
      startedAtMs: Number(ownName.exec(path.basename(file))?.[1] ?? mtimeMs),
      isBeingRecorded: problem.kind === 'foreign' && Date.now() - mtimeMs < silenceMs,
      info: null,
      problem,
    };
  } catch {
    return null; // Gone.
  }
}

function isBeingRecorded({ state, pid, writtenAtMs }: RecordingInfo): boolean {
  if (state !== 'recording') return false;
  const silentMs = Date.now() - writtenAtMs;
  return silentMs < silenceMs || (silentMs < longSilenceMs && isAlive(pid));
}

/** By name where the time is the same, so that all see one order. */
function newestFirst(one: StoredRecording, other: StoredRecording): number {
  return other.startedAtMs - one.startedAtMs || (one.file < other.file ? 1 : -1);
}

async function removeFile(file: string): Promise<void> {
  await unlink(file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  });
}
