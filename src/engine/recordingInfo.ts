import type { FileHandle } from 'node:fs/promises';
import { constants } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import { wireVersion } from '../protocol/wire.ts';
import { hideSecrets } from '../trace/hiddenSecrets.ts';
import { errorText } from './errorText.ts';
import { formatVersion, headBytes, mostFactsBytes, readFacts, readPreamble } from './recordingFile.ts';

/** What somebody who keeps a run says of it. */
export interface RunDescription {
  /** What lists call it. */
  readonly title: string;
  /** The program's main file; `null` where a command was given. */
  readonly programFile: string | null;
  /** What goes by the name of a secret in it is hidden before it is kept. */
  readonly command: readonly string[];
}

/** Why a kept run has no more than the first part of what was told. */
export interface KeepingStopped {
  /** `size`: the limit was reached. `disk`: the file could not be written. `slow`: not as fast as it came. */
  readonly why: 'size' | 'disk' | 'slow';
  /** Up to when, from the trace's origin; in milliseconds. */
  readonly untilMs: number;
  /** The system's own words, or the limit. */
  readonly detail: string;
}

/** What is written in a recording to be listed. */
export interface RecordingFacts extends RunDescription {
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  /** From the trace's origin to its latest moment, also of what was not kept. */
  readonly durationMs: number;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Of the program; the runtime's own are not counted. */
  readonly threads: number;
  readonly processes: number;
  readonly lostEvents: number;
  /** `recording`: until its recorder says otherwise. `ended`: all was told. `left`: it was let go while the program ran. */
  readonly state: 'recording' | 'ended' | 'left';
  readonly stopped: KeepingStopped | null;
  /** Of the recorder. */
  readonly pid: number;
}

export interface RecordingInfo extends RecordingFacts {
  readonly file: string;
  /** Of the file. */
  readonly bytes: number;
  /** When it was written last, in milliseconds since 1970. */
  readonly writtenAtMs: number;
  /** Of Thread View. */
  readonly productVersion: string;
}

/** `missing`: not there, or not to be read. `foreign`: none of ours. `newer`, `older`: of another version. */
export type RecordingProblem = 'missing' | 'foreign' | 'newer' | 'older';

/** Why a file cannot be opened as a recording: a sentence that names the file and what to do. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';

  constructor(
    readonly kind: RecordingProblem,
    readonly file: string,
    message: string,
  ) {
    super(message);
  }
}

/** A pipe under the name of a recording is not waited for. */
export const readOnly = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/**
 * What a list shows of a recording. Reads its first 16 KB, whatever its size.
 * @throws RecordingError
 */
export async function readRecordingInfo(file: string): Promise<RecordingInfo> {
  let handle: FileHandle;
  try {
    handle = await open(file, readOnly);
  } catch (error) {
    throw missingRecording(file, errorText(error));
  }
  try {
    const { head, size, mtimeMs } = await readHead(handle);
    return infoOf(file, head, size, mtimeMs);
  } catch (error) {
    throw error instanceof RecordingError ? error : missingRecording(file, errorText(error));
  } finally {
    await handle.close();
  }
}

async function readHead(
  handle: FileHandle,
): Promise<{ readonly head: Buffer; readonly size: number; readonly mtimeMs: number }> {
  const { size, mtimeMs } = await handle.stat();
  const head = Buffer.alloc(headBytes);
  const { bytesRead } = await handle.read(head, 0, headBytes, 0);
  return { head: head.subarray(0, bytesRead), size, mtimeMs };
}

/**
 * Makes room for a new recording under that name: an older one is removed, as is an empty file.
 * @throws RecordingError when something else is there
 */
export async function removeRecording(file: string): Promise<void> {
  let handle: FileHandle;
  try {
    handle = await open(file, readOnly);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw missingRecording(file, errorText(error));
  }
  try {
    const { head, size } = await readHead(handle);
    const isOurs = size === 0 || readPreamble(head) !== null;
    if (!isOurs)
      throw new RecordingError(
        'foreign',
        file,
        `${file} is there already and is not a recording of Thread View, so it is left alone. Name another file.`,
      );
    await unlink(file);
  } catch (error) {
    throw error instanceof RecordingError ? error : missingRecording(file, errorText(error));
  } finally {
    await handle.close();
  }
}

