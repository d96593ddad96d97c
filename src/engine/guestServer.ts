import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { Guest } from './guest.ts';
import type { RecordedRun, RootEnd } from './recording.ts';

/** More windows than that look at no run; it is a bound for a program that runs wild. */
const mostConnections = 32;

/**
 * Lets others look at a run: listens on a socket and admits who shows the token. Owned by the recorder's process.
 * Once it is closed nobody is admitted any more; who is there stays, and {@link empty} says when the last one has left.
 */
export class GuestServer {
  readonly #server: Server;
  readonly #connections = new Set<Guest>();
  readonly #admitted = new Set<Guest>();
  #end: RootEnd | null = null;
  #isClosed = false;
  #isEmpty: () => void = () => undefined;
  /** Nobody is there, and nobody can come any more. */
  readonly empty = new Promise<void>(resolve => (this.#isEmpty = resolve));

  private constructor(server: Server, run: RecordedRun, token: string) {
    this.#server = server;
    server.maxConnections = mostConnections;
    server.on('connection', socket => {
      const guest = new Guest(socket, run, token, {
        admitted: each => this.#admit(each),
        gone: each => this.#gone(each),
      });
      this.#connections.add(guest);
    });
    // Accepting may fail for want of descriptors: whoever wanted in has to try again.
    server.on('error', () => undefined);
  }

  /**
   * @param address the path of a socket, or the name of a pipe on Windows
   * @throws when one cannot listen there
   */
  static async open(run: RecordedRun, token: string, address: string): Promise<GuestServer> {
    const server = createServer();
    const opened = new GuestServer(server, run, token);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ path: address }, () => {
        server.off('error', reject);
        resolve();
      });
    });
    return opened;
  }

  get guests(): number {
    return this.#admitted.size;
  }

  /** The program has ended, and all that it told has been read. */
  ended(end: RootEnd): void {
    this.#end = end;
    for (const guest of this.#admitted) guest.ended(end);
  }

  /** Who has not shown the token by now is sent away. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#server.close();
    for (const guest of this.#connections) if (!this.#admitted.has(guest)) guest.close();
    this.#lookWhetherEmpty();
  }

  #admit(guest: Guest): void {
    this.#admitted.add(guest);
    if (this.#end !== null) guest.ended(this.#end);
  }

  #gone(guest: Guest): void {
    this.#connections.delete(guest);
    this.#admitted.delete(guest);
    this.#lookWhetherEmpty();
  }

  #lookWhetherEmpty(): void {
    if (this.#isClosed && this.#admitted.size === 0) this.#isEmpty();
  }
}
