import { connect } from 'node:net';
import { announcementFolders } from './announcementFolder.ts';
import { readAnnouncements, withdraw } from './announcements.ts';
import type { AttachableRun } from './announcements.ts';

/** How long a recorder may take to accept; one that is stopped is listed nevertheless. */
const acceptTimeoutMs = 1000;

/**
 * The runs that can be attached to, the latest first. Announcements of recorders that are no more are swept away.
 * @param folders where to look; given by tests only
 */
export async function listAttachable(
  folders: readonly string[] = announcementFolders(),
): Promise<readonly AttachableRun[]> {
  const found = await Promise.all(
    folders.flatMap(folder =>
      readAnnouncementsOf(folder).map(async run => {
        if (await isServed(run.address)) return [run];
        withdraw(folder, run.id);
        return [];
      }),
    ),
  );
  return found.flat().sort((a, b) => b.startedAtMs - a.startedAtMs);
}

function readAnnouncementsOf(folder: string): readonly AttachableRun[] {
  try {
    return readAnnouncements(folder);
  } catch {
    // Gone since it was looked at.
    return [];
  }
}

/** Asks the socket and not for the pid, which may be another process by now, or one of another container. */
function isServed(address: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ path: address });
    const settle = (isThere: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(isThere);
    };
    const timer = setTimeout(() => settle(true), acceptTimeoutMs);
    socket.on('connect', () => settle(true));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // Anything else (too many descriptors, no right) says nothing about the recorder.
      settle(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT');
    });
  });
}
