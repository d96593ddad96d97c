import type { ThreadKey, ThreadView } from '../protocol/panel.ts';
import type { SourcePlace } from '../protocol/words.ts';

/** The threads that were made by the line on which the caret stands. */
export function litThreads(threads: Iterable<ThreadView>, caret: SourcePlace | null): ReadonlySet<ThreadKey> {
  const lit = new Set<ThreadKey>();
  if (!caret) return lit;
  const path = asPath(caret.file);
  for (const { key, createdAt } of threads) {
    if (createdAt?.line === caret.line && asPath(createdAt.file) === path) lit.add(key);
  }
  return lit;
}

/** A place may name its file as a path or as a URL. On Windows, a URL's path has a slash before the drive. */
function asPath(file: string): string {
  if (!file.startsWith('file://')) return file.replaceAll('\\', '/');
  return decodeURIComponent(new URL(file).pathname).replace(/^\/([A-Za-z]:)/, '$1');
}
