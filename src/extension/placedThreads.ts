import type { TraceUpdate } from '../engine/recording.ts';
import type { ThreadKey, ThreadView } from '../protocol/panel.ts';
import type { Nanoseconds, SourcePlace } from '../protocol/words.ts';
import { made } from '../trace/made.ts';
import { failedAt } from '../trace/stackFrames.ts';

/** What can be known of a thread together with its line, the most serious first. */
export const placedStates = ['failed', 'blocked', 'sleeping', 'waiting'] as const;
export type PlacedState = (typeof placedStates)[number];

/** A thread of which it is known on which line it is, or ended. */
export interface PlacedThread {
  readonly thread: ThreadView;
  readonly state: PlacedState;
  /** An absolute path. */
  readonly file: string;
  /** From 0. */
  readonly line: number;
  readonly sinceNs: Nanoseconds;
}

/** Everything that is known of one line. */
export interface LineMark {
  readonly line: number;
  /** The most serious state first; of each the threads that came first, first. */
  readonly groups: readonly MarkGroup[];
}

export interface MarkGroup {
  readonly state: PlacedState;
  readonly threads: readonly PlacedThread[];
}

/**
 * A wait that is shorter is over before anybody has read of it, and a mark that is drawn twice a second would
 * mostly speak of waits that are over.
 */
const leastWaitNs = 100e6;

/** Keeps those threads of a run of which a line is known, and nothing of all others. */
export class PlacedThreads {
  readonly #placed = new Map<ThreadKey, PlacedThread>();
  readonly #pathOf: (file: string) => string | null;

  /** @param pathOf where a place's file lies, for it may be told as a URL; `null` for what is no file */
  constructor(pathOf: (file: string) => string | null) {
    this.#pathOf = pathOf;
  }

  get size(): number {
    return this.#placed.size;
  }

  take({ threads, snapshot }: Pick<TraceUpdate, 'threads' | 'snapshot'>): void {
    if (snapshot) this.#placed.clear();
    for (const thread of threads) {
      const placed = this.#placeOf(thread);
      if (placed === null) this.#placed.delete(thread.key);
      else this.#placed.set(thread.key, placed);
    }
  }

  /** The run is over: nobody waits any more, and where threads failed stays true. */
  endWaits(): void {
    for (const [key, { state }] of this.#placed) if (state !== 'failed') this.#placed.delete(key);
  }

  /** By file. */
  marks(nowNs: Nanoseconds): ReadonlyMap<string, readonly LineMark[]> {
    const files = new Map<string, Map<number, PlacedThread[]>>();
    for (const placed of this.#placed.values()) {
      if (placed.state !== 'failed' && nowNs - placed.sinceNs < leastWaitNs) continue;
      const lines = made(files, placed.file, () => new Map<number, PlacedThread[]>());
      made(lines, placed.line, () => []).push(placed);
    }
    return new Map([...files].map(([file, lines]) => [file, [...lines].map(markOf)]));
  }

  #placeOf(thread: ThreadView): PlacedThread | null {
    if (thread.kind !== 'program') return null;
    const { wait, outcome, endedNs } = thread;
    if (outcome === 'failed') return this.#at(thread, 'failed', failedAt(thread), endedNs ?? 0);
    const state = placedStates.find(each => each === thread.state);
    return wait === null || state === undefined ? null : this.#at(thread, state, wait.at, wait.sinceNs);
  }

  #at(
    thread: ThreadView,
    state: PlacedState,
    place: SourcePlace | null,
    sinceNs: Nanoseconds,
  ): PlacedThread | null {
    const file = place === null ? null : this.#pathOf(place.file);
    return place === null || file === null ? null : { thread, state, file, line: place.line - 1, sinceNs };
  }
}

function markOf([line, placed]: readonly [number, readonly PlacedThread[]]): LineMark {
  const groups = placedStates.flatMap(state => {
    const threads = placed.filter(each => each.state === state).sort((a, b) => a.sinceNs - b.sinceNs);
    return threads.length === 0 ? [] : [{ state, threads }];
  });
  return { line, groups };
}
