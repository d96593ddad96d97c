import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import * as path from 'node:path';
import { isOurs, isPrivate } from './announcementFolder.ts';
import { guestProtocolVersion } from './guestMessages.ts';
import { freshSecret } from './secrets.ts';

/** What is said of a run to whoever may want to look at it. */
export interface AnnouncedFacts {
  /** The base name of the file that runs, or the command. */
  readonly title: string;
  /** The file, where it is one: an absolute path. */
  readonly file: string | null;
  /** As the user has typed it. */
  readonly commandLine: string;
  /** Where it was typed. */
  readonly cwd: string;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
}

/** A run that can be attached to, or could be when it was announced. */
export interface AttachableRun extends AnnouncedFacts {
  /** Unlike that of every other run. */
  readonly id: string;
  /** The words that its recorder understands; see {@link guestProtocolVersion}. */
  readonly version: number;
  /** The program's process. */
  readonly pid: number;
  /** What a guest must show. */
  readonly token: string;
  /** Where the recorder listens. */
  readonly address: string;
}

/** Windows has no such flag, and knows it as `undefined`. */
const noFollow = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW;
const suffix = '.json';
/** A command line may be long; nothing that is longer was written by us. */
const mostBytes = 512 * 1024;
const mostCommandLine = 32 * 1024;

/** A name for a run in its folder, and the token for it. */
export function freshAnnouncementId(): string {
  return `${process.pid}-${freshSecret().slice(0, 12)}`;
}

/** Where the recorder of an announced run listens. It follows from the id, so that no file can send us elsewhere. */
export function guestAddress(folder: string, id: string): string {
  return process.platform === 'win32' ? `\\\\.\\pipe\\thread-view-${id}` : path.join(folder, `${id}.sock`);
}

/** @param folder one that is private; see `makeAnnouncementFolder` */
export function announce(
  folder: string,
  { id, pid, token, title, file, commandLine, cwd, startedAtMs }: Omit<AttachableRun, 'address' | 'version'>,
): void {
  const entry = {
    version: guestProtocolVersion,
    ...{ id, pid, token, title, file, cwd, startedAtMs },
    commandLine: commandLine.slice(0, mostCommandLine),
  };
  // Whoever lists meanwhile finds a whole file or none.
  const unfinished = path.join(folder, `${id}.new`);
  writeFileSync(unfinished, JSON.stringify(entry), { mode: 0o600, flag: 'wx' });
  renameSync(unfinished, path.join(folder, id + suffix));
}

/** Best effort: what is left is swept by who lists. */
export function withdraw(folder: string, id: string): void {
  for (const name of [path.join(folder, id + suffix), path.join(folder, `${id}.sock`)]) {
    try {
      rmSync(name, { force: true });
    } catch {
      // Somebody else was faster, or the folder is gone.
    }
  }
}

/** What is announced in a folder; nothing in one that others can write into. What is no announcement is left alone. */
export function readAnnouncements(folder: string): readonly AttachableRun[] {
  if (!isPrivate(folder)) return [];
  return readdirSync(folder).flatMap(name => {
    if (!name.endsWith(suffix)) return [];
    const run = readAnnouncement(folder, name.slice(0, -suffix.length));
    return run === null ? [] : [run];
  });
}

function readAnnouncement(folder: string, id: string): AttachableRun | null {
  if (!/^\d+-[0-9a-f]{12}$/.test(id)) return null;
  const name = path.join(folder, id + suffix);
  try {
    if (!isOurs(name, 'file')) return null;
    // No link, also if one has taken its place since.
    const file = openSync(name, constants.O_RDONLY | noFollow);
    try {
      if (fstatSync(file).size > mostBytes) return null;
      return runOf(folder, id, JSON.parse(readFileSync(file, 'utf8')));
    } finally {
      closeSync(file);
    }
  } catch {
    // Withdrawn while we looked, or no JSON.
    return null;
  }
}

function runOf(folder: string, id: string, entry: unknown): AttachableRun | null {
  if (typeof entry !== 'object' || entry === null) return null;
  const { version, pid, token, title, file, commandLine, cwd, startedAtMs } = entry as Partial<AttachableRun>;
  if (!isInteger(version) || !isInteger(pid) || !isInteger(startedAtMs)) return null;
  if (!isText(token) || !isText(title) || !isText(commandLine) || !isText(cwd)) return null;
  if (file !== null && !isText(file)) return null;
  const address = guestAddress(folder, id);
  return { id, version, pid, token, title, file, commandLine, cwd, startedAtMs, address };
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
