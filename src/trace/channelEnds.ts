import type { ThreadKey } from '../protocol/panel.ts';
import type { BroadcastMember } from './broadcast.ts';
import { Column } from './columns.ts';
import { Numbered } from './numbered.ts';

/** One way of a channel. Its n-th message in is its n-th message out: that is all that matching needs. */
export class Direction {
  /** Messages sent and not yet seen received, by number: their rows. */
  readonly sends = new Numbered();
  /** Deliveries whose send has not been read yet, by number: their receipts. */
  readonly receives = new Numbered();
  /** Whether there ever were such deliveries. */
  isOwed = false;
  /** The thread that sends this way now. */
  sender: ThreadKey | null = null;
}

/** One of the two sides of a channel: what it sends, and what it receives. */
export interface Side {
  readonly out: Direction;
  readonly in: Direction;
}

/** A side between two threads, with how many messages passed through it so far. */
export interface Departure {
  readonly side: Side;
  readonly sent: number;
  readonly received: number;
}

/**
 * A thread's hold on a side. Until the side is known, what happens here waits in `later`.
 * The counts before are those of the threads that held the side earlier.
 */
export interface End {
  readonly thread: ThreadKey;
  readonly id: number;
  side: Side | null;
  broadcast: BroadcastMember | null;
  sentBefore: number;
  receivedBefore: number;
  /** What had passed when it left this thread. */
  left: { sent: number; received: number };
  later: ((side: Side) => void)[];
  /** The same for messages, which may be many: pairs of a number and a row, or a receipt with its bits turned. */
  waiting: Column<Float64Array> | null;
}

export function newChannel(): readonly [Side, Side] {
  const one = new Direction();
  const other = new Direction();
  return [
    { out: one, in: other },
    { out: other, in: one },
  ];
}

export function whenSettled(end: End, action: (side: Side) => void): void {
  if (end.side === null) end.later.push(action);
  else action(end.side);
}

export function waitForSide(end: End, number: number, half: number): void {
  end.waiting ??= new Column(Float64Array);
  end.waiting.push(number);
  end.waiting.push(half);
}
