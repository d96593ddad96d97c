import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { AttachableRun } from './announcements.ts';
import { FrameProblem, FrameReader, frameHead } from './frames.ts';
import { decodeToGuest, encodeGuestMessage, guestProtocolVersion, maxToGuestBytes } from './guestMessages.ts';
import type { FromGuest, ToGuest } from './guestMessages.ts';
import { inEnglish, sentence } from './launchProblem.ts';
import type { Sentence } from './launchProblem.ts';
import { RecorderTalk } from './recorderTalk.ts';
import type { Disposable, RootEnd, TraceUpdate } from './recording.ts';
import { RunElsewhere } from './runElsewhere.ts';

/** How long a recorder may take to let a guest in. */
const welcomeTimeoutMs = 5000;

/** Why a run could not be attached to. Its `message` is the sentence in English. */
export class AttachProblem extends Error {
  override readonly name = 'AttachProblem';
  readonly sentence: Sentence;

  constructor(text: Sentence) {
    super(inEnglish(text));
    this.sentence = text;
  }
}

/**
 * A run whose recorder belongs to somebody else, looked at as a guest over its socket. Made by {@link attach}; ends with
 * {@link dispose}, which leaves the run as it is. When the recorder goes, every question is rejected and the notices
 * say so.
 */
export class AttachedRecording extends RunElsewhere {
  readonly run: AttachableRun;
  /** How the program ended, once everything that it told is here; `null` when the talk was over before that. */
  readonly ended: Promise<RootEnd | null>;
  readonly #socket: Socket;
  #hasEnded: (end: RootEnd | null) => void = () => undefined;

  private constructor(run: AttachableRun, { socket, frames, early }: Entered) {
    // What else the talk could post belongs to the run's owner, and is not asked here.
    super(new RecorderTalk(message => send(socket, message as FromGuest)));
    this.run = run;
    this.#socket = socket;
    this.ended = new Promise(resolve => (this.#hasEnded = resolve));
    socket.on('data', bytes => this.#take(frames, bytes));
    socket.on('error', error => this.#end(error));
    socket.on('close', () => this.#end(new Error('its recorder has gone.')));
    for (const message of early) this.#hear(message);
    socket.resume();
  }

  /** @throws AttachProblem */
  static async attach(run: AttachableRun): Promise<AttachedRecording> {
    if (run.version !== guestProtocolVersion) {
      throw new AttachProblem(
        sentence(
          '{0} was started with another version of Thread View, which does not understand this one.',
          run.title,
        ),
      );
    }
    return new AttachedRecording(run, await enter(run));
  }

  override onUpdate(listener: (update: TraceUpdate) => void): Disposable {
    const subscription = super.onUpdate(listener);
    if (this.talk.followers === 1) this.#post({ type: 'follow', isWanted: true });
    return {
      dispose: () => {
        const before = this.talk.followers;
        subscription.dispose();
        if (before > 0 && this.talk.followers === 0) this.#post({ type: 'follow', isWanted: false });
      },
    };
  }

  dispose(): Promise<void> {
    this.talk.forgetListeners();
    this.talk.end(new Error('The recording was closed.'), null);
    this.#hasEnded(null);
    this.#socket.destroy();
    return Promise.resolve();
  }

  #post(message: FromGuest): void {
    if (!this.talk.isOver) send(this.#socket, message);
  }

  #take(frames: FrameReader, bytes: Buffer): void {
    try {
      for (const frame of frames.read(bytes)) this.#hear(decodeToGuest(frame));
    } catch (error) {
      this.#end(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #hear(message: ToGuest): void {
    switch (message.type) {
      case 'welcome':
        break;
      case 'ended':
        this.#hasEnded(message.end);
        break;
      default:
        this.talk.take(message);
    }
  }

  #end(reason: Error): void {
    if (this.talk.end(reason, `Nothing more can be asked about this run: ${reason.message}`))
      this.#socket.destroy();
    this.#hasEnded(null);
  }
}

function send(socket: Socket, message: FromGuest): void {
  const payload = encodeGuestMessage(message);
  socket.write(Buffer.concat([frameHead(payload.length), payload]));
}

interface Entered {
  /** Paused, so that nothing is lost before somebody listens. */
  readonly socket: Socket;
  readonly frames: FrameReader;
  /** What came along with the welcome. */
  readonly early: readonly ToGuest[];
}

/** Shows the token and waits to be let in. */
function enter(run: AttachableRun): Promise<Entered> {
  return new Promise((resolve, reject) => {
    const frames = new FrameReader(maxToGuestBytes);
    const socket = connect({ path: run.address });
    const settle = (end: () => void) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      end();
    };
    const fail = (text: Sentence) => {
      settle(() => {
        socket.on('error', () => undefined);
        socket.destroy();
        reject(new AttachProblem(text));
      });
    };
    const turnedAway = sentence('The recorder of {0} has turned us away.', run.title);
    const silent = sentence('The recorder of {0} does not answer.', run.title);
    const timer = setTimeout(() => fail(silent), welcomeTimeoutMs);
    socket.on('connect', () => {
      const token = Buffer.from(run.token, 'latin1');
      socket.write(Buffer.concat([frameHead(token.length), token]));
    });
    socket.on('error', () => fail(sentence('{0} has ended meanwhile.', run.title)));
    socket.on('close', () => fail(turnedAway));
    socket.on('data', bytes => {
      try {
        const [welcome, ...early] = [...frames.read(bytes)].map(decodeToGuest);
        if (welcome === undefined) return;
        if (welcome.type !== 'welcome') throw new FrameProblem('no welcome');
        settle(() => resolve({ socket: socket.pause(), frames, early }));
      } catch {
        fail(turnedAway);
      }
    });
  });
}
