import type {
  FromRecorder,
  RecorderQuestionName,
  RecorderQuestions,
  ToRecorder,
} from './recorderMessages.ts';
import type { Disposable, TraceUpdate } from './recording.ts';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** What a recorder says once it has been opened. */
export type RecorderWord = Exclude<FromRecorder, { type: 'opened' | 'read' | 'notOpened' }>;

/**
 * One side of the talk with a recorder that is elsewhere, whatever carries the messages: brings answers to their
 * questions, and what is told unasked to those who listen. Owned by the client of that recorder; over with
 * {@link end}, from when on every question is rejected.
 */
export class RecorderTalk {
  readonly #post: (message: ToRecorder) => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #updates = new Set<(update: TraceUpdate) => void>();
  readonly #noticed = new Set<(notices: readonly string[]) => void>();
  #notices: readonly string[] = [];
  #questions = 0;
  /** Why nothing can be asked any more. */
  #over: Error | null = null;

  constructor(post: (message: ToRecorder) => void) {
    this.#post = post;
  }

  get isOver(): boolean {
    return this.#over !== null;
  }

  /** How many listen for updates. */
  get followers(): number {
    return this.#updates.size;
  }

  onUpdate(listener: (update: TraceUpdate) => void): Disposable {
    return subscribe(this.#updates, listener);
  }

  onNotices(listener: (notices: readonly string[]) => void): Disposable {
    if (this.#notices.length > 0) listener(this.#notices);
    return subscribe(this.#noticed, listener);
  }

  ask<Name extends RecorderQuestionName>(
    name: Name,
    argument: RecorderQuestions[Name]['argument'],
  ): Promise<RecorderQuestions[Name]['answer']> {
    if (this.#over !== null) return Promise.reject(this.#over);
    const id = this.#questions++;
    return new Promise<RecorderQuestions[Name]['answer']>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      // The pair of name and argument is checked above; TypeScript does not follow it into the union.
      this.tell({ type: 'ask', id, name, argument } as ToRecorder);
    });
  }

  tell(message: ToRecorder): void {
    if (this.#over === null) this.#post(message);
  }

  /** What came from the recorder. */
  take(message: RecorderWord): void {
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
    }
  }

  /**
   * The recorder is of no use any more. The first reason counts.
   * @param notice what the user is told of it; `null` when that was the intention
   * @returns whether it was the first
   */
  end(reason: Error, notice: string | null): boolean {
    if (this.#over !== null) return false;
    this.#over = reason;
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
    if (notice !== null) this.#tellNotices([...this.#notices, notice]);
    return true;
  }

  /** Nobody is to be told anything any more. */
  forgetListeners(): void {
    this.#updates.clear();
    this.#noticed.clear();
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
}

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): Disposable {
  listeners.add(listener);
  return { dispose: () => void listeners.delete(listener) };
}
