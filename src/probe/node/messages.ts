import { recordKinds } from '../../protocol/wire.ts';
import { workerThreads } from './builtins.ts';
import { now } from './clock.ts';
import { callThrough, hideFrames, replaceMethod } from './disguise.ts';
import { hasListener, type End, type Ends } from './ends.ts';
import { apply, defineProperty, getPrototypeOf, uncurryThis } from './intrinsics.ts';
import { sizeOf, symbolNamed, transferredPorts } from './shape.ts';
import type { Slices } from './slices.ts';
import type { ThreadStream } from './stream.ts';

// Not under their own names: those are what V8 calls the classes by that a program sees.
const { MessagePort: RuntimePort, BroadcastChannel: RuntimeBroadcast } = workerThreads;

/** Messages that follow each other sooner than this are a burst, of which one in so many is measured. */
const denseNs = 10_000;
const measureOneIn = 8;
/** A message of more bytes than this is measured always. */
const largeBytes = 4096;

/** Under this name the ports that a message brought are found on the port that it came to. */
const receivingPorts = Symbol.for('nodejs.internal.kCurrentlyReceivingPorts');

type Dispatch = (...args: unknown[]) => unknown;
type Holder = object & Record<symbol, unknown>;

/**
 * Sees every message of this thread: what is sent, by the `postMessage` methods; what is received, by the
 * runtime's lookup of its dispatch method just before a delivery. Payloads are not looked at: a channel is
 * first in first out, so counting is enough to know which message is which.
 *
 * This is the hot path: a message costs its program a microsecond or two. So the clock is read once per
 * event, and no number that is not an integer passes from function to function, for each would be an object.
 */
export class Messages {
  /** Of the message that is being posted. */
  private sentNs = now();
  private sentBytes = -1;
  private lastSentNs = this.sentNs;
  private unmeasured = 0;

  constructor(
    private readonly stream: ThreadStream,
    private readonly slices: Slices,
    private readonly ends: Ends,
  ) {}

  install(): void {
    this.watchSends();
    this.watchDeliveries();
  }

  /** A message was taken from a port by hand. */
  taken(port: object): void {
    const end = this.ends.of(port);
    if (end === undefined) return;
    const timeNs = now();
    this.slices.touch(timeNs);
    this.stream.event(recordKinds.received, 0, end.id, timeNs, end.received++, NaN);
  }

  private watchSends(): void {
    const { ends } = this;
    const sent = this.sent.bind(this);
    const begin = this.begin.bind(this);
    const make = (original: (...args: never[]) => unknown) => {
      // The usual call has a way of its own, for an array of arguments would be one more object per message.
      const post = uncurryThis(original) as (port: object, message: unknown) => unknown;
      return {
        postMessage(this: object, message: unknown, transfer?: unknown): unknown {
          const end = ends.of(this) ?? ends.meet(this);
          // eslint-disable-next-line prefer-rest-params -- a rest parameter would make the array
          if (end === undefined) return callThrough(original, this, arguments);
          const isMeasured = begin(message);
          let result: unknown;
          if (arguments.length === 1) {
            try {
              result = post(this, message);
            } catch (error) {
              hideFrames(error);
              throw error;
            }
          } else {
            // eslint-disable-next-line prefer-rest-params -- as above
            result = callThrough(original, this, arguments);
          }
          sent(end, isMeasured, transfer);
          return result;
        },
      }.postMessage;
    };
    replaceMethod(RuntimePort.prototype, 'postMessage', make);
    replaceMethod(RuntimeBroadcast.prototype, 'postMessage', make);
  }

  /**
   * A message is about to be posted.
   * @returns whether the call is to be measured: of a burst one message in a few is, and every large one
   */
  private begin(message: unknown): boolean {
    const { stream } = this;
    this.sentBytes = typeof message === 'object' || typeof message === 'string' ? sizeOf(message) : -1;
    stream.stamp();
    this.sentNs = stream.timeNs;
    const isDense = stream.timeNs - this.lastSentNs < denseNs && this.sentBytes <= largeBytes;
    this.lastSentNs = stream.timeNs;
    if (isDense && ++this.unmeasured < measureOneIn) return false;
    this.unmeasured = 0;
    return true;
  }

  private sent(end: End, isMeasured: boolean, transfer: unknown): void {
    try {
      const { stream, slices } = this;
      const number = end.sent++;
      if (!slices.isKnown) slices.touch(this.sentNs);
      if (transfer !== undefined) this.movedWith(end, number, transfer);
      if (!isMeasured && this.sentBytes < 0) {
        // At the stream's time, for the clock was not read since.
        stream.packed(recordKinds.sentPacked, end.id, number);
        return;
      }
      const tookNs = isMeasured ? now() - this.sentNs : NaN;
      if (this.sentBytes < 0) stream.event(recordKinds.sent, 0, end.id, this.sentNs, tookNs, number);
      else stream.event(recordKinds.sentSized, 0, end.id, this.sentNs, tookNs, number, this.sentBytes);
    } catch {
      // The message is on its way; that it was not told is our loss.
    }
  }

