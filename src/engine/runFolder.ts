import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { Endpoint } from '../protocol/wire.ts';
import { errorText } from './errorText.ts';
import { isAlive } from './liveness.ts';
import { freshSecret } from './secrets.ts';

/** How far the reader of a thread may be behind before that thread's records are dropped and counted. */
const defaultLagBytes = 64 * 1024 * 1024;
/** In memory there must be room for a few threads whose reader has stopped. */
const memoryBytesWanted = 512 * 1024 * 1024;
const memoryFolder = '/dev/shm';
/** A folder is left behind by a recorder that was killed. A young one may be of a recorder that we cannot see. */
const leftBehindAfterMs = 3_600_000;

/**
 * Makes the folder that a run's probes write to: private to the user, with a name nobody can guess and a
 * token that every thread must show.
 *
 * In memory where there is room (Linux): an append there costs about what a pipe costs, a third of one to
 * a disk's cache, and never waits for the disk.
 * @throws with a sentence for the user when no folder can be made.
 */
export function makeRunFolder(maxLagBytes = defaultLagBytes): Endpoint {
  const token = freshSecret();
  const failures: string[] = [];
  for (const base of candidates()) {
    sweep(base);
    try {
      const folder = mkdtempSync(path.join(base, `thread-view-${process.pid}-`));
      chmodSync(folder, 0o700);
      return { token, maxLagBytes, folder };
    } catch (error) {
      failures.push(`${base}: ${errorText(error)}`);
    }
  }
  throw new Error(
    `Thread View could not make a folder for the run. Make one of these writable: ${failures.join('; ')}`,
  );
}

/** Makes the folder of an endpoint again after its run has gone, for another run. @throws when that cannot be done */
export function renewRunFolder({ folder }: Endpoint): void {
  mkdirSync(folder, { mode: 0o700 });
}

/** Best effort: a program that outlives its run may still write there. */
export function removeRunFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 2 });
  } catch {
    // A file that cannot be removed now is in a temporary folder, and goes with it.
  }
}

/** Removes what recorders of this user left behind that are no more. */
function sweep(base: string): void {
  try {
    for (const name of readdirSync(base)) {
      const pid = Number(/^thread-view-(\d+)-\w{6}$/.exec(name)?.[1] ?? NaN);
      if (Number.isNaN(pid) || isAlive(pid)) continue;
      const folder = path.join(base, name);
      const { uid, mtimeMs } = statSync(folder);
      if (uid === process.getuid?.() && Date.now() - mtimeMs > leftBehindAfterMs) removeRunFolder(folder);
    }
  } catch {
    // Tidying up is not worth failing for.
  }
}

function candidates(): string[] {
  return hasRoomInMemory() ? [memoryFolder, tmpdir()] : [tmpdir()];
}

function hasRoomInMemory(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const { bavail, bsize } = statfsSync(memoryFolder);
    return bavail * bsize >= memoryBytesWanted;
  } catch {
    return false;
  }
}
