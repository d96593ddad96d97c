import type { ProcessKey, ThreadKey } from '../protocol/panel.ts';
import type { EndOpenedText } from '../protocol/texts.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { Broadcast, type BroadcastMember } from './broadcast.ts';
import type { Messages } from './messages.ts';

/** One way of a channel. Its n-th message in is its n-th message out: that is all that matching needs. */
class Direction {
  /** Messages sent and not yet seen received, by number: their rows. */
  readonly sends = new Map<number, number>();
  /** Deliveries whose send has not been read yet, by number. */
  readonly receives = new Map<number, { thread: ThreadKey; timeNs: Nanoseconds }>();
  /** The thread that sends this way now. */
  sender: ThreadKey | null = null;
}

/** One of the two sides of a channel: what it sends, and what it receives. */
interface Side {
  readonly out: Direction;
  readonly in: Direction;
}

/** A side between two threads, with how many messages passed through it so far. */
interface Departure {
  readonly side: Side;
  readonly sent: number;
  readonly received: number;
}

/**
 * A thread's hold on a side. Until the side is known, what happens here waits in `later`.
 * The counts before are those of the threads that held the side earlier.
 */
interface End {
  readonly thread: ThreadKey;
  side: Side | null;
  broadcast: BroadcastMember | null;
  sentBefore: number;
  receivedBefore: number;
  /** What had passed when it left this thread. */
  left: { sent: number; received: number };
  later: ((side: Side) => void)[];
}

/**
 * Finds out which message received is which message sent, from the numbers that ends count and from how
 * ports travel. Streams of two threads are read one after the other, so either half may be read first.
 */
export class Channels {
  private readonly ends = new Map<ThreadKey, Map<number, End>>();
  private readonly workerChannels = new Map<string, readonly [parent: Side, worker: Side]>();
  /** Ports under way, by where they travel: half of the meetings, and the other half. */
  private readonly departed = new Map<string, Departure>();
  private readonly awaited = new Map<string, End>();
  private readonly broadcasts = new Map<string, Broadcast>();
  /** Directions with deliveries whose send was not read. */
  private readonly owed = new Set<Direction>();
  private readonly directionIds = new WeakMap<Direction, number>();
  private lastDirection = 0;

  constructor(private readonly messages: Messages) {}

  /** The parent's end of its channel to a Worker. */
  workerMade(thread: ThreadKey, end: number, process: ProcessKey, workerThreadId: number): void {
    this.settle(this.end(thread, end), this.workerChannel(process, workerThreadId)[0], 0, 0);
  }

  opened(
    thread: ThreadKey,
    end: number,
    process: ProcessKey,
    threadId: number,
    timeNs: Nanoseconds,
    text: EndOpenedText,
  ): void {
    const opening = this.end(thread, end);
    if (text.kind === 'parent') {
      this.settle(opening, this.workerChannel(process, threadId)[1], 0, 0);
    } else if (text.kind === 'broadcast') {
      const key = `${process}:${text.name ?? ''}`;
      let group = this.broadcasts.get(key);
      if (group === undefined) this.broadcasts.set(key, (group = new Broadcast(this.messages)));
      opening.broadcast = group.join(thread, timeNs);
    } else if (text.kind === 'data') {
      this.arrives(workerDataKey(process, threadId, text.path ?? ''), opening);
    }
  }

  /** `new MessageChannel`. */
  channelMade(thread: ThreadKey, end1: number, end2: number): void {
    const [side1, side2] = newChannel();
    this.settle(this.end(thread, end1), side1, 0, 0);
    this.settle(this.end(thread, end2), side2, 0, 0);
  }

  /** A port left its thread with a message, or (`carrier` 0) is about to leave in a new Worker's `workerData`. */
  moved(
    thread: ThreadKey,
    end: number,
    carrier: number,
    message: number,
    place: number,
    sent: number,
    received: number,
  ): void {
    const leaving = this.end(thread, end);
    leaving.left = { sent, received };
    if (carrier === 0) return;
    const carrying = this.end(thread, carrier);
    whenSettled(carrying, side =>
      this.departs(this.messageKey(side.out, carrying.sentBefore + message, place), leaving),
    );
  }

  /** Where a port went that left in a new Worker's `workerData`. */
  movedWithWorker(
    thread: ThreadKey,
    end: number,
    process: ProcessKey,
    workerThreadId: number,
    path: string,
  ): void {
    this.departs(workerDataKey(process, workerThreadId, path), this.end(thread, end));
  }

  arrived(thread: ThreadKey, end: number, carrier: number, message: number, place: number): void {
    const arriving = this.end(thread, end);
    const carrying = this.end(thread, carrier);
    whenSettled(carrying, side =>
      this.arrives(this.messageKey(side.in, carrying.receivedBefore + message, place), arriving),
    );
  }

