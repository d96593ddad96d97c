import { monotonicNow } from '../engine/clock.ts';
import type { DebuggerWord } from '../trace/debuggerStops.ts';
import type { Nanoseconds, SourcePlace } from '../protocol/words.ts';
import { identityExpression, readIdentity, threadByNames, type DebuggedThread } from './debuggedThreads.ts';
import { isObject } from './untrusted.ts';
import type { DebugLanguage } from './debugConfiguration.ts';

/** One session, as far as it matters here. */
export interface WatchedSession {
  readonly language: DebugLanguage;
  /** Its name, and those of the sessions around it. */
  readonly names: readonly string[];
  /** A request to the debugger. Rejects when it is refused. */
  ask(command: string, argument: object): Thenable<unknown>;
  /** Where a file lies. VS Code names some by a URI. */
  pathOf(file: string): string;
}

/** What somebody wants to know of a session. */
export interface SessionListener {
  said(word: DebuggerWord): void;
  /** The program's process, as the debugger says. */
  began(pid: number): void;
  exited(exitCode: number): void;
  /** The debugger could not start the program, and says why. */
  refused(why: string): void;
}

interface LatestStop {
  readonly timeNs: Nanoseconds;
  readonly reason: string;
  isPlaced: boolean;
}

/** What lets a thread go on. */
const resuming = new Set(['continue', 'next', 'stepIn', 'stepOut', 'stepBack', 'reverseContinue', 'goto']);
/** A debugger that does not answer leaves the stop without its line. */
const answerMs = 10_000;
/** Pauses before it is asked once more who a thread is. */
const askAgainMs = [50, 200, 1000, 3000];
/** Frames that are looked through for the line of the program. */
const mostFrames = 10;

/**
 * Listens to one session between VS Code and a debugger, and tells which thread of the program is stopped when, why and
 * where. It asks the debugger for the line, and where the session's name does not say it, who the thread is; both only
 * while the thread stands. Lives as long as the session.
 */
export class ThreadStops {
  readonly #session: WatchedSession;
  readonly #listener: SessionListener;
  /** The debugger's numbers of threads. */
  readonly #known = new Map<number, DebuggedThread>();
  /** When it was asked to let a thread go on, by the request's number. */
  readonly #asked = new Map<number, { readonly thread: number; readonly timeNs: Nanoseconds }>();
  /** What is told keeps its order, although asking takes time. */
  #telling: Promise<void> = Promise.resolve();
  readonly #stopped = new Set<number>();
  /** How each stopped last. */
  readonly #latest = new Map<number, LatestStop>();
  /** Which threads VS Code asked the stack of, by the request's number: what it is told need not be asked again. */
  readonly #stacksOf = new Map<number, number>();

  constructor(session: WatchedSession, listener: SessionListener) {
    this.#session = session;
    this.#listener = listener;
  }

  /** Resolves when all that was heard so far has been told. */
  get told(): Promise<void> {
    return this.#telling;
  }

  /** @param message of the Debug Adapter Protocol, to the debugger */
  onWillReceiveMessage(message: unknown): void {
    const { type, command, seq, arguments: given } = fields(message);
    const { threadId: stackOf, startFrame = 0 } = fields(given);
    if (
      command === 'stackTrace' &&
      startFrame === 0 &&
      typeof seq === 'number' &&
      typeof stackOf === 'number'
    )
      this.#stacksOf.set(seq, stackOf);
    if (type !== 'request' || typeof command !== 'string' || !resuming.has(command)) return;
    const { threadId } = fields(given);
    if (typeof seq !== 'number' || typeof threadId !== 'number') return;
    this.#asked.set(seq, { thread: threadId, timeNs: monotonicNow() });
  }

  /** @param message of the Debug Adapter Protocol, from the debugger */
  onDidSendMessage(message: unknown): void {
    const { type, event, body, command, request_seq: request, success } = fields(message);
    if (type === 'response' && command === 'launch' && success === false)
      this.#listener.refused(errorIn(fields(message)));
    if (type === 'response' && typeof request === 'number') this.#sawStack(request, body);
    if (type === 'response' && typeof request === 'number')
      this.#answered(request, success === true, fields(body));
    else if (type === 'event' && typeof event === 'string') this.#happened(event, fields(body));
  }