  private movedWith(carrier: End, number: number, transfer: unknown): void {
    transferredPorts(transfer).forEach((port, place) => {
      const end = this.ends.of(port);
      if (end === undefined) return;
      const { sent, received } = end;
      this.stream.event(
        recordKinds.endMoved,
        0,
        end.id,
        this.sentNs,
        carrier.id,
        number,
        place,
        sent,
        received,
      );
    });
  }

  private watchDeliveries(): void {
    const name = symbolNamed(RuntimePort.prototype, 'nodejs.internal.kHybridDispatch');
    if (name === null) return;
    const { ends } = this;
    const strangers = ends.strangerDelivered.bind(ends);
    const delivered = this.delivered.bind(this);
    watchLookups(RuntimePort.prototype, name, (port, dispatch) => {
      const end = ends.of(port);
      if (end === undefined) {
        strangers(port);
        return dispatch;
      }
      // The runtime first asks whether there is a dispatch method, then notes which ports came along, then looks
      // it up again to call it. (A `close` event looks it up once; nothing comes after that.)
      end.delivering = !end.delivering;
      return end.delivering ? dispatch : delivered(port, end, dispatch);
    });
    const received = this.received.bind(this);
    // A BroadcastChannel dispatches an event that it made itself, so it looks up once.
    watchLookups(RuntimeBroadcast.prototype, name, (channel, dispatch) => {
      const end = ends.of(channel);
      if (end !== undefined) received(end);
      return dispatch;
    });
  }

  private delivered(port: Holder, end: End, dispatch: Dispatch): Dispatch {
    // Only a listener for failed messages makes it worth being on the stack: what the lookup is for is an argument.
    if (hasListener(end, 'messageerror')) return this.dispatchOnce(port, end, dispatch);
    this.received(end);
    const carried = port[receivingPorts];
    if (carried !== undefined) this.arrived(carried, end);
    return dispatch;
  }

  private dispatchOnce(port: Holder, end: End, original: Dispatch): Dispatch {
    const received = this.received.bind(this);
    const failed = this.failed.bind(this);
    const arrived = this.arrived.bind(this);
    return function dispatch(this: object, ...args: unknown[]): unknown {
      try {
        if (args[1] === 'messageerror') failed(end);
        else received(end);
        arrived(port[receivingPorts], end);
      } catch {
        // It is delivered all the same.
      }
      return apply(original, this, args);
    };
  }

  private received(end: End): void {
    const { stream, slices } = this;
    stream.stamp();
    const number = end.received++;
    if (slices.isKnown) {
      stream.packed(recordKinds.receivedPacked, end.id, number);
    } else {
      const { timeNs } = stream;
      stream.event(recordKinds.received, 0, end.id, timeNs, number, slices.touchByDelivery(timeNs));
    }
  }

  private failed(end: End): void {
    const { stream, slices } = this;
    stream.stamp();
    const { timeNs } = stream;
    const idleNs = slices.isKnown ? NaN : slices.touchByDelivery(timeNs);
    stream.event(recordKinds.messageError, 0, end.id, timeNs, end.received++, idleNs);
  }

  private arrived(ports: unknown, carrier: End): void {
    if (!Array.isArray(ports)) return;
    ports.forEach((port: unknown, place) => {
      if (!(port instanceof RuntimePort) || this.ends.of(port) !== undefined) return;
      const id = this.ends.adopt(port);
      this.stream.event(recordKinds.endArrived, 0, id, now(), carrier.id, carrier.received - 1, place);
    });
  }
}

/**
 * As {@link beforeLookup}, for a method that is looked up twice per message.
 * @param instead is given the method, and says what is to be called
 */
function watchLookups(
  owner: object,
  name: symbol,
  instead: (self: Holder, dispatch: Dispatch) => Dispatch,
): void {
  const ancestor = getPrototypeOf(owner) as Holder;
  const isOwn = Object.hasOwn(owner, name);
  let own = (owner as Holder)[name];
  if (typeof own !== 'function') return;
  let isInherited = !isOwn;
  defineProperty(owner, name, {
    configurable: true,
    enumerable: false,
    get(this: Holder): unknown {
      const dispatch = (isInherited ? ancestor[name] : own) as Dispatch;
      try {
        return instead(this, dispatch);
      } catch {
        // Ours to bear.
        return dispatch;
      }
    },
    set(this: Holder, value: unknown): void {
      if (this === owner) {
        own = value;
        isInherited = false;
      } else {
        defineProperty(this, name, { value, configurable: true, enumerable: true, writable: true });
      }
    },
  });
}
