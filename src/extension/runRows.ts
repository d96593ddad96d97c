import type { Disposable, TraceUpdate } from '../engine/recording.ts';
import type { ThreadKey, ThreadView } from '../protocol/panel.ts';
import { findingTitle } from './findingTitles.ts';
import type { MutedFindings } from './mutedFindings.ts';
import type { Run } from './run.ts';
import { ThreadTree, type NodeId } from './threadTree.ts';
import type { Ending } from './threadWords.ts';

/** A row of the Threads view: a run, or a process or thread of one. */
export type RowId = `${number}` | `${number}/${NodeId}`;

/** A maker that does not answer for so long does something else. */
const busyAfterMs = 2000;

/** What the Threads view has of one run. Made when the run begins or is seen first, disposed with it. */
export class RunRows implements Disposable {
  readonly tree = new ThreadTree();
  readonly id: RowId;
  /** The run's clock at the latest news. */
  nowNs = 0;
  /** Threads that the user wants ended, and since when. */
  readonly #endings = new Map<ThreadKey, number>();
  readonly #subscription: Disposable;
  readonly #muted: MutedFindings;
  /** Titles of what was found, by thread. */
  #found: ReadonlyMap<ThreadKey, string> = new Map();
  #foundIn: Run['findings'] = [];
  #isDisposed = false;

  /**
   * @param number no other run's
   * @param news called when something of the run is known anew
   */
  constructor(
    readonly run: Run,
    number: number,
    muted: MutedFindings,
    news: () => void,
  ) {
    this.#muted = muted;
    this.id = `${number}`;
    const take = (update: TraceUpdate) => {
      if (this.#isDisposed) return;
      this.nowNs = update.nowNs;
      this.tree.take(update);
      news();
    };
    this.#subscription = run.onDidUpdate(take);
    // When the recorder is gone the panel says so.
    void run.snapshot().then(take, () => undefined);
  }

  get alive(): number {
    let alive = 0;
    for (const thread of this.tree.threads) if (thread.outcome === 'running') alive++;
    return alive;
  }

  rowOf(node: NodeId | null): RowId {
    return node === null ? this.id : (`${this.id}/${node}` as RowId);
  }

  /** Whether its maker can be asked to terminate it, and has not been. */
  isTerminable(thread: ThreadView): boolean {
    return (
      thread.outcome === 'running' &&
      thread.parent !== null &&
      this.tree.processOf(thread)?.runtime === 'node' &&
      !this.#endings.has(thread.key)
    );
  }

  /** The user wants a thread ended, or does not any more. */
  setEnding(thread: ThreadKey, isWanted: boolean): void {
    if (isWanted) this.#endings.set(thread, Date.now());
    else this.#endings.delete(thread);
  }

  endingOf(thread: ThreadView): Ending | null {
    const sinceMs = this.#endings.get(thread.key);
    if (sinceMs === undefined || thread.outcome !== 'running' || thread.terminatedByUser) return null;
    return { maker: this.makerOf(thread), isMakerBusy: Date.now() - sinceMs >= busyAfterMs };
  }

  makerOf({ parent }: ThreadView): string {
    return this.tree.thread(`t${parent ?? -1}`)?.name ?? '';
  }

  /** What was found of a thread, in a few words; empty for nothing. */
  foundOf({ key }: ThreadView): string {
    const findings = this.#muted.without(this.run.findings);
    if (!isSame(findings, this.#foundIn)) {
      this.#foundIn = findings;
      this.#found = titlesByThread(findings);
    }
    return this.#found.get(key) ?? '';
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#subscription.dispose();
  }
}

function isSame(some: Run['findings'], others: Run['findings']): boolean {
  return some.length === others.length && some.every((finding, i) => finding === others[i]);
}

function titlesByThread(findings: Run['findings']): ReadonlyMap<ThreadKey, string> {
  const titles = new Map<ThreadKey, Set<string>>();
  for (const { kind, threads } of findings) {
    for (const thread of threads) {
      const own = titles.get(thread) ?? new Set();
      titles.set(thread, own.add(findingTitle(kind)));
    }
  }
  return new Map([...titles].map(([thread, own]) => [thread, [...own].join(', ')]));
}
