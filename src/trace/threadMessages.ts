import type { Nanoseconds } from '../protocol/words.ts';
import type { ProcessRecord, ThreadRecord } from './entities.ts';
import type { Messages } from './messages.ts';

interface Send {
  readonly from: ThreadRecord;
  readonly timeNs: Nanoseconds;
  readonly row: number;
}

interface Receipt {
  /** The sender's threadId; `null`: nobody listened, and so nobody heard who sent it. */
  readonly source: number | null;
  readonly timeNs: Nanoseconds;
}

/** What goes to one thread. In the order of time, each. */
interface Inbox {
  readonly sends: Send[];
  readonly receipts: Receipt[];
  receiver: ThreadRecord | null;
}

/**
 * Finds out which message received is which message sent by `postMessageToThread`. What one thread sends another
 * arrives in order, but not all of it: messages to a thread that is not there, or where nobody listens, are
 * lost, and their number with them. So they are matched in the order of time, which is known when everything up
 * to then was read.
 */
export class ThreadMessages {
  private readonly inboxes = new Map<ProcessRecord, Map<number, Inbox>>();

  constructor(private readonly messages: Messages) {}

  sent(from: ThreadRecord, toThreadId: number, timeNs: Nanoseconds, tookNs: number): void {
    const row = this.messages.add(from.key, timeNs, tookNs);
    insert(this.inbox(from.process, toThreadId).sends, { from, timeNs, row });
  }

  received(receiver: ThreadRecord, source: number | null, timeNs: Nanoseconds): void {
    const inbox = this.inbox(receiver.process, receiver.threadId);
    inbox.receiver = receiver;
    insert(inbox.receipts, { source, timeNs });
  }

  /** Everything up to `horizonNs` has been read. */
  settleUpTo(horizonNs: Nanoseconds): void {
    for (const threads of this.inboxes.values()) {
      for (const { sends, receipts, receiver } of threads.values()) {
        if (receiver === null) continue;
        let settled = 0;
        for (const receipt of receipts) {
          if (receipt.timeNs > horizonNs) break;
          settled++;
          const at = sends.findIndex(send => canBe(send, receipt, receiver));
          const [send] = at < 0 ? [] : sends.splice(at, 1);
          if (send !== undefined && receipt.source !== null)
            this.messages.deliver(send.row, receiver.key, receipt.timeNs);
        }
        receipts.splice(0, settled);
      }
    }
  }

  private inbox(process: ProcessRecord, thread: number): Inbox {
    let threads = this.inboxes.get(process);
    if (threads === undefined) this.inboxes.set(process, (threads = new Map<number, Inbox>()));
    let inbox = threads.get(thread);
    if (inbox === undefined) threads.set(thread, (inbox = { sends: [], receipts: [], receiver: null }));
    return inbox;
  }
}

/** Before its parent made it, a thread has no port that a message could wait in. */
function canBe(send: Send, { source, timeNs }: Receipt, receiver: ThreadRecord): boolean {
  return (
    (source === null || send.from.threadId === source) &&
    send.timeNs <= timeNs &&
    !(send.timeNs < receiver.createdNs)
  );
}

/** Threads are read one after the other, so that news is almost, but not always, the latest. */
function insert<Item extends { readonly timeNs: Nanoseconds }>(items: Item[], item: Item): void {
  let place = items.length;
  while (place > 0 && (items[place - 1] as Item).timeNs > item.timeNs) place--;
  items.splice(place, 0, item);
}
