import type {
  HostMessage,
  MessageDetails,
  PanelMessage,
  PeerView,
  ProcessView,
  RangeAnswer,
  ThreadHistory,
  ThreadKey,
  ThreadView,
  TraceQuestion,
} from '../protocol/panel.ts';
import type { CapturedStack, CapturedStacks } from './capturedStacks.ts';
import type { Description } from './describe.ts';
import { Inquiry, finalStamp } from './inquiry.ts';
import type { RuntimeGroup } from './layout.ts';
import { runtimeGroup } from './layout.ts';
import type { RunModel } from './model.ts';
import type { ViewStore } from './viewState.ts';

/** What is inspected: a thread with the process it lives in, a process, or a process's runtime threads. */
export interface Subject {
  readonly process: ProcessView;
  readonly thread: ThreadView | null;
  readonly runtime: RuntimeGroup | null;
  readonly parent: ThreadView | null;
  readonly threads: ReadonlyMap<ThreadKey, ThreadView>;
  readonly span: Description | null;
  readonly message: MessageSubject | null;
  readonly history: ThreadHistory | null;
  /** With whom it exchanged messages; `null` until that is known. */
  readonly peers: readonly PeerView[] | null;
  /** What it was kept by in its whole life; `null` until that is known. */
  readonly waits: RangeAnswer | null;
  /** Its latest stack; `null` where none was captured. */
  readonly stack: CapturedStack | null;
  /** Program threads of the process. */
  readonly threadCount: number;
  /** Why the kernel cannot be asked, if the run says so. */
  readonly kernelNotice: string | null;
  readonly isLive: boolean;
}

export interface MessageSubject {
  readonly id: number;
  readonly isAnswered: boolean;
  readonly details: MessageDetails | null;
}

/** A curve in the inspector is about this many pixels wide. */
const historySteps = 120;
/** To add up a whole life takes its time: not more often than this. */
const slowMs = 2000;
const mostWaits = 6;

/** Puts together what the inspector shows, and asks the host for what the updates do not bring. */
export class Subjects {
  readonly #model: RunModel;
  readonly #store: ViewStore;
  readonly #describeSpan: () => Description | null;
  readonly #histories: Inquiry<ThreadHistory | null>;
  readonly #messages: Inquiry<MessageDetails | null>;
  readonly #peers: Inquiry<readonly PeerView[] | null>;
  readonly #waits: Inquiry<RangeAnswer | null>;
  readonly #stacks: CapturedStacks;

