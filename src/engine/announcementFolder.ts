import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import * as path from 'node:path';
import { errorText } from './errorText.ts';

/** The longest path that a socket may have on every POSIX system, in bytes. */
const mostSocketBytes = 103;
/** How much of it is for the name in the folder. */
const nameBytes = 32;

/**
 * The folders in which runs may be announced, the best one first. Not the environment alone says which: whoever looks
 * need not have the same one as who announced (a login over SSH, a window that was started from the desktop).
 */
export function announcementFolders(): readonly string[] {
  if (process.platform === 'win32') return [path.join(tmpdir(), 'thread-view-runs')];
  const { uid } = userInfo();
  const { XDG_RUNTIME_DIR: runtime } = process.env;
  return [
    ...new Set([
      ...(runtime !== undefined && path.isAbsolute(runtime) ? [path.join(runtime, 'thread-view')] : []),
      ...(process.platform === 'linux' ? [`/run/user/${uid}/thread-view`] : []),
      path.join(tmpdir(), `thread-view-${uid}`),
      `/tmp/thread-view-${uid}`,
    ]),
  ];
}

/**
 * Makes the folder, unless it is there.
 * @throws with a sentence when there is none that is private to the user and in which a socket can be made
 */
export function makeAnnouncementFolder(candidates: readonly string[] = announcementFolders()): string {
  const reasons: string[] = [];
  for (const folder of candidates) {
    try {
      if (process.platform !== 'win32' && Buffer.byteLength(folder) + nameBytes > mostSocketBytes)
        throw new Error('its path is too long for a socket');
      // What is above it is not ours to make.
      mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        reasons.push(`${folder}: ${errorText(error)}`);
        continue;
      }
    }
    if (isPrivate(folder)) return folder;
    reasons.push(`${folder}: it is not a folder of yours alone`);
  }
  throw new Error(`no folder for it could be made (${reasons.join('; ')})`);
}

/** Whether it is a real folder that nobody but the user can look or write into. */
export function isPrivate(folder: string): boolean {
  return isOurs(folder, 'folder');
}

/** The same of a file. On Windows folders for temporary files are the user's own. */
export function isOurs(name: string, kind: 'folder' | 'file'): boolean {
  const stat = lstatSync(name, { throwIfNoEntry: false });
  if (stat === undefined || !(kind === 'folder' ? stat.isDirectory() : stat.isFile())) return false;
  return process.platform === 'win32' || (stat.uid === process.getuid?.() && (stat.mode & 0o077) === 0);
}
