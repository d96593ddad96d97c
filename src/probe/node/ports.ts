import type { BroadcastChannel as Broadcast, MessagePort as Port } from 'worker_threads';
import { recordKinds } from '../../protocol/wire.ts';
import type { EndOpenedText } from '../../protocol/texts.ts';
import { workerThreads } from './builtins.ts';
import { now } from './clock.ts';
import { beforeLookup, callThrough, replaceMethod } from './disguise.ts';
import { apply, getPrototypeOf } from './intrinsics.ts';
import { transferredPorts } from './shape.ts';
import type { Slices } from './slices.ts';
import type { ThreadStream } from './stream.ts';

const { MessagePort } = workerThreads;

/** This thread's hold on a channel: numbered in this thread from 1, counting what passed through. */
interface End {
  readonly id: number;
  sent: number;
  received: number;
  /** A delivery looks the handler up twice; this is true between the two. */
  delivering: boolean;
  /** Who has the listeners for what arrives: the port itself, or the Worker that passes its messages on. */
  readonly listened: { listenerCount?(event: string): number };
}

/** Under this name the ports that a message brought are found on the port that it came to. */
const receivingPorts = Symbol.for('nodejs.internal.kCurrentlyReceivingPorts');

/**
 * Sees every message of this thread: what is sent, by the `postMessage` methods; what is received, by the
 * runtime's lookup of its dispatch method just before a delivery. Payloads are not looked at: a channel is
 * first in first out, so counting is enough to know which message is which.
 *
 * The runtime's own ports (a Worker's control channel, its stdio) use the same methods. They are told
 * apart by how they were met, and kept out.
 */
export class Ports {
  private readonly ends = new WeakMap<object, End>();
  private readonly internal = new WeakSet();
  private lastEnd = 0;
  /** Depth of runtime code that posts on ports of its own which nobody has named yet. */
  runtimeAtWork = 0;
  private readonly dispatchName = symbolNamed(MessagePort.prototype, 'nodejs.internal.kHybridDispatch');
  private readonly onFirstDelivery = new WeakMap<object, () => void>();
  /** In a Worker: told when the runtime says "up and running" to the parent, that is, before user code. */
  private onUpAndRunning: (() => void) | null = null;

  constructor(
    private readonly stream: ThreadStream,
    private readonly slices: Slices,
  ) {}

  install(): void {
    this.watchSends();
    this.watchDeliveries();
  }

  whenUpAndRunning(listener: () => void): void {
    this.onUpAndRunning = listener;
  }

  /** Gives a port an end without telling: somebody else tells of it. */
  adopt(port: object, listened: object = port): number {
    const end: End = { id: ++this.lastEnd, sent: 0, received: 0, delivering: false, listened };
    this.ends.set(port, end);
    return end.id;
  }

  open(port: object, text: EndOpenedText): number {
    const id = this.adopt(port);
    this.stream.lifecycle(recordKinds.endOpened, 0, id, now(), text);
    return id;
  }

  openChannel(port1: object, port2: object): void {
    const id = this.adopt(port1);
    this.stream.event(recordKinds.channelOpened, 0, id, now(), this.adopt(port2));
  }

  markInternal(port: object, onFirstDelivery: () => void): void {
    this.internal.add(port);
    this.onFirstDelivery.set(port, onFirstDelivery);
  }

  /** A port leaves in a new Worker's `workerData`. */
  moveWithWorker(port: object): number | null {
    const end = this.ends.get(port);
    if (end === undefined) return null;
    this.stream.event(recordKinds.endMoved, 0, end.id, now(), 0, 0, 0, end.sent, end.received);
    return end.id;
  }

  /** A message was taken from a port by hand. */
  taken(port: object): void {
    const end = this.ends.get(port);
    if (end !== undefined) this.received(end, recordKinds.received, false);
  }

  private watchSends(): void {
    const sent = this.sent.bind(this);
    const ignores = this.ignores.bind(this);
    const make = (original: (...args: never[]) => unknown) =>
      ({
        postMessage(this: object, ...args: unknown[]): unknown {
          if (ignores(this)) return callThrough(original, this, args);
          const begunNs = now();
          const result = callThrough(original, this, args);
          sent(this, begunNs, args.length > 1 ? args[1] : undefined);
          return result;
        },
      }).postMessage;
    replaceMethod(MessagePort.prototype, 'postMessage', make);
    replaceMethod(workerThreads.BroadcastChannel.prototype, 'postMessage', make);
  }

  private ignores(port: object): boolean {
    try {
      if (this.ends.has(port)) return false;
      if (this.internal.has(port)) return true;
      if (this.onUpAndRunning !== null) {
        const listener = this.onUpAndRunning;
        this.onUpAndRunning = null;
        this.internal.add(port);
        listener();
        return true;
      }
      if (this.runtimeAtWork > 0) return true;
      if (postedByRuntime()) {
        this.internal.add(port);
        return true;
      }
      if (port instanceof MessagePort) this.open(port, { kind: 'unknown' });
      return !(port instanceof MessagePort);
    } catch {
      return true;
    }
  }