  constructor(
    model: RunModel,
    store: ViewStore,
    post: (message: PanelMessage) => void,
    describeSpan: () => Description | null,
    onNews: () => void,
    /** Other questions about ranges are asked, too. */
    nextRange: () => number,
    stacks: CapturedStacks,
  ) {
    this.#stacks = stacks;
    this.#model = model;
    this.#store = store;
    this.#describeSpan = describeSpan;
    const ask = (request: number, question: TraceQuestion) => post({ type: 'ask', request, question });
    const news = { onAnswer: onNews, onDue: onNews };
    this.#histories = new Inquiry({
      post: (request, thread) => ask(request, { name: 'history', argument: { thread, steps: historySteps } }),
      ...news,
    });
    this.#peers = new Inquiry({
      post: (request, thread) => ask(request, { name: 'peers', argument: { thread } }),
      ...news,
      refreshMs: slowMs,
    });
    this.#waits = new Inquiry({
      post: (request, thread) => {
        const { createdNs = 0, endedNs = null } = model.threads.get(thread) ?? {};
        const argument = {
          fromNs: createdNs,
          toNs: endedNs ?? model.nowNs,
          threads: [thread],
          mostWaits,
          mostLines: 0,
        };
        ask(request, { name: 'range', argument });
      },
      ...news,
      refreshMs: slowMs,
      number: nextRange,
    });
    this.#messages = new Inquiry({
      post: (request, message) => ask(request, { name: 'messageDetails', argument: { message } }),
      ...news,
    });
  }

  receive({ name, request, answer }: HostMessage & { type: 'answer' }): void {
    // The question's name says what its answer is.
    if (name === 'history') this.#histories.receive(request, answer as ThreadHistory | null);
    else if (name === 'peers') this.#peers.receive(request, answer as readonly PeerView[] | null);
    else if (name === 'range') this.#waits.receive(request, answer as RangeAnswer | null);
    else if (name === 'messageDetails') this.#messages.receive(request, answer as MessageDetails | null);
  }

  /** Another run or a new snapshot: what is held or asked may be about other threads. */
  reset(): void {
    this.#histories.reset();
    this.#peers.reset();
    this.#waits.reset();
    this.#messages.reset();
  }

  get thread(): ThreadView | null {
    const id = this.#store.state.selected;
    return id?.startsWith('t') ? (this.#model.threads.get(Number(id.slice(1))) ?? null) : null;
  }

  /** The selected message, as far as it is known. */
  get message(): MessageSubject | null {
    const id = this.#store.state.message;
    if (id === null) return null;
    const held = this.#messages.held(id);
    return { id, isAnswered: held !== null, details: held?.answer ?? null };
  }

  read(atMs: number): Subject | null {
    const thread = this.thread;
    const subject = this.#subject(thread);
    this.#keepThread(subject ? thread : null, atMs);
    this.#keepMessage(subject !== null, atMs);
    return subject;
  }

  #subject(thread: ThreadView | null): Subject | null {
    const { processes, threads, run, isLive } = this.#model;
    const id = this.#store.state.selected;
    const isProcess = id?.startsWith('p') === true || id?.startsWith('r') === true;
    const process = processes.get(thread?.process ?? (isProcess ? Number(id.slice(1)) : -1));
    if (id === null || !process || (id.startsWith('t') && !thread)) return null;
    const own = [...threads.values()].filter(one => !thread && one.process === process.key);
    return {
      process,
      thread,
      runtime: id.startsWith('r') ? runtimeGroup(own.filter(one => one.kind === 'runtime')) : null,
      parent: threads.get(thread?.parent ?? -1) ?? null,
      threads,
      span: this.#describeSpan(),
      message: this.message,
      history: thread ? (this.#histories.held(thread.key)?.answer ?? null) : null,
      peers: thread ? (this.#peers.held(thread.key)?.answer ?? null) : null,
      waits: thread ? (this.#waits.held(thread.key)?.answer ?? null) : null,
      stack: thread && this.#stacks.stackOf(thread.key),
      threadCount: own.filter(one => one.kind === 'program').length,
      kernelNotice: run?.notices.find(isAboutKernel) ?? null,
      isLive,
    };
  }

  #keepThread(thread: ThreadView | null, atMs: number): void {
    const { isLive, nowNs } = this.#model;
    const stamp = isLive && thread?.endedNs === null ? nowNs : finalStamp;
    const wanted = thread && { key: thread.key, stamp };
    this.#histories.keep(wanted, atMs);
    this.#peers.keep(thread?.kind === 'program' ? wanted : null, atMs);
    this.#waits.keep(wanted, atMs);
  }

  /** Until it is handled, there may be news of it. */
  #keepMessage(isShown: boolean, atMs: number): void {
    const { isLive, nowNs } = this.#model;
    const id = isShown ? this.#store.state.message : null;
    const held = id === null ? null : this.#messages.held(id);
    const isSettled = held !== null && held.answer?.handledNs !== null;
    const stamp = isSettled ? held.stamp : isLive ? nowNs : finalStamp;
    this.#messages.keep(id === null ? null : { key: id, stamp }, atMs);
  }
}

/** Notices are sentences for people: one that names what only the kernel tells is the reason. */
export function isAboutKernel(notice: string): boolean {
  return /\b(OS|kernel|Linux|CPU times?)\b|\/proc\b/.test(notice);
}
