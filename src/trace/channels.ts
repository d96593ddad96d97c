import type { ProcessKey, ThreadKey } from '../protocol/panel.ts';
import type { EndOpenedText } from '../protocol/texts.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { Broadcast } from './broadcast.ts';
import {
  newChannel,
  waitForSide,
  whenSettled,
  type Departure,
  type Direction,
  type End,
  type Side,
} from './channelEnds.ts';
import { Deliveries } from './deliveries.ts';
import type { Messages } from './messages.ts';

/**
 * Finds out which message received is which message sent, from the numbers that ends count and from how
 * ports travel. Streams of two threads are read one after the other, so either half may be read first.
 */
export class Channels {
  private readonly ends = new Map<ThreadKey, Map<number, End>>();
  /** The end that was asked for last, mostly asked for again. */
  private lastEnd: End | null = null;
  private readonly workerChannels = new Map<string, readonly [parent: Side, worker: Side]>();
  /** Ports under way, by where they travel: half of the meetings, and the other half. */
  private readonly departed = new Map<string, Departure>();
  private readonly awaited = new Map<string, End>();
  private readonly broadcasts = new Map<string, Broadcast>();
  /** Directions with deliveries whose send was not read. */
  private owed: Direction[] = [];
  private readonly directionIds = new WeakMap<Direction, number>();
  private lastDirection = 0;

  readonly deliveries: Deliveries;

  constructor(private readonly messages: Messages) {
    this.deliveries = new Deliveries(messages);
  }

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
      if (group === undefined)
        this.broadcasts.set(key, (group = new Broadcast(this.messages, this.deliveries)));
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
    if (sending.side === null) waitForSide(sending, number, row);
    else this.matchSend(sending.side.out, sending.sentBefore + number, row);
  }

  received(thread: ThreadKey, end: number, timeNs: Nanoseconds, number: number): void {
    const { deliveries } = this;
    const receiving = this.end(thread, end);
    if (receiving.broadcast !== null) {
      receiving.broadcast.group.received(receiving.broadcast, deliveries.keep(thread, timeNs));
      return;
    }
    if (receiving.side === null) {
      waitForSide(receiving, number, ~deliveries.keep(thread, timeNs));
      return;
    }
    const direction = receiving.side.in;
    const row = direction.sends.take(receiving.receivedBefore + number);
    if (row >= 0) deliveries.deliver(row, thread, timeNs);
    else this.owe(direction, receiving.receivedBefore + number, deliveries.keep(thread, timeNs));
  }

  private matchSend(direction: Direction, number: number, row: number): void {
    const receipt = direction.receives.take(number);
    if (receipt >= 0) this.deliveries.match(receipt, row);
    else direction.sends.set(number, row);
  }

  private matchReceipt(direction: Direction, number: number, receipt: number): void {
    const row = direction.sends.take(number);
    if (row >= 0) this.deliveries.match(receipt, row);
    else this.owe(direction, number, receipt);
  }

  private owe(direction: Direction, number: number, receipt: number): void {
    direction.receives.set(number, receipt);
    if (direction.isOwed) return;
    direction.isOwed = true;
    this.owed.push(direction);
  }

  /** The rows of messages that were sent to a thread and that it has not received, by channel and in order. */
  waitingFor(thread: ThreadKey): number[] {
    const ends = [...(this.ends.get(thread)?.values() ?? [])];
    return ends.flatMap(({ side }) => (side?.out.sender === thread ? side.in.sends.all() : []));
  }

  /** How many messages wait in each direction in which there are so many, as far as its receiver is known. */
  backlogs(least: number): { from: ThreadKey; to: ThreadKey; depth: number }[] {
    const found: { from: ThreadKey; to: ThreadKey; depth: number }[] = [];
    for (const ends of this.ends.values()) {
      for (const { side, thread } of ends.values()) {
        if (side === null || side.out.sender !== thread || side.in.sender === null) continue;
        const depth = side.out.sends.size;
        if (depth >= least) found.push({ from: thread, to: side.in.sender, depth });
      }
    }
    return found;
  }

  /** To whom a thread sent messages that were not received, and when it did so last; `null` without any. */
  unreceivedFrom(thread: ThreadKey): { receivers: ReadonlySet<ThreadKey>; lastSentNs: Nanoseconds } | null {
    const receivers = new Set<ThreadKey>();
    let lastSentNs = -Infinity;
    for (const { side } of this.ends.get(thread)?.values() ?? []) {
      if (side === null || side.out.sender !== thread || side.in.sender === null) continue;
      const last = side.out.sends.last();
      if (last < 0) continue;
      receivers.add(side.in.sender);
      lastSentNs = Math.max(lastSentNs, this.messages.sentNsOf(last));
    }
    return receivers.size === 0 ? null : { receivers, lastSentNs };
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
      for (const receipt of receives.takeAll()) {
        this.deliveries.match(receipt, this.messages.add(sender, this.deliveries.timeNsOf(receipt)));
        proven(sender);
      }
      direction.isOwed = false;
    }
    this.owed = this.owed.filter(direction => direction.isOwed);
  }

  private end(thread: ThreadKey, id: number): End {
    const last = this.lastEnd;
    if (last !== null && last.id === id && last.thread === thread) return last;
    return (this.lastEnd = this.findEnd(thread, id));
  }

  private findEnd(thread: ThreadKey, id: number): End {
    let ends = this.ends.get(thread);
    if (ends === undefined) this.ends.set(thread, (ends = new Map<number, End>()));
    let end = ends.get(id);
    if (end === undefined) {
      end = {
        thread,
        id,
        side: null,
        broadcast: null,
        sentBefore: 0,
        receivedBefore: 0,
        left: { sent: 0, received: 0 },
        later: [],
        waiting: null,
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
    const { later, waiting } = end;
    end.later = [];
    end.waiting = null;
    for (let at = 0; waiting !== null && at < waiting.length; at += 2) {
      const number = waiting.at(at);
      const half = waiting.at(at + 1);
      if (half >= 0) this.matchSend(side.out, sentBefore + number, half);
      else this.matchReceipt(side.in, receivedBefore + number, ~half);
    }
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

function workerDataKey(process: ProcessKey, threadId: number, path: string): string {
  return `data:${process}:${threadId}:${path}`;
}