/** @throws RecordingError */
export function infoOf(file: string, head: Buffer, bytes: number, writtenAtMs: number): RecordingInfo {
  const preamble = readPreamble(head);
  if (preamble === null) throw foreign(file);
  const { format, wire, productVersion } = preamble;
  if (format > formatVersion)
    throw new RecordingError(
      'newer',
      file,
      `${file} was made by a newer version of Thread View (${productVersion}). Update Thread View to open it.`,
    );
  if (wire !== wireVersion)
    throw new RecordingError(
      'older',
      file,
      `${file} was made by Thread View ${productVersion}, and this version cannot read it any more. Open it with that version, or run the program again.`,
    );
  const facts = checkedFacts(readFacts(head));
  if (facts === null) throw foreign(file);
  return { ...facts, file, bytes, writtenAtMs, productVersion };
}

export function missingRecording(file: string, why: string): RecordingError {
  return new RecordingError(
    'missing',
    file,
    `${file} could not be read: ${why}. Check that it is there and that you may read it.`,
  );
}

function foreign(file: string): RecordingError {
  return new RecordingError(
    'foreign',
    file,
    `${file} is not a recording of Thread View. Choose one that Thread View made.`,
  );
}

/** So much of the facts' room may the description take. */
const mostDescriptionBytes = mostFactsBytes - 1500;
const mostTitleBytes = 400;

/** A description as it is kept: without secrets, and cut to what there is room for, which an ellipsis shows. */
export function keptDescription({ title, programFile, command }: RunDescription): RunDescription {
  let left = mostDescriptionBytes;
  const cut = (text: string, most = left): string => {
    let part = text;
    for (let units = text.length; jsonBytes(part) > most && units > 0;) {
      units = Math.floor(units * 0.9);
      part = `${text.slice(0, units)}…`;
    }
    left -= jsonBytes(part);
    return part;
  };
  const shortTitle = cut(title, mostTitleBytes);
  const file = programFile === null ? null : cut(programFile, mostDescriptionBytes / 2);
  const kept: string[] = [];
  for (const argument of hideSecrets(command)) {
    if (left < 20) {
      kept.push('…');
      break;
    }
    kept.push(cut(argument, left - 10));
  }
  return { title: shortTitle, programFile: file, command: kept };
}

/** With the comma after it. */
function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) + 1;
}

function checkedFacts(value: unknown): RecordingFacts | null {
  if (typeof value !== 'object' || value === null) return null;
  const facts = value as Readonly<Record<string, unknown>>;
  const state = facts['state'];
  const command = facts['command'];
  const { startedAtMs, durationMs } = facts;
  if (state !== 'recording' && state !== 'ended' && state !== 'left') return null;
  if (typeof facts['title'] !== 'string' || !Array.isArray(command)) return null;
  if (!isTime(startedAtMs) || !isTime(durationMs)) return null;
  return {
    title: facts['title'],
    programFile: textOf(facts['programFile']),
    command: command.filter(part => typeof part === 'string'),
    startedAtMs,
    durationMs,
    exitCode: isCount(facts['exitCode'], -(2 ** 32)) ? facts['exitCode'] : null,
    signal: textOf(facts['signal']),
    threads: isCount(facts['threads']) ? facts['threads'] : 0,
    processes: isCount(facts['processes']) ? facts['processes'] : 0,
    lostEvents: isCount(facts['lostEvents']) ? facts['lostEvents'] : 0,
    state,
    stopped: checkedStop(facts['stopped']),
    pid: isCount(facts['pid']) ? facts['pid'] : 0,
  };
}

function checkedStop(value: unknown): KeepingStopped | null {
  if (typeof value !== 'object' || value === null) return null;
  const { why, untilMs, detail } = value as Readonly<Record<string, unknown>>;
  if (why !== 'size' && why !== 'disk' && why !== 'slow') return null;
  return { why, untilMs: isTime(untilMs) ? untilMs : 0, detail: textOf(detail) ?? '' };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** Dates end there. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 8.64e15;
}

function isCount(value: unknown, least = 0): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least;
}
