import type { HostMessage, PanelMessage, RangeAnswer, ThreadKey } from '../protocol/panel.ts';
import type { CapturedThread, FrameVariables, StackCapture } from '../protocol/stacks.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { Inquiry, finalStamp } from './inquiry.ts';
import type { RunModel } from './model.ts';
import { statesAt } from './stackStates.ts';

/** The stack of one thread, with when it was captured. */
export interface CapturedStack {
  readonly number: number;
  readonly atNs: Nanoseconds;
  readonly captured: CapturedThread;
  /** Of the call that its variables were asked for; `null` where none were. */
  readonly variables: { readonly frame: number; readonly answer: FrameVariables | 'asked' | null } | null;
}

interface CapturedParts {
  readonly model: RunModel;
  readonly post: (message: PanelMessage) => void;
  readonly onNews: () => void;
  /** Other questions about ranges are asked, too. */
  readonly nextRange: () => number;
  /** One that the user asked for is there. */
  readonly onCapture: (capture: StackCapture) => void;
}

/** So long a moment is, when it is asked what threads did at it. */
const momentNs = 1000;
/** Others capture stacks, too: so often it is asked whether they have. */
const refreshMs = 2000;

/**
 * What the panel knows of captured stacks, and what it asks for beside: in which state each thread was, and the
 * variables of a call. These are held while they are looked at, and no longer.
 */
export class CapturedStacks {
  readonly #parts: CapturedParts;
  readonly #states: Inquiry<RangeAnswer | null>;
  readonly #captures: Inquiry<readonly StackCapture[] | null>;
  #request = 0;
  #variables: {
    readonly request: number;
    readonly thread: ThreadKey;
    readonly capture: number;
    readonly frame: number;
    answer: FrameVariables | 'asked' | null;
  } | null = null;
  #isCapturing = false;
  /** The number of the capture that the user waits for. */
  #awaited: number | null = null;

  constructor(parts: CapturedParts) {
    this.#parts = parts;
    const { model, post, onNews, nextRange } = parts;
    this.#states = new Inquiry({
      post: (request, number) => {
        const capture = model.captures.find(one => one.number === number);
        if (!capture) return;
        const argument = {
          fromNs: capture.atNs,
          toNs: capture.atNs + momentNs,
          threads: capture.threads.map(({ thread }) => thread),
          mostWaits: 0,
          mostLines: 0,
        };
        post({ type: 'ask', request, question: { name: 'range', argument } });
      },
      onAnswer: onNews,
      onDue: onNews,
      number: nextRange,
    });
    this.#captures = new Inquiry({
      post: request => {
        const after = model.captures.at(-1)?.number ?? 0;
        post({ type: 'ask', request, question: { name: 'captures', argument: { after } } });
      },
      onAnswer: onNews,
      onDue: onNews,
      refreshMs,
    });
  }

  get isCapturing(): boolean {
    return this.#isCapturing || this.#awaited !== null;
  }

  /** Has all threads looked at; one look at a time. */
  capture(): void {
    const { model, post, onNews } = this.#parts;
    if (!model.isLive || this.isCapturing) return;
    this.#isCapturing = true;
    post({ type: 'captureStacks' });
    onNews();
  }

  /** The user had stacks captured, here or elsewhere. @param number `null` when nothing came of it */
  captured(number: number | null): void {
    this.#isCapturing = false;
    this.#awaited = number;
    // Not at its time, but now.
    this.#captures.reset();
    this.#parts.onNews();
  }

  /** Sees to it that all captures are known, whoever made them. */
  keep(atMs: number): void {
    const { isLive, nowNs } = this.#parts.model;
    this.#captures.keep({ key: 0, stamp: isLive ? nowNs : finalStamp }, atMs);
  }

  receiveCaptures({ request, answer }: HostMessage & { type: 'answer' }): void {
    const { model, onCapture } = this.#parts;
    const before = this.#captures.latest;
    // Whoever hands it on has looked at its name.
    this.#captures.receive(request, answer as readonly StackCapture[] | null);
    const fresh = this.#captures.latest;
    if (fresh === before) return;
    const last = model.captures.at(-1)?.number ?? 0;
    model.captures = [...model.captures, ...(fresh?.answer ?? []).filter(({ number }) => number > last)];
    const awaited = model.captures.find(({ number }) => number === this.#awaited);
    this.#awaited = null;
    if (awaited) onCapture(awaited);
  }

  /** The capture of that number, else the latest; without the runtime's own threads, which run no code of the program. */
  ofProgram(number: number | null): StackCapture | null {
    const { captures, threads } = this.#parts.model;
    const capture = captures.find(one => one.number === number) ?? captures.at(-1);
    if (!capture) return null;
    const isOfProgram = ({ thread }: CapturedThread) => threads.get(thread)?.kind !== 'runtime';
    return { ...capture, threads: capture.threads.filter(isOfProgram) };
  }

  /** What the threads of a capture did, as far as that is known by now. */
  statesIn(capture: StackCapture | null, atMs: number) {
    this.#states.keep(capture && { key: capture.number, stamp: finalStamp }, atMs);
    return statesAt(capture && (this.#states.held(capture.number)?.answer ?? null));
  }

  /** The latest stack of a thread, from the latest capture in which it is. */
  stackOf(thread: ThreadKey): CapturedStack | null {
    for (const { number, atNs, threads } of [...this.#parts.model.captures].reverse()) {
      const captured = threads.find(one => one.thread === thread);
      if (!captured) continue;
      const own = this.#variables;
      const variables =
        own?.thread === thread && own.capture === number ? { frame: own.frame, answer: own.answer } : null;
      return { number, atNs, captured, variables };
    }
    return null;
  }

  /** Asks for the variables of a call of a thread's latest stack, or lets go of them. */
  toggleVariables(thread: ThreadKey, frame: number): void {
    const stack = this.stackOf(thread);
    const { post, onNews } = this.#parts;
    if (!stack) return;
    if (stack.variables?.frame === frame) {
      this.#variables = null;
    } else {
      const request = ++this.#request;
      this.#variables = { request, thread, capture: stack.number, frame, answer: 'asked' };
      post({ type: 'variables', request, thread, frame });
    }
    onNews();
  }

  receiveVariables({ request, variables }: HostMessage & { type: 'variables' }): void {
    if (this.#variables?.request !== request) return;
    this.#variables.answer = variables;
    this.#parts.onNews();
  }

  receive(request: number, answer: RangeAnswer | null): void {
    this.#states.receive(request, answer);
  }

  /** What is not looked at is not kept. @param thread whose stack is seen */
  forgetVariablesExceptOf(thread: ThreadKey | null): void {
    if (this.#variables?.thread !== thread) this.#variables = null;
  }

  /** Another run, or a new snapshot. */
  reset(): void {
    this.#variables = null;
    this.#isCapturing = false;
    this.#awaited = null;
    this.#captures.reset();
    this.#states.reset();
  }
}