  #answered(request: number, success: boolean, { allThreadsContinued }: Fields): void {
    const asked = this.#asked.get(request);
    if (asked === undefined) return;
    this.#asked.delete(request);
    if (success) this.#resumed(asked.thread, asked.timeNs, allThreadsContinued !== false);
  }

  #happened(event: string, body: Fields): void {
    const { threadId, reason } = body;
    switch (event) {
      case 'stopped':
        if (typeof threadId === 'number')
          this.#stoppedNow(threadId, text(reason), body['allThreadsStopped'] === true);
        break;
      case 'continued':
        if (typeof threadId === 'number') this.#continued(threadId, body['allThreadsContinued'] === true);
        break;
      case 'thread':
        // The number may be given to another.
        if (reason === 'exited' && typeof threadId === 'number') this.#forget(threadId);
        break;
      case 'process':
        if (typeof body['systemProcessId'] === 'number') this.#listener.began(body['systemProcessId']);
        break;
      case 'exited':
        if (typeof body['exitCode'] === 'number') this.#listener.exited(body['exitCode']);
        break;
    }
  }

  #sawStack(request: number, body: unknown): void {
    const thread = this.#stacksOf.get(request);
    this.#stacksOf.delete(request);
    if (thread !== undefined) this.#locate(thread, stackIn(body));
  }

  /** The line on which a known thread stands is known; it is told once. */
  #locate(thread: number, stack: readonly unknown[]): void {
    const stop = this.#latest.get(thread);
    const at = this.#placeIn(stack);
    if (stop === undefined || stop.isPlaced || at === null || !this.#known.has(thread)) return;
    stop.isPlaced = true;
    const { timeNs, reason } = stop;
    // After the stop itself, which may wait for its turn.
    this.#then(() => {
      const who = this.#known.get(thread);
      if (who !== undefined)
        this.#listener.said({ pid: who.pid, thread: who.thread, timeNs, stop: { reason, at } });
    });
  }

  #forget(thread: number): void {
    this.#known.delete(thread);
    this.#stopped.delete(thread);
    this.#latest.delete(thread);
  }

  #continued(thread: number, all: boolean): void {
    // The thread goes on when it is asked to, which is a little before the debugger says so.
    let timeNs = monotonicNow();
    for (const [request, asked] of this.#asked) {
      if (asked.thread !== thread) continue;
      timeNs = asked.timeNs;
      this.#asked.delete(request);
      break;
    }
    this.#resumed(thread, timeNs, all);
  }

  #stoppedNow(thread: number, reason: string, all: boolean): void {
    const timeNs = monotonicNow();
    this.#stopped.add(thread);
    this.#latest.set(thread, { timeNs, reason, isPlaced: false });
    const say = ({ pid, thread: id }: DebuggedThread, at: SourcePlace | null) =>
      this.#listener.said({ pid, thread: id, timeNs, stop: { reason, at } });
    const sayAll = ({ pid }: DebuggedThread) => {
      if (all) this.#listener.said({ pid, thread: null, timeNs, stop: { reason: 'others', at: null } });
    };
    const stack = this.#stackOf(thread);
    const known = this.#known.get(thread) ?? this.#byName(thread);
    if (known !== null) {
      // A debugger may be slow to say where; that the thread stands is known now.
      this.#then(() => {
        say(known, null);
        sayAll(known);
      });
      void stack.then(frames => {
        // Meanwhile it may stand elsewhere, and that is what was answered.
        if (this.#latest.get(thread)?.timeNs === timeNs) this.#locate(thread, frames);
      });
      return;
    }
    const found = this.#find(thread, timeNs, stack);
    this.#then(async () => {
      const { who, at } = await found;
      if (who === null) return;
      say(who, at);
      sayAll(who);
    });
  }

  #resumed(thread: number, timeNs: Nanoseconds, all: boolean): void {
    if (!this.#stopped.has(thread) && !(all && this.#stopped.size > 0)) return;
    if (all) this.#stopped.clear();
    else this.#stopped.delete(thread);
    const known = () => this.#known.get(thread) ?? (all ? [...this.#known.values()][0] : undefined);
    // A thread that ends at once is forgotten before its turn comes; one that was just found out was not known before.
    const before = known();
    this.#then(() => {
      const { pid, thread: id } = known() ?? before ?? {};
      if (pid !== undefined && id !== undefined)
        this.#listener.said({ pid, thread: all && this.#isOfAll ? null : id, timeNs, stop: null });
    });
  }

  /** A session of the debugger for Node.js has one thread, though its process may have several. */
  get #isOfAll(): boolean {
    return this.#session.language === 'python';
  }

  #then(tell: () => void | Promise<void>): void {
    this.#telling = this.#telling.then(tell).catch(() => undefined);
  }

  #byName(thread: number): DebuggedThread | null {
    const found = this.#session.language === 'node' ? threadByNames(this.#session.names) : null;
    if (found !== null) this.#known.set(thread, found);
    return found;
  }

  /** A debugger that has just stopped a thread may not answer yet: it is asked again while the thread stands. */
  async #find(
    thread: number,
    timeNs: Nanoseconds,
    stack: Promise<readonly unknown[]>,
  ): Promise<{ readonly who: DebuggedThread | null; readonly at: SourcePlace | null }> {
    let frames = await stack;
    for (const waitMs of askAgainMs) {
      const who = await this.#identify(thread, frames);
      if (who !== null) return { who, at: this.#placeIn(frames) };
      await new Promise(resolve => setTimeout(resolve, waitMs));
      if (!this.#stopped.has(thread) || this.#latest.get(thread)?.timeNs !== timeNs) break;
      frames = await this.#stackOf(thread);
    }
    return { who: null, at: null };
  }

  async #stackOf(thread: number): Promise<readonly unknown[]> {
    return stackIn(await this.#ask('stackTrace', { threadId: thread, startFrame: 0, levels: mostFrames }));
  }

  async #identify(thread: number, [top]: readonly unknown[]): Promise<DebuggedThread | null> {
    const { id: frameId } = fields(top);
    if (typeof frameId !== 'number') return null;
    const expression = identityExpression(this.#session.language);
    const who = readIdentity(
      fields(await this.#ask('evaluate', { expression, frameId, context: 'hover' }))['result'],
    );
    if (who !== null) this.#known.set(thread, who);
    return who;
  }

  /** The line of the program: that of the first frame that is no part of the runtime. */
  #placeIn(stack: readonly unknown[]): SourcePlace | null {
    const places = stack.flatMap(frame => {
      const { source, line, column, presentationHint } = fields(frame);
      const { path } = fields(source);
      if (typeof path !== 'string' || !isPosition(line) || presentationHint === 'deemphasize') return [];
      return [{ file: this.#session.pathOf(path), line, column: isPosition(column) ? column : 1 }];
    });
    return places[0] ?? null;
  }

  async #ask(command: string, argument: object): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>(resolve => (timer = setTimeout(resolve, answerMs, null)));
    try {
      // What was let go on meanwhile is no more looked at.
      return await Promise.race([
        Promise.resolve(this.#session.ask(command, argument)).catch(() => null),
        late,
      ]);
    } finally {
      clearTimeout(timer);
    }
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** What comes from a debugger may be anything. */
function fields(value: unknown): Fields {
  return isObject(value) ? value : {};
}

function stackIn(body: unknown): readonly unknown[] {
  const { stackFrames } = fields(body);
  return Array.isArray(stackFrames) ? (stackFrames as readonly unknown[]) : [];
}

/** What a refusal says, for the user. */
function errorIn({ message, body }: Fields): string {
  const { format } = fields(fields(body)['error']);
  return typeof format === 'string' ? format : text(message);
}

function isPosition(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

/** Cut to what a word may be long. */
function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 200) : 'unknown';
}