  private sent(port: object, begunNs: number, transfer: unknown): void {
    try {
      const end = this.ends.get(port);
      if (end === undefined) return;
      const number = end.sent++;
      this.slices.touch(begunNs, false);
      if (transfer !== undefined) {
        transferredPorts(transfer).forEach((moved, place) => {
          const movedEnd = this.ends.get(moved);
          if (movedEnd === undefined) return;
          this.stream.event(
            recordKinds.endMoved,
            0,
            movedEnd.id,
            begunNs,
            end.id,
            number,
            place,
            movedEnd.sent,
            movedEnd.received,
          );
        });
      }
      this.stream.event(recordKinds.sent, 0, end.id, begunNs, now() - begunNs, number);
    } catch {
      // The message is on its way; that it was not told is our loss.
    }
  }

  private watchDeliveries(): void {
    const dispatch = this.dispatchName;
    if (dispatch === null) return;
    beforeLookup(MessagePort.prototype as Port & Record<symbol, unknown>, dispatch, false, port =>
      this.lookedUp(port),
    );
    // A BroadcastChannel dispatches an event that it made itself, so it looks up once.
    beforeLookup(
      workerThreads.BroadcastChannel.prototype as Broadcast & Record<symbol, unknown>,
      dispatch,
      false,
      channel => {
        const end = this.ends.get(channel);
        if (end !== undefined) this.received(end, recordKinds.received, true);
        return undefined;
      },
    );
  }

  /**
   * The runtime first asks whether there is a dispatch method, then notes which ports came along, then
   * looks it up again to call it. (A `close` event looks it up once; nothing comes after that.)
   */
  private lookedUp(port: Port & Record<symbol, unknown>): ((...args: never[]) => unknown) | undefined {
    const end = this.ends.get(port);
    if (end === undefined) {
      const first = this.onFirstDelivery.get(port);
      if (first !== undefined) {
        this.onFirstDelivery.delete(port);
        first();
      }
      return undefined;
    }
    end.delivering = !end.delivering;
    if (end.delivering) return undefined;
    const carried = port[receivingPorts];
    const number = end.received;
    // Only a listener for failed messages makes it worth being on the stack: what the lookup is for is an argument.
    if ((end.listened.listenerCount?.('messageerror') ?? 0) > 0) return this.dispatchOnce(port, end);
    this.received(end, recordKinds.received, true);
    if (Array.isArray(carried)) this.arrived(carried, end, number);
    return undefined;
  }

  private dispatchOnce(port: Port & Record<symbol, unknown>, end: End): (...args: never[]) => unknown {
    const received = this.received.bind(this);
    const arrived = this.arrived.bind(this);
    const inherited = getPrototypeOf(MessagePort.prototype) as Record<
      symbol,
      (...args: unknown[]) => unknown
    >;
    const original = inherited[this.dispatchName as symbol];
    return function dispatch(this: object, ...args: unknown[]): unknown {
      try {
        const number = end.received;
        received(end, args[1] === 'messageerror' ? recordKinds.messageError : recordKinds.received, true);
        const carried = port[receivingPorts];
        if (Array.isArray(carried)) arrived(carried, end, number);
      } catch {
        // It is delivered all the same.
      }
      return original === undefined ? undefined : apply(original, this, args);
    };
  }

  private received(
    end: End,
    kind: typeof recordKinds.received | typeof recordKinds.messageError,
    inPollPhase: boolean,
  ): void {
    const timeNs = now();
    this.slices.touch(timeNs, inPollPhase);
    this.stream.event(kind, 0, end.id, timeNs, end.received++);
  }

  private arrived(ports: unknown[], carrier: End, number: number): void {
    ports.forEach((port, place) => {
      if (!(port instanceof MessagePort) || this.ends.has(port)) return;
      this.stream.event(recordKinds.endArrived, 0, this.adopt(port), now(), carrier.id, number, place);
    });
  }
}

/** The runtime's symbols cannot be imported, but they can be found by their description. */
export function symbolNamed(object: object, description: string): symbol | null {
  for (
    let holder: object | null = object;
    holder !== null;
    holder = Object.getPrototypeOf(holder) as object | null
  ) {
    const found = Object.getOwnPropertySymbols(holder).find(symbol => symbol.description === description);
    if (found !== undefined) return found;
  }
  return null;
}

/** Whether the code that called `postMessage` is the runtime's. Asked once per port that nobody knows. */
function postedByRuntime(): boolean {
  const stack = new Error().stack;
  if (typeof stack !== 'string') return true;
  const caller = stack
    .split('\n')
    .slice(1)
    .find(line => !line.includes(__filename));
  return caller === undefined || /\(?(node:|internal\/)/.test(caller);
}
