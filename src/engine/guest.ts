import { timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import { errorText } from './errorText.ts';
import { FrameReader, frameHead } from './frames.ts';
import { decodeFromGuest, encodeGuestMessage, maxFromGuestBytes } from './guestMessages.ts';
import type { FromGuest, ToGuest } from './guestMessages.ts';
import { mergeUpdates } from './heldUpdate.ts';
import { answerLooker } from './recorderAnswers.ts';
import type { LookersQuestion } from './recorderAnswers.ts';
import type { Disposable, RecordedRun, RootEnd, TraceUpdate } from './recording.ts';

/** Who connects has nothing else to do than to show the token. */
const tokenTimeoutMs = 5000;
/** Of a guest that asks faster than is answered no more is read than this. */
const mostQuestionsWaiting = 32;

/** What the one who lets guests in is told of each. */
export interface GuestOwner {
  /** The token was the right one. */
  admitted(guest: Guest): void;
  /** It has left, or was turned away. */
  gone(guest: Guest): void;
}

/**
 * One who looks at a run over a socket: shows the token, then asks and follows. While it does not read what it was
 * sent, nothing more is sent and none of its questions is looked at: what changes meanwhile becomes one update, so that
 * it costs no more memory than one answer and one snapshot. Who says what is no message is sent away. Over with the
 * socket.
 */
export class Guest {
  readonly #socket: Socket;
  readonly #run: RecordedRun;
  readonly #token: Buffer;
  readonly #owner: GuestOwner;
  readonly #frames: FrameReader;
  readonly #questions: LookersQuestion[] = [];
  readonly #patience: NodeJS.Timeout;
  #isAdmitted = false;
  #isAnswering = false;
  #following: Disposable | null = null;
  #noticing: Disposable | null = null;
  /** Updates are numbered for each guest: it need not know of those that were put together. */
  #updateNumber = 0;
  #held: TraceUpdate | null = null;
  #heldNotices: readonly string[] | null = null;
  #end: RootEnd | null = null;

  constructor(socket: Socket, run: RecordedRun, token: string, owner: GuestOwner) {
    this.#socket = socket;
    this.#run = run;
    this.#token = Buffer.from(token, 'latin1');
    this.#owner = owner;
    this.#frames = new FrameReader(this.#token.length);
    this.#patience = setTimeout(() => this.#turnAway(), tokenTimeoutMs);
    socket.on('data', bytes => this.#take(bytes));
    socket.on('drain', () => this.#drained());
    // A guest that is killed is no problem of ours; `close` follows.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#close());
  }

  /** The program has ended, and all that it told has been read. */
  ended(end: RootEnd): void {
    this.#end = end;
    this.#sendHeld();
  }

  /** Sends it away. */
  close(): void {
    this.#socket.destroy();
  }

  get #isFull(): boolean {
    return this.#socket.writableNeedDrain;
  }

  #take(bytes: Buffer): void {
    try {
      for (const frame of this.#frames.read(bytes)) {
        if (this.#isAdmitted) this.#hear(decodeFromGuest(frame));
        else if (frame.length === this.#token.length && timingSafeEqual(frame, this.#token)) this.#admit();
        else throw new Error('a stranger');
      }
    } catch {
      this.#turnAway();
    }
  }

  #admit(): void {
    clearTimeout(this.#patience);
    this.#isAdmitted = true;
    this.#frames.maxBytes = maxFromGuestBytes;
    this.#owner.admitted(this);
    this.#send({ type: 'welcome' });
    this.#noticing = this.#run.onNotices(notices => {
      this.#heldNotices = notices;
      this.#sendHeld();
    });
  }

  #hear(message: FromGuest): void {
    if (message.type === 'follow') {
      this.#follow(message.isWanted);
      return;
    }
    this.#questions.push(message);
    if (this.#questions.length >= mostQuestionsWaiting) this.#socket.pause();
    void this.#answerAll();
  }

  #follow(isWanted: boolean): void {
    if (isWanted === (this.#following !== null)) return;
    this.#following?.dispose();
    this.#following = null;
    this.#held = null;
    if (isWanted) this.#following = this.#begin();
  }

  /** Everything first, then what changes. */
  #begin(): Disposable {
    let missed: TraceUpdate[] | null = [];
    const following = this.#run.onUpdate(update => {
      if (missed === null) this.#tell(update);
      else missed.push(update);
    });
    void this.#run.snapshot().then(
      snapshot => {
        const later = missed ?? [];
        missed = null;
        if (this.#following !== following) return;
        this.#tell(snapshot);
        for (const update of later) if (update.number > snapshot.number) this.#tell(update);
      },
      () => this.#turnAway(),
    );
    return following;
  }

  #tell(update: TraceUpdate): void {
    this.#held = this.#held === null ? update : mergeUpdates(this.#held, update);
    this.#sendHeld();
  }

  /** What was held back, as soon as the guest has read what came before. */
  #sendHeld(): void {
    if (!this.#isAdmitted) return;
    const notices = this.#heldNotices;
    if (notices !== null && !this.#isFull) {
      this.#heldNotices = null;
      this.#send({ type: 'notices', notices });
    }
    const update = this.#held;
    if (update !== null && !this.#isFull) {
      this.#held = null;
      this.#send({ type: 'update', update: { ...update, number: ++this.#updateNumber } });
    }
    const end = this.#end;
    if (end !== null && this.#held === null && !this.#isFull) {
      this.#end = null;
      this.#send({ type: 'ended', end });
    }
  }

  #drained(): void {
    this.#sendHeld();
    void this.#answerAll();
  }

  async #answerAll(): Promise<void> {
    if (this.#isAnswering) return;
    this.#isAnswering = true;
    try {
      while (!this.#isFull && !this.#socket.destroyed) {
        const question = this.#questions.shift();
        if (question === undefined) break;
        await this.#answer(question);
        // The recorder has its turn between two questions, however fast they come.
        await new Promise(resolve => setImmediate(resolve));
      }
    } finally {
      this.#isAnswering = false;
    }
    if (this.#questions.length < mostQuestionsWaiting) this.#socket.resume();
  }

  async #answer(question: LookersQuestion): Promise<void> {
    const { id, name } = question;
    try {
      let value = await answerLooker(this.#run, question);
      if (name === 'snapshot') {
        // It holds what was held back, too.
        this.#held = null;
        value = { ...(value as TraceUpdate), number: this.#updateNumber };
      }
      this.#send({ type: 'answer', id, value });
    } catch (error) {
      this.#send({ type: 'refusal', id, message: errorText(error) });
    }
  }

  #send(message: ToGuest): void {
    if (this.#socket.destroyed) return;
    const payload = encodeGuestMessage(message);
    this.#socket.cork();
    this.#socket.write(frameHead(payload.length));
    this.#socket.write(payload);
    this.#socket.uncork();
  }

  /** A stranger, or one that says what is no message. It is not told why: who is one of us knows. */
  #turnAway(): void {
    this.#socket.destroy();
  }

  #close(): void {
    clearTimeout(this.#patience);
    this.#following?.dispose();
    this.#noticing?.dispose();
    this.#following = null;
    this.#questions.length = 0;
    this.#owner.gone(this);
  }
}
