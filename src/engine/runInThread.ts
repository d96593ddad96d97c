import { Worker } from 'node:worker_threads';
import type {
  FromRecorder,
  RecorderQuestionName,
  RecorderQuestions,
  RecorderTask,
  ToRecorder,
} from './recorderMessages.ts';
import { RecorderTalk } from './recorderTalk.ts';
import { errorText } from './errorText.ts';
import { RunElsewhere } from './runElsewhere.ts';

/** How long the recorder may take to delete its folder before its thread is ended. */
const disposeTimeoutMs = 3000;

/** What a thread says first, when nothing is wrong. */
export type FirstWord = Extract<FromRecorder, { type: 'opened' | 'read' }>;

/**
 * A run whose trace lives in a thread of its own, so that collecting, storing and reading do not hold up the thread
 * of whoever asks. Begins with {@link startThread}, ends with {@link dispose}. When the thread dies, every question
 * is rejected and the notices say so.
 */
export class RunInThread extends RunElsewhere {
  readonly #worker: Worker;
  #disposal: Promise<void> | null = null;

  /** @param worker has said its first word */
  protected constructor(worker: Worker) {
    super(new RecorderTalk(message => worker.postMessage(message)));
    this.#worker = worker;
    worker.on('message', (message: FromRecorder) => this.#take(message));
    worker.on('messageerror', error => this.#end(error));
    worker.on('error', (error: unknown) =>
      this.#end(error instanceof Error ? error : new Error(String(error))),
    );
    worker.on('exit', code => this.#end(new Error(`The recorder's thread ended with code ${code}.`)));
  }

  dispose(): Promise<void> {
    this.#disposal ??= this.#dispose();
    return this.#disposal;
  }

  protected question<Name extends RecorderQuestionName>(
    name: Name,
    argument: RecorderQuestions[Name]['argument'],
  ): Promise<RecorderQuestions[Name]['answer']> {
    return this.talk.ask(name, argument);
  }

  protected post(message: ToRecorder): void {
    this.talk.tell(message);
  }

  async #dispose(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise(resolve => (timer = setTimeout(resolve, disposeTimeoutMs)));
    // A recorder that died has nothing left to tidy; its thread is ended either way.
    const tidied = this.talk.isOver ? undefined : this.talk.ask('dispose', null).catch(() => undefined);
    await Promise.race([tidied, timeout]);
    clearTimeout(timer);
    this.talk.forgetListeners();
    this.talk.end(new Error('The recording was closed.'), null);
    await this.#worker.terminate();
  }

  #take(message: FromRecorder): void {
    if (message.type === 'opened' || message.type === 'read' || message.type === 'notOpened')
      this.#end(new Error(`The recorder said "${message.type}" twice.`));
    else this.talk.take(message);
  }

  /** The thread is of no use any more. The first reason counts: an `exit` follows every `error`. */
  #end(reason: Error): void {
    const notice = `Recording broke off: ${reason.message} What came later is missing.`;
    const isWanted = this.#disposal !== null;
    if (this.talk.end(reason, isWanted ? null : notice) && !isWanted) void this.#worker.terminate();
  }
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