  sent(thread: ThreadKey, end: number, timeNs: Nanoseconds, number: number, tookNs = NaN, bytes = NaN): void {
    const sending = this.end(thread, end);
    if (sending.broadcast !== null) {
      sending.broadcast.group.sent(sending.broadcast, timeNs, tookNs, bytes);
      return;
    }
    const row = this.messages.add(thread, timeNs, tookNs, bytes);
    whenSettled(sending, side => this.match(side.out, sending.sentBefore + number, row, null));
  }

  received(thread: ThreadKey, end: number, timeNs: Nanoseconds, number: number): void {
    const receiving = this.end(thread, end);
    if (receiving.broadcast !== null) receiving.broadcast.group.received(receiving.broadcast, timeNs);
    else
      whenSettled(receiving, side =>
        this.match(side.in, receiving.receivedBefore + number, null, { thread, timeNs }),
      );
  }

  private match(
    direction: Direction,
    number: number,
    sentRow: number | null,
    receipt: { thread: ThreadKey; timeNs: Nanoseconds } | null,
  ): void {
    const row = sentRow ?? direction.sends.get(number);
    const delivery = receipt ?? direction.receives.get(number);
    if (row !== undefined && delivery !== undefined) {
      direction.sends.delete(number);
      direction.receives.delete(number);
      this.messages.deliver(row, delivery.thread, delivery.timeNs);
    } else if (row !== undefined) {
      direction.sends.set(number, row);
    } else if (delivery !== undefined) {
      direction.receives.set(number, delivery);
      this.owed.add(direction);
    }
  }

  /** Everything up to `horizonNs` has been read. */
  settleUpTo(horizonNs: Nanoseconds): void {
    for (const broadcast of this.broadcasts.values()) broadcast.settle(horizonNs);
  }

  /**
   * Everything has been read. What was received was sent, also where the sender was stopped between sending
   * and saying so: `proven` is called with the sender of each such message.
   */
  conclude(proven: (sender: ThreadKey) => void): void {
    this.settleUpTo(Infinity);
    for (const direction of this.owed) {
      const { sender, receives } = direction;
      if (sender === null) continue;
      for (const { thread, timeNs } of receives.values()) {
        this.messages.deliver(this.messages.add(sender, timeNs), thread, timeNs);
        proven(sender);
      }
      receives.clear();
    }
    this.owed.clear();
  }

  private end(thread: ThreadKey, id: number): End {
    let ends = this.ends.get(thread);
    if (ends === undefined) this.ends.set(thread, (ends = new Map<number, End>()));
    let end = ends.get(id);
    if (end === undefined) {
      end = {
        thread,
        side: null,
        broadcast: null,
        sentBefore: 0,
        receivedBefore: 0,
        left: { sent: 0, received: 0 },
        later: [],
      };
      ends.set(id, end);
    }
    return end;
  }

  private settle(end: End, side: Side, sentBefore: number, receivedBefore: number): void {
    if (end.side !== null) return;
    end.side = side;
    side.out.sender = end.thread;
    end.sentBefore = sentBefore;
    end.receivedBefore = receivedBefore;
    const { later } = end;
    end.later = [];
    for (const action of later) action(side);
  }

  private departs(key: string, end: End): void {
    whenSettled(end, side => {
      const departure = {
        side,
        sent: end.sentBefore + end.left.sent,
        received: end.receivedBefore + end.left.received,
      };
      const waiting = this.awaited.get(key);
      if (waiting === undefined) {
        this.departed.set(key, departure);
        return;
      }
      this.awaited.delete(key);
      this.settle(waiting, departure.side, departure.sent, departure.received);
    });
  }

  private arrives(key: string, end: End): void {
    const departure = this.departed.get(key);
    if (departure === undefined) {
      this.awaited.set(key, end);
      return;
    }
    this.departed.delete(key);
    this.settle(end, departure.side, departure.sent, departure.received);
  }

  private workerChannel(process: ProcessKey, threadId: number): readonly [Side, Side] {
    const key = `${process}:${threadId}`;
    let channel = this.workerChannels.get(key);
    if (channel === undefined) this.workerChannels.set(key, (channel = newChannel()));
    return channel;
  }

  private messageKey(direction: Direction, number: number, place: number): string {
    let id = this.directionIds.get(direction);
    if (id === undefined) this.directionIds.set(direction, (id = ++this.lastDirection));
    return `message:${id}:${number}:${place}`;
  }
}

function newChannel(): readonly [Side, Side] {
  const one = new Direction();
  const other = new Direction();
  return [
    { out: one, in: other },
    { out: other, in: one },
  ];
}

function whenSettled(end: End, action: (side: Side) => void): void {
  if (end.side === null) end.later.push(action);
  else action(end.side);
}

function workerDataKey(process: ProcessKey, threadId: number, path: string): string {
  return `data:${process}:${threadId}:${path}`;
}
