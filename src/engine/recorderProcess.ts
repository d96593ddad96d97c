import { makeAnnouncementFolder } from './announcementFolder.ts';
import { announce, freshAnnouncementId, guestAddress, withdraw } from './announcements.ts';
import { errorText } from './errorText.ts';
import { GuestServer } from './guestServer.ts';
import { isAlive } from './liveness.ts';
import { Recorder } from './recorder.ts';
import { answerOwner } from './recorderAnswers.ts';
import type { RecorderOptions, ToRecorder } from './recorderMessages.ts';
import type { FromRecorderProcess, RunToAnnounce, ToRecorderProcess } from './recorderProcessMessages.ts';
import type { RootEnd } from './recording.ts';
import { freshSecret } from './secrets.ts';

/** How often a program whose owner is gone is looked after. */
const orphanIntervalMs = 250;

/**
 * A recorder in a process of its own, to which others may attach. Belongs to the process that started it and talks
 * to that over IPC, but outlives it while guests are there: the owner can end with its program at once, and they can
 * still ask. Ends itself when it is needed no more.
 */
export function recordInProcess(): void {
  // What it makes, its socket above all, is for the user alone.
  process.umask(0o077);
  let opening: Promise<RecorderProcess | null> = Promise.resolve(null);
  process.once('message', (message: ToRecorderProcess) => {
    if (message.type === 'open') opening = open(message.run, message.options);
  });
  process.once('disconnect', () => {
    void opening.then(opened => (opened === null ? process.exit(0) : opened.ownerGone()));
  });
}

/** @returns `null` when nothing can be recorded, which the owner is told */
async function open(run: RunToAnnounce, options: RecorderOptions): Promise<RecorderProcess | null> {
  try {
    const recorder = await Recorder.open(options);
    const opened = new RecorderProcess(recorder, await Welcome.prepare(recorder, run));
    opened.serve();
    return opened;
  } catch (error) {
    post({ type: 'notOpened', message: errorText(error) });
    return null;
  }
}

class RecorderProcess {
  readonly #recorder: Recorder;
  readonly #welcome: Welcome | null;
  #rootPid: number | null = null;
  #isOwned = true;

  constructor(recorder: Recorder, welcome: Welcome | null) {
    this.#recorder = recorder;
    this.#welcome = welcome;
  }

  serve(): void {
    process.on('message', (message: ToRecorder) => this.#take(message));
    process.once('SIGTERM', () => void this.#leave());
    this.#recorder.onNotices(notices => post({ type: 'notices', notices }));
    post({ type: 'opened', endpoint: this.#recorder.endpoint });
  }

  #take(message: ToRecorder): void {
    if (message.type === 'rootStarted') {
      this.#rootPid = message.pid;
      this.#recorder.rootStarted(message.pid);
      this.#welcome?.announce(message.pid);
      return;
    }
    if (message.type === 'debuggerSaid') {
      this.#recorder.debuggerSaid(message.word);
      return;
    }
    const { id, name } = message;
    const answer = name === 'dispose' ? this.#release() : answerOwner(this.#recorder, message);
    answer.then(
      value => {
        if (name === 'rootEnded') this.#welcome?.ended(message.argument);
        post({ type: 'answer', id, value });
      },
      (error: unknown) => post({ type: 'refusal', id, message: errorText(error) }),
    );
  }

  /** The owner has what it wanted. What is left to do is the guests' matter, and it need not wait for that. */
  #release(): Promise<null> {
    this.#isOwned = false;
    this.#welcome?.close();
    return Promise.resolve(null);
  }

  /** Lives on for as long as somebody looks. */
  async ownerGone(): Promise<void> {
    this.#welcome?.close();
    // It was killed, and its program may go on: who looks at that sees it to its end.
    if (this.#isOwned) void this.#awaitEnd().catch(() => undefined);
    await this.#welcome?.empty;
    await this.#leave();
  }

  async #awaitEnd(): Promise<void> {
    while (this.#rootPid !== null && isAlive(this.#rootPid))
      await new Promise(resolve => setTimeout(resolve, orphanIntervalMs));
    const nobodyKnows: RootEnd = { exitCode: null, signal: null };
    await this.#recorder.rootEnded(nobodyKnows);
    this.#welcome?.ended(nobodyKnows);
  }

  async #leave(): Promise<never> {
    this.#welcome?.close();
    await this.#recorder.dispose().catch(() => undefined);
    return process.exit(0);
  }
}

/** How guests find a run, and get in. */
class Welcome {
  readonly #server: GuestServer;
  readonly #folder: string;
  readonly #id: string;
  readonly #token: string;
  readonly #run: RunToAnnounce;

  private constructor(server: GuestServer, folder: string, id: string, token: string, run: RunToAnnounce) {
    this.#server = server;
    this.#folder = folder;
    this.#id = id;
    this.#token = token;
    this.#run = run;
  }

  /** Listens, and tells the owner when that is not possible: the run is worth recording without guests, too. */
  static async prepare(recorder: Recorder, run: RunToAnnounce): Promise<Welcome | null> {
    try {
      const folder = makeAnnouncementFolder();
      const id = freshAnnouncementId();
      const token = freshSecret();
      const server = await GuestServer.open(recorder, token, guestAddress(folder, id));
      return new Welcome(server, folder, id, token, run);
    } catch (error) {
      post({ type: 'notAttachable', message: errorText(error) });
      return null;
    }
  }

  get empty(): Promise<void> {
    return this.#server.empty;
  }

  announce(pid: number): void {
    try {
      const own = { id: this.#id, token: this.#token, pid, startedAtMs: Date.now() };
      announce(this.#folder, { ...this.#run, ...own });
    } catch (error) {
      post({ type: 'notAttachable', message: errorText(error) });
    }
  }

  ended(end: RootEnd): void {
    withdraw(this.#folder, this.#id);
    this.#server.ended(end);
  }

  /** Nobody is let in any more. Who is there stays. */
  close(): void {
    withdraw(this.#folder, this.#id);
    this.#server.close();
  }
}

function post(message: FromRecorderProcess): void {
  // An owner that is gone needs no answer.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}
