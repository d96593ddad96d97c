import type { ThreadView } from '../protocol/panel.ts';
import { made } from './made.ts';

/** Two threads of two runs that do the same part, or one that the other run does not have. */
export interface ThreadPair {
  readonly first: ThreadView | null;
  readonly second: ThreadView | null;
}

/**
 * Finds the same threads in two runs of a program: those of the same name that the same line made, the n-th of one run
 * with the n-th of the other; then, of what is left, those of the same name, for lines move when a program is edited;
 * then those of the same line, for a name may hold a number that counts.
 * @returns in the order of the first run, and then what only the second has, in its order
 */
export function compareThreads(
  first: readonly ThreadView[],
  second: readonly ThreadView[],
): readonly ThreadPair[] {
  const partners = new Map<ThreadView, ThreadView>();
  let free = [...second];
  for (const sameness of [
    (thread: ThreadView) => `${thread.name} ${lineOf(thread)}`,
    (thread: ThreadView) => thread.name,
    lineOf,
  ]) {
    const found = groups(free, sameness);
    for (const thread of first) {
      if (partners.has(thread)) continue;
      const partner = found.get(sameness(thread))?.shift();
      if (partner !== undefined) partners.set(thread, partner);
    }
    const taken = new Set(partners.values());
    free = free.filter(thread => !taken.has(thread));
  }
  return [
    ...first.map(thread => ({ first: thread, second: partners.get(thread) ?? null })),
    ...free.map(thread => ({ first: null, second: thread })),
  ];
}

/** A main thread is told apart from what was made on a line that is not known. */
function lineOf({ createdAt, isMain }: ThreadView): string {
  return createdAt === null ? String(isMain) : `${createdAt.file}:${createdAt.line}`;
}

function groups(
  threads: readonly ThreadView[],
  sameness: (thread: ThreadView) => string,
): Map<string, ThreadView[]> {
  const found = new Map<string, ThreadView[]>();
  for (const thread of threads) made(found, sameness(thread), (): ThreadView[] => []).push(thread);
  return found;
}
