import { Worker } from 'node:worker_threads';
import type { TraceAnswer, TraceQuestion, WindowAnswer, WindowQuery } from '../protocol/panel.ts';
import type { RunSummary } from '../trace/summary.ts';
import type {
  FromRecorder,
  RecorderQuestionName,
  RecorderQuestions,
  RecorderTask,
  ToRecorder,
} from './recorderMessages.ts';
import { errorText } from './errorText.ts';
import type { Disposable, RecordedRun, TraceUpdate } from './recording.ts';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** How long the recorder may take to delete its folder before its thread is ended. */
const disposeTimeoutMs = 3000;

/** What a thread says first, when nothing is wrong. */
export type FirstWord = Extract<FromRecorder, { type: 'opened' | 'read' }>;

/**
 * A run whose trace lives in a thread of its own, so that collecting, storing and reading do not hold up the thread
 * of whoever asks. Begins with {@link startThread}, ends with {@link dispose}. When the thread dies, every question
 * is rejected and the notices say so.
 */
export class RunInThread implements RecordedRun {
  readonly #worker: Worker;
  readonly #waiting: Map<number, Waiting>;
  readonly #updates = new Set<(update: TraceUpdate) => void>();
  readonly #noticed = new Set<(notices: readonly string[]) => void>();
  #notices: readonly string[] = [];
  #questions = 0;
  /** Why nothing can be asked any more. */
  #over: Error | null = null;
  #disposal: Promise<void> | null = null;

  /** @param worker has said its first word */
  protected constructor(worker: Worker) {
    this.#worker = worker;
    this.#waiting = new Map();
    worker.on('message', (message: FromRecorder) => this.#take(message));
    worker.on('messageerror', error => this.#end(error));
    worker.on('error', (error: unknown) =>
      this.#end(error instanceof Error ? error : new Error(String(error))),
    );
    worker.on('exit', code => this.#end(new Error(`The recorder's thread ended with code ${code}.`)));
  }

  onUpdate(listener: (update: TraceUpdate) => void): Disposable {
    return subscribe(this.#updates, listener);
  }

  onNotices(listener: (notices: readonly string[]) => void): Disposable {
    const subscription = subscribe(this.#noticed, listener);
    if (this.#notices.length > 0) listener(this.#notices);
    return subscription;
  }

  snapshot(): Promise<TraceUpdate> {
    return this.question('snapshot', null);
  }

  window(query: WindowQuery): Promise<WindowAnswer> {
    return this.question('window', query);
  }

  ask(question: TraceQuestion): Promise<TraceAnswer> {
    return this.question('trace', question);
  }

  summary(command: readonly string[]): Promise<RunSummary> {
    return this.question('summary', command);
  }

  dispose(): Promise<void> {
    this.#disposal ??= this.#dispose();
    return this.#disposal;
  }

  async #dispose(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise(resolve => (timer = setTimeout(resolve, disposeTimeoutMs)));
    // A recorder that died has nothing left to tidy; its thread is ended either way.
    const tidied = this.#over === null ? this.question('dispose', null).catch(() => undefined) : undefined;
    await Promise.race([tidied, timeout]);
    clearTimeout(timer);
    this.#over ??= new Error('The recording was closed.');
    this.#updates.clear();
    this.#noticed.clear();
    await this.#worker.terminate();
    this.#rejectAll(this.#over);
  }

  #take(message: FromRecorder): void {
    switch (message.type) {
      case 'update':
        for (const listener of [...this.#updates]) listener(message.update);
        break;
      case 'notices':
        this.#tellNotices(message.notices);
        break;
      case 'answer':
        this.#takeWaiting(message.id)?.resolve(message.value as never);
        break;
      case 'refusal':
        this.#takeWaiting(message.id)?.reject(new Error(message.message));
        break;
      case 'opened':
      case 'read':
      case 'notOpened':
        this.#end(new Error(`The recorder said "${message.type}" twice.`));
        break;
    }
  }

  protected question<Name extends RecorderQuestionName>(
    name: Name,
    argument: RecorderQuestions[Name]['argument'],
  ): Promise<RecorderQuestions[Name]['answer']> {
    if (this.#over !== null) return Promise.reject(this.#over);
    const id = this.#questions++;
    return new Promise<RecorderQuestions[Name]['answer']>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      // The pair of name and argument is checked above; TypeScript does not follow it into the union.
      this.post({ type: 'ask', id, name, argument } as ToRecorder);
    });
  }

  protected post(message: ToRecorder): void {
    if (this.#over === null) this.#worker.postMessage(message);
  }

  #takeWaiting(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #tellNotices(notices: readonly string[]): void {
    this.#notices = notices;
    for (const listener of [...this.#noticed]) listener(notices);
  }

  /** The thread is of no use any more. The first reason counts: an `exit` follows every `error`. */
  #end(reason: Error): void {
    if (this.#over !== null) return;
    this.#over = reason;
    this.#rejectAll(reason);
    if (this.#disposal === null) {
      this.#tellNotices([
        ...this.#notices,
        `Recording broke off: ${reason.message} What came later is missing.`,
      ]);
      void this.#worker.terminate();
    }
  }

  #rejectAll(reason: Error): void {
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): Disposable {
  listeners.add(listener);
  return { dispose: () => void listeners.delete(listener) };
}

/** @throws what the thread says that went wrong */
export async function startThread(
  script: string,
  task: RecorderTask,
): Promise<{ readonly worker: Worker; readonly first: FirstWord }> {
  // The flags of the process around us (an inspector, loaders) are not for this thread.
  const worker = new Worker(script, { workerData: task, execArgv: [], name: 'Thread View recorder' });
  try {
    return { worker, first: await firstWord(worker) };
  } catch (error) {
    // It may fail a second time while it ends; nobody is there to hear that.
    worker.on('error', () => undefined);
    void worker.terminate();
    throw error;
  }
}

/** Waits for the recorder to be open. Leaves no listener behind, and only removes its own: a Worker has some, too. */
function firstWord(worker: Worker): Promise<FirstWord> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      end();
    };
    const fail = (message: string) => settle(() => reject(new Error(message)));
    const onMessage = (message: FromRecorder) => {
      if (message.type === 'opened' || message.type === 'read') settle(() => resolve(message));
      else
        fail(message.type === 'notOpened' ? message.message : `The recorder began with "${message.type}".`);
    };
    const onError = (error: unknown) => fail(errorText(error));
    const onExit = (code: number) => fail(`The recorder's thread ended with code ${code}.`);
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  });
}
