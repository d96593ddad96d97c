import type { FindingKind, FindingView } from '../protocol/findings.ts';
import type {
  HostMessage,
  ObserverView,
  ProcessKey,
  ProcessView,
  RunView,
  ThreadKey,
  ThreadView,
} from '../protocol/panel.ts';
import type { StackCapture } from '../protocol/stacks.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { inOrder } from './findingOrder.ts';

/**
 * The run as the host told it. Owned by the panel for as long as that lives; a snapshot replaces all of it,
 * an update the entities it names. Knows when an update went missing and asks for everything anew.
 */
export class RunModel {
  /** `undefined` until the host has said anything; `null` when nothing has run. */
  run: RunView | null | undefined = undefined;
  readonly processes = new Map<ProcessKey, ProcessView>();
  readonly threads = new Map<ThreadKey, ThreadView>();
  nowNs: Nanoseconds = 0;
  observer: ObserverView = notObserved;
  /** Everything that was found, the gravest first, muted or not. */
  findings: readonly FindingView[] = [];
  /** Grows with every change of findings. */
  findingsVersion = 0;
  /** Kinds of findings that the user does not want to see. */
  muted: ReadonlySet<FindingKind> = new Set();
  /** In the order in which they were made. */
  captures: readonly StackCapture[] = [];
  /** Grows with every change of processes and threads, so that others see whether they are up to date. */
  version = 0;

  #program: { readonly version: number; readonly threads: readonly ThreadView[] } | null = null;
  /** The number that must come next; `null` while only a snapshot will do. */
  #expected: number | null = null;
  #asked = false;
  readonly #sayReady: () => void;

  constructor(sayReady: () => void) {
    this.#sayReady = sayReady;
  }

  get isLive(): boolean {
    return isLive(this.run);
  }

  /** The threads that run the program's code: all but those that its runtime made for itself. */
  get programThreads(): readonly ThreadView[] {
    if (this.#program?.version !== this.version) {
      const threads = [...this.threads.values()].filter(thread => thread.kind === 'program');
      this.#program = { version: this.version, threads };
    }
    return this.#program.threads;
  }

  /** The findings that are shown, the gravest first. */
  get shownFindings(): readonly FindingView[] {
    return this.findings.filter(({ kind }) => !this.muted.has(kind));
  }

  setMuted(kinds: readonly FindingKind[]): void {
    this.muted = new Set(kinds);
    this.findingsVersion++;
  }

  /** Asks for the run and a snapshot; called once when the panel is up, later only by itself. */
  begin(): void {
    this.#expected = null;
    this.#asked = true;
    this.#sayReady();
  }

  /** Tells what that means: another run, the end of this one, or only news of it. */
  setRun(run: RunView | null): 'other' | 'ended' | 'same' {
    const isOther = this.run?.startedAtMs !== run?.startedAtMs;
    const wasLive = this.isLive;
    this.run = run;
    // What is left of another run must not be shown under this one's name.
    if (isOther) this.#clear();
    return isOther ? 'other' : wasLive && !isLive(run) ? 'ended' : 'same';
  }

  /** Returns whether anything was taken over. */
  update(message: HostMessage & { type: 'update' }): boolean {
    if (message.snapshot) {
      this.#clear();
      this.#asked = false;
    } else if (message.number !== this.#expected) {
      // Once is enough: the updates already under way will not fit either.
      if (!this.#asked) this.begin();
      return false;
    }
    this.#expected = message.number + 1;
    for (const process of message.processes) this.processes.set(process.key, process);
    for (const thread of message.threads) this.threads.set(thread.key, thread);
    this.nowNs = message.nowNs;
    this.observer = message.observer;
    if (message.findings) {
      this.findings = inOrder(message.findings);
      this.findingsVersion++;
    }
    if (message.snapshot || message.processes.length > 0 || message.threads.length > 0) this.version++;
    return true;
  }

  #clear(): void {
    this.processes.clear();
    this.threads.clear();
    this.nowNs = 0;
    this.observer = notObserved;
    this.findings = [];
    this.findingsVersion++;
    this.captures = [];
    this.version++;
  }
}

const notObserved: ObserverView = { programShare: null, recorderShare: null };

function isLive(run: RunView | null | undefined): boolean {
  return run?.status === 'running' || run?.status === 'starting';
}
